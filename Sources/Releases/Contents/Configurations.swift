public import FileEffects
import ObjectStore
import SystemPackage

/// The contents of a release's configurations and migrations.
extension ReleaseReader {
  /// How much of an archive's entry is to be remembered while it passes, in bytes; 0 for most: which folder
  /// everything in the archive is in is known only at its end.
  func longestText(at path: RelativePath) -> Int {
    let inner = path.bytes.firstIndex(of: UInt8(ascii: "/")).map {
      RelativePath(unchecked: Array(path.bytes[($0 + 1)...]))
    }
    return [path, inner].compactMap(\.self).map { path in
      if path == Release.manifestPath || path == ChecksumList.path { return ChecksumList.longest }
      if Self.informative.contains(path) { return Self.longestNote }
      return layer(path) == .config || Release.mayBeMigration(path)
        ? Release.longestConfiguration : 0
    }.max() ?? 0
  }

  /// How long a file may be that says a version, in bytes.
  static let longestNote = 1 << 20
  /// How much of an archive is remembered, in bytes.
  static let longestTexts = 128 << 20

  /// Reads the files in the layer of configurations, and migrations, and compares them with the bytes
  /// read before.
  ///
  /// - Parameter known: Contents that were remembered.
  func textsToRead(
    of release: Release, known: [RelativePath: [UInt8]]
  ) throws -> [RelativePath: [UInt8]] {
    var wanted: [RelativePath: Entry] = [:]
    for item in release.listing.items
    where (item.entry.layer == .config || Release.mayBeMigration(item.path))
      && item.entry.kind == .file
      && item.entry.size <= UInt64(Release.longestConfiguration)
    {
      wanted[item.path] = item.entry
    }
    return try contents(of: wanted, in: release, known: known)
  }

  /// The contents of files of a release, which are those that were read before.
  ///
  /// - Throws: ``ReleaseError/damaged(_:_:at:)`` where one was changed since.
  public func contents(
    of paths: Set<RelativePath>, in release: Release
  ) throws -> [RelativePath: [UInt8]] {
    if paths.isEmpty { return [:] }
    var wanted: [RelativePath: Entry] = [:]
    for path in paths { wanted[path] = release.listing[path] }
    return try contents(of: wanted, in: release, known: [:])
  }

  /// Hands over the contents of files of a release, which are those that were read before, one at a time and in the
  /// order in which it has them.
  ///
  /// - Throws: ``ReleaseError/damaged(_:_:at:)`` where one was changed since.
  public func forEach(
    _ paths: Set<RelativePath>, in release: Release,
    _ body: (RelativePath, [UInt8]) throws -> Void
  ) throws {
    func hand(_ path: RelativePath, _ bytes: [UInt8]) throws {
      guard let entry = release.listing[path], try entry.holds(bytes) else {
        throw ReleaseError.damaged(release.source, .changedMeanwhile(path))
      }
      try body(path, bytes)
    }
    if paths.isEmpty { return }
    switch release.layout {
    case .folder:
      for item in release.listing.items where paths.contains(item.path) {
        try hand(item.path, try files.read(item.path.resolved(in: release.place)))
      }
    case .archive(let top):
      try readEntries(of: release.place, shownAs: release.source, on: files) { entry, readPiece in
        guard let path = entry.path.relative(to: top), paths.contains(path) else { return }
        var bytes: [UInt8] = []
        while let piece = try readPiece() { bytes.append(contentsOf: piece) }
        try hand(path, bytes)
      }
    }
  }

  private func contents(
    of wanted: [RelativePath: Entry], in release: Release, known: [RelativePath: [UInt8]]
  ) throws -> [RelativePath: [UInt8]] {
    var texts = known.filter { wanted[$0.key] != nil }
    let missing = Set(wanted.keys).subtracting(texts.keys)
    switch release.layout {
    case .folder:
      for path in missing { texts[path] = try files.read(path.resolved(in: release.place)) }
    case .archive(let top):
      // Only a manifest gives this layer to what does not have the name of a configuration.
      let found = try readAgain(missing, of: release, below: top, from: [UInt8]()) {
        $0.append(contentsOf: $1)
      }
      texts.merge(found) { _, new in new }
    }
    for (path, entry) in wanted where try !entry.holds(texts[path] ?? []) {
      throw ReleaseError.damaged(release.source, .changedMeanwhile(path))
    }
    return texts
  }
}

extension ReleaseReader {
  /// Reads some files of an archive again, piece by piece, each into a value of its own. Nothing is read
  /// for none.
  func readAgain<Value>(
    _ paths: Set<RelativePath>, of release: Release, below top: RelativePath?,
    from empty: @autoclosure () -> Value, _ add: (inout Value, UnsafeRawBufferPointer) -> Void
  ) throws -> [RelativePath: Value] {
    var values: [RelativePath: Value] = [:]
    if paths.isEmpty { return values }
    try readEntries(of: release.place, shownAs: release.source, on: files) { entry, readPiece in
      guard let path = entry.path.relative(to: top), paths.contains(path) else { return }
      var value = empty()
      while let piece = try readPiece() { add(&value, piece) }
      values[path] = value
    }
    return values
  }
}

extension RelativePath {
  /// This path as seen from `folder`; `nil` if it is not inside. No folder is where it is now.
  func relative(to folder: RelativePath?) -> RelativePath? {
    guard let folder else { return self }
    guard isInside(folder) else { return nil }
    return RelativePath(unchecked: Array(bytes[(folder.bytes.count + 1)...]))
  }
}
