import FileEffects
import ObjectStore
import SystemPackage

/// What a change still has to do.
struct ChangePlan {
  /// A file, link or folder that comes, goes or is replaced.
  struct File {
    var change: Change
    var place: FilePath
    /// The file seen there; `nil` if there was none.
    var seen: FileMetadata?
  }

  var files: [File] = []
  var restores: [Change] = []
  var migrations: [DatabaseMigration] = []
  /// Paths that are neither as before nor as after, and stay unchanged.
  var left: [RelativePath] = []
}
