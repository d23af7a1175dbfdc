import FileEffects
import ObjectStore
import SystemPackage

/// What an archive's entries come to, while they pass one after the other.
private struct PassedEntries {
  var entries: [RelativePath: Entry] = [:]
  var links: [RelativePath: [UInt8]] = [:]
  /// The contents of files that may be needed as bytes.
  var texts: [RelativePath: [UInt8]] = [:]
  /// How long they are together.
  var textBytes = 0

  /// As seen from the folder that all of the archive is in.
  func relative(to top: RelativePath?) -> PassedEntries {
    func inside<Value>(_ values: [RelativePath: Value]) -> [RelativePath: Value] {
      var result: [RelativePath: Value] = [:]
      for (path, value) in values {
        if let path = path.relative(to: top) { result[path] = value }
      }
      return result
    }
    return PassedEntries(entries: inside(entries), links: inside(links), texts: inside(texts))
  }

  /// The one folder that everything in an archive is in, as in those that GitHub makes; `nil` if there
  /// is none, or if it is a folder of a deployment itself.
  var commonFolder: RelativePath? {
    guard let first = entries.keys.first?.components.first else { return nil }
    let top = RelativePath(unchecked: first)
    let product = ProductLayout.current
    guard ![product.brainFolder, product.sourceFolder].map({ Array($0.utf8) }).contains(first),
      entries.allSatisfy({ $0.key.isInside(top) || ($0.key == top && $0.value.isDirectory) })
    else { return nil }
    return top
  }
}

extension ReleaseReader {
  /// Reads an archive, and keeps the bytes of files that are needed as bytes.
  func readArchive(
    _ file: FilePath, shownAs archive: FilePath, into batch: ObjectBatch?
  ) throws -> (Release, texts: [RelativePath: [UInt8]]) {
    let kept = ArchivedDatabases(
      of: archive, on: files, databases, scratch: scratch.appending("archive"))
    let writer = ContentWriter(into: batch)
    var passed = PassedEntries()
    try readEntries(of: file, shownAs: archive, on: files) { entry, readPiece in
      switch entry.kind {
      case .directory(let permissions):
        passed.entries[entry.path] = .directory(permissions: permissions)
      case .link(let target):
        passed.links[entry.path] = target
        passed.entries[entry.path] = try writer.link(to: target, layer: .core)
      case .file(_, let permissions):
        try addFile(
          entry.path, permissions, of: archive, to: &passed, writer, kept, readPiece)
      }
    }
    let databases = try kept.contents(into: batch, replacing: replaced(at:)) {
      passed.entries[$0].map { $0.kind == .file && $0.size == 0 } ?? false
    }
    passed.entries.merge(databases.entries) { _, new in new }
    try refuseObstacles(in: passed.entries, besideDatabases: databases.entries.keys, of: archive)
    let top = passed.commonFolder
    passed = passed.relative(to: top)
    try refuseLeaving(passed.links, of: archive)
    for (path, entry) in passed.entries where entry.layer != nil && entry.kind != .database {
      passed.entries[path]?.layer = layer(path)
    }
    let warnings = databases.warnings.map { warning in
      CaptureWarning(path: warning.path.relative(to: top) ?? warning.path, kind: warning.kind)
    }
    return (
      Release(
        listing: Listing(passed.entries), warnings: warnings, links: passed.links,
        layout: .archive(top: top), source: archive), passed.texts
    )
  }

  /// Takes in one file: a database is kept for the end, the contents of others go to the writer.
  private func addFile(
    _ path: RelativePath, _ permissions: UInt16, of archive: FilePath,
    to passed: inout PassedEntries, _ writer: ContentWriter, _ kept: ArchivedDatabases,
    _ readPiece: () throws -> UnsafeRawBufferPointer?
  ) throws {
    let longest = longestText(at: path)
    var text: [UInt8]? = longest > 0 ? [] : nil
    var head: [UInt8] = []
    while head.count < DatabaseHeader.magic.count, let piece = try readPiece() {
      head.append(contentsOf: piece)
    }
    if ArchivedDatabases.takes(path, beginning: head) {
      return try kept.keep(path, permissions: permissions, beginning: head, readPiece)
    }
    writer.previous = replaced(at: path)
    try head.withUnsafeBytes { try writer.add($0) }
    text?.append(contentsOf: head)
    while let piece = try readPiece() {
      try writer.add(piece)
      progress?.add(bytes: UInt64(piece.count))
      text?.append(contentsOf: piece)
      if text?.count ?? 0 > longest { text = nil }
    }
    if text == nil, longest == Self.longestNote {
      throw ReleaseError.refused(
        archive, name: path.bytes, reason: .longNote(maximumBytes: longest))
    }
    passed.textBytes += text?.count ?? 0
    guard passed.textBytes <= Self.longestTexts else {
      throw ReleaseError.refused(archive, name: path.bytes, reason: .tooMuchText)
    }
    progress?.add(items: 1)
    passed.texts[path] = text
    passed.entries[path] = try writer.finish(layer: .core, permissions: permissions)
  }

  /// Refuses an archive in which something other than a file is where SQLite keeps one of its own.
  private func refuseObstacles(
    in entries: [RelativePath: Entry], besideDatabases databases: some Sequence<RelativePath>,
    of archive: FilePath
  ) throws(ReleaseError) {
    for database in databases where entries[database]?.kind == .database {
      for ending in DatabaseHeader.companions {
        let beside = RelativePath(unchecked: database.bytes + Array(ending.utf8))
        if let name = entries.keys.filter({ $0 == beside || $0.isInside(beside) }).min() {
          throw .refused(archive, name: name.bytes, reason: .besideDatabase(database))
        }
      }
    }
  }
}
