public import FileEffects

/// The table of contents of a package that ``ZipWriter`` has written, without the package.
///
/// From it and a file's contents follow the bytes that the package has for the file: what is here need not be
/// fetched.
public struct PackageTable {
  /// What lies between the start of an entry and that of the next.
  public struct Entry: Sendable {
    /// A folder's has a slash at its end.
    var name: [UInt8]
    public fileprivate(set) var range: Range<UInt64>
    var fields: ZipEntryFields

    /// `nil` for a folder.
    public var path: RelativePath? { RelativePath(bytes: name) }
    /// Of the contents, in bytes.
    public var length: UInt64 { fields.length }
  }

  /// In the order in which they lie in the package, all of it but the table.
  public private(set) var entries: [Entry] = []
  /// Where the table begins.
  public let start: UInt64

  /// How long the last record is, which says where the table begins.
  private static let endSize = 22

  /// Where the table of a package begins of which these are the last bytes, from `offset` on; `nil` where they do
  /// not say so.
  public static func start(in tail: [UInt8], from offset: UInt64) -> UInt64? {
    guard tail.count >= endSize, tail.suffix(endSize).starts(with: "PK\u{5}\u{6}".utf8) else {
      return nil
    }
    let end = Array(tail.suffix(endSize))
    let (length, start) = (
      UInt64(end.integer(at: 12) as UInt32), UInt64(end.integer(at: 16) as UInt32)
    )
    let size = offset + UInt64(tail.count)
    return start < .narrowest && start + length + UInt64(endSize) == size ? start : nil
  }

  /// Reads the end of a package.
  ///
  /// - Parameters:
  ///   - tail: Its last bytes, from `offset` on.
  /// - Returns: `nil` where the table begins before them, or is not one of ours.
  public init?(_ tail: [UInt8], from offset: UInt64) {
    guard let start = Self.start(in: tail, from: offset), start >= offset else { return nil }
    let count: UInt16 = Array(tail.suffix(Self.endSize)).integer(at: 10)
    guard count < .max else { return nil }
    self.start = start
    var place = Int(start - offset)
    for _ in 0..<count {
      guard place + 46 <= tail.count - Self.endSize else { return nil }
      let header = Array(tail[place..<(place + 46)])
      let nameLength = Int(header.integer(at: 28) as UInt16)
      guard header.starts(with: "PK\u{1}\u{2}".utf8), header.integer(at: 30) as UInt32 == 0,
        place + 46 + nameLength <= tail.count - Self.endSize
      else { return nil }
      let name = Array(tail[(place + 46)..<(place + 46 + nameLength)])
      let begin = UInt64(header.integer(at: 42) as UInt32)
      guard begin >= entries.last?.range.lowerBound ?? 0, begin < start else { return nil }
      if let last = entries.indices.last {
        entries[last].range = entries[last].range.lowerBound..<begin
      } else if begin != 0 {
        return nil
      }
      entries.append(
        Entry(name: name, range: begin..<start, fields: ZipEntryFields(header, at: 8)))
      place += 46 + nameLength
    }
    // Bytes that belong to no entry are none of ours.
    guard place == tail.count - Self.endSize, !entries.isEmpty || start == 0 else { return nil }
  }
}

extension PackageTable.Entry {
  /// The contents in these bytes of the package; `nil` where they are not what the table says.
  public func contents(in bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count == range.count, bytes.count >= 30 + name.count,
      let length = Int(exactly: length),
      fields.method == 8, let packed = Int(exactly: fields.packed),
      bytes.count >= 30 + name.count + packed
    else { return nil }
    let start = 30 + name.count
    guard let contents = Inflate.bytes(Array(bytes[start..<(start + packed)]), length: length),
      checksum(of: contents) == fields.checksum
    else { return nil }
    return contents
  }

  private func checksum(of contents: [UInt8]) -> UInt32 {
    var checksum = CRC32()
    contents.withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }

  /// The bytes that the package has for this entry if these are its contents; `nil` where they cannot be.
  public func bytes(for contents: [UInt8], _ deflate: Deflate) -> [UInt8]? {
    guard name.last != UInt8(ascii: "/"), fields.length == contents.count, let path else {
      return nil
    }
    guard checksum(of: contents) == fields.checksum else { return nil }
    var packed: [UInt8] = []
    contents.withUnsafeBytes { deflate.add($0, to: &packed) }
    deflate.finish(to: &packed)
    guard UInt64(packed.count) == fields.packed else { return nil }
    var writer = ZipWriter()
    writer.begin(path, .file(isExecutable: false))
    writer.append(packed)
    writer.end(fields.checksum, packed: fields.packed, length: fields.length)
    return writer.output.count == range.count ? writer.output : nil
  }
}
