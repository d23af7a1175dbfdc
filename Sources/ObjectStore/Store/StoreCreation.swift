public import FileEffects
public import SystemPackage

/// Whether a folder is a store, or may become one.
extension Store {
  /// Whether a store is at `location`: one that lost its `format` is one, and has its ledger, or records of
  /// generations.
  public static func exists(at location: FilePath, on files: any FileSystem) throws -> Bool {
    try files.metadata(location.appending(StoreLayout.format)) != nil
      || files.metadata(location.appending(StoreLayout.ledger)) != nil
      || hasRecords(at: location, on: files)
  }

  static func hasRecords(at location: FilePath, on files: any FileSystem) throws -> Bool {
    let folder = location.appending(StoreLayout.generations)
    guard try files.metadata(folder)?.isDirectory ?? false else { return false }
    return try files.contents(of: folder).contains {
      Int(String(decoding: $0.name, as: UTF8.self)) != nil
    }
  }

  /// Refuses a folder that holds anything but what an interrupted attempt at a store leaves, and the
  /// rules for layers: a store's folder is its own, and `staging/` in it is emptied.
  public static func checkCreatable(at location: FilePath, on files: any FileSystem) throws {
    guard try !exists(at: location, on: files) else { throw StoreError.exists(location) }
    guard let found = try files.metadata(location) else { return }
    guard found.isDirectory else { throw StoreError.notAFolder(location) }
    for entry in try files.contents(of: location) {
      let name = String(decoding: entry.name, as: UTF8.self)
      let path = location.appending(bytes: entry.name)
      let isOurs =
        switch name {
        case StoreLayout.ignoreFile: try files.readIfPresent(path) == ignored
        case StoreLayout.layers, StoreLayout.lock, StoreLayout.reserve: entry.metadata.isRegular
        case StoreLayout.spare:
          try entry.metadata.isDirectory && Reserve.isSpare(path, on: files)
        case _ where StoreLayout.folders.contains(name):
          try entry.metadata.isDirectory && files.contents(of: path).isEmpty
        default: name.hasPrefix(StoreLayout.temporaryPrefix)
        }
      guard isOurs else { throw StoreError.foreign(location, name: name) }
    }
  }

  /// Why there is no store to be opened at `location`: nobody began one, or somebody did not finish.
  public static func absence(at location: FilePath, on files: any FileSystem) -> StoreError {
    // What cannot be looked at was not begun by us.
    let names = (try? files.contents(of: location)).map { $0.map(\.name) } ?? []
    let isBegun = names.contains { $0 != Array(StoreLayout.layers.utf8) }
    return isBegun && (try? checkCreatable(at: location, on: files)) != nil
      ? .unfinished(location) : .noStore(location)
  }

  /// What the store's `.gitignore` holds.
  static let ignored = Array("*\n".utf8)

  /// Makes an empty store. The file `format` comes last: a folder without it is no store, so that
  /// an interrupted attempt can simply be made again.
  public static func create(at location: FilePath, on files: any FileSystem) throws {
    try checkCreatable(at: location, on: files)
    try makeFolder(at: location, on: files)
    try fill(location, on: files)
  }

  /// Makes the folder for a store, where it is missing.
  static func makeFolder(at location: FilePath, on files: any FileSystem) throws(FileError) {
    guard try files.metadata(location) == nil else { return }
    try files.ensureDirectory(location.removingLastComponent())
    do throws(FileError) {
      // What only its owner may read in a deployment must not be readable in the store.
      try files.createDirectory(location, permissions: 0o700)
    } catch {
      // Another one may be making it.
      guard error.code == .fileExists else { throw error }
    }
  }

  /// Makes a store of a folder that may be one.
  static func fill(_ location: FilePath, on files: any FileSystem) throws {
    for folder in StoreLayout.folders { try files.ensureDirectory(location.appending(folder)) }
    // An interrupted attempt may have made folders whose names are not yet durable.
    try files.syncDirectory(location)
    try files.syncDirectory(location.removingLastComponent())
    try files.replace(location.appending(StoreLayout.ignoreFile), with: ignored)
    try files.replace(location.appending(StoreLayout.reserve), with: Reserve.bytes)
    try Reserve(at: location, on: files).refillSpare()
    let format = Array(StoreVersion.written.text.utf8)
    var staged = StagedFiles(on: files)
    try staged.add(location.appending(StoreLayout.format), format)
    try staged.sync()
    try files.replace(
      location.appending(StoreLayout.ledger),
      with: Ledger.encode(
        sequence: 1, after: nil, highest: 0, current: nil, [(StoreLayout.format, .bytes(format))]
      ).bytes)
    try staged.publish()
  }
}
