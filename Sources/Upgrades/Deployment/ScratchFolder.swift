public import FileEffects
public import SystemPackage

/// A folder for temporary files while only looking.
public enum ScratchFolder {
  /// Calls `body` with a new folder at the first of `places` where one can be made, and takes it away
  /// afterwards. What an ended process left there is replaced.
  ///
  /// Where none can be made, `body` is called all the same: as long as no copy of a database is needed,
  /// neither is the folder.
  /// - Throws: ``UpgradeError/noScratch(_:)`` if it is, or what `body` throws.
  public static func with<Result>(
    _ places: [FilePath], on files: any FileSystem, _ body: (FilePath) throws -> Result
  ) throws -> Result {
    var refusals: [FileError] = []
    for place in places {
      do throws(FileError) { try make(place, on: files) } catch {
        refusals.append(error)
        continue
      }
      defer {
        // Best effort: it is in a folder that the system empties.
        try? files.removeTree(place)
      }
      return try body(place)
    }
    let missing = places.first ?? "/nonexistent"
    do { return try body(missing) } catch let error where "\(error)".contains(missing.string) {
      throw UpgradeError.noScratch(refusals)
    }
  }

  private static func make(_ place: FilePath, on files: any FileSystem) throws(FileError) {
    try files.removeTree(place)
    // Copies of databases are nobody else's business. What it is in is not made: that a folder for
    // temporary files is missing has a reason.
    try files.createDirectory(place, permissions: 0o700)
  }
}
