import FileEffects

extension Store {
  /// A database as SQLite reads it, which is how a capture keeps it.
  ///
  /// A store that an earlier version wrote can have one as its file was: with bytes after its last page,
  /// or with a header that does not say how many there are. `read` is asked to hand out what SQLite reads
  /// in such a file, which is stored as well.
  public func asRead(
    _ entry: Entry, _ reader: ObjectReader,
    _ read: (Entry, _ add: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws -> Entry {
    guard entry.kind == .database else { return entry }
    let first = try entry.isChunked ? reader.chunks(entry.object).first?.object : entry.object
    guard let first else { return entry }
    let start = try reader.bytes(of: first)
    if DatabaseHeader.hasAllPages(start, length: entry.size) { return entry }
    let batch = try batch()
    let writer = ContentWriter(into: batch)
    writer.previous = entry
    try read(entry, writer.add)
    let result = try writer.finish(layer: .brain, permissions: entry.permissions)
    try batch.commit()
    return result
  }
}
