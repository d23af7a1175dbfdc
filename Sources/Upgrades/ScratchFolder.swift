public import FileEffects
public import SystemPackage

/// A folder for temporary files while only looking.
public enum ScratchFolder {
  /// Calls `body` with a new folder at the first of `places` where one can be made, and takes it away
  /// afterwards. What an ended process left there is replaced.
  ///
  /// - Throws: ``UpgradeError/noScratch(_:)``, or what `body` throws.
  public static func with<Result>(
    _ places: [FilePath], on files: any FileSystem, _ body: (FilePath) throws -> Result
  ) throws -> Result {
    let folder = try make(places, on: files)
    defer {
      // Best effort: it is in a folder that the system empties.
      try? files.removeTree(folder)
    }
    return try body(folder)
  }

  private static func make(
    _ places: [FilePath], on files: any FileSystem
  ) throws(UpgradeError) -> FilePath {
    var refusals: [FileError] = []
    for place in places {
      do throws(FileError) {
        try files.removeTree(place)
        // Copies of databases are nobody else's business. What it is in is not made: that a folder for
        // temporary files is missing has a reason.
        try files.createDirectory(place, permissions: 0o700)
        return place
      } catch { refusals.append(error) }
    }
    throw .noScratch(refusals)
  }
}
