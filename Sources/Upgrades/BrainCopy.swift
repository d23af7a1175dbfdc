import FileEffects
import SystemPackage

/// Databases of a brain, read as they are now.
struct BrainCopy {
  let files: any FileSystem
  let databases: any DatabaseDoor
  let scratch: FilePath

  /// The bytes of the databases called so below `cortex-brain/` that `brain` has or is.
  func bytes(of names: [String], in brain: FilePath) throws -> [String: [UInt8]] {
    guard let found = try files.metadata(brain) else {
      throw MigrationFolderError.noDatabase(brain, named: names)
    }
    var result: [String: [UInt8]] = [:]
    if found.isDirectory {
      for name in names {
        for place in [brain.appending("cortex-brain"), brain] where result[name] == nil {
          let path = place.appending(name)
          if try files.metadata(path)?.isRegular ?? false { result[name] = try read(path) }
        }
      }
    } else {
      let meant = names.filter { brain.ends(with: FilePath($0)) }
      let candidates = meant.isEmpty ? names : meant
      guard let name = candidates.first, candidates.count == 1 else {
        throw MigrationFolderError.whichDatabase(brain, named: candidates)
      }
      result[name] = try read(brain)
    }
    guard !result.isEmpty else { throw MigrationFolderError.noDatabase(brain, named: names) }
    return result
  }

  private func read(_ database: FilePath) throws -> [UInt8] {
    try files.ensureDirectory(scratch)
    // Best effort: it is in a folder that the system empties.
    defer { try? files.removeTree(scratch) }
    var bytes: [UInt8] = []
    try databases.foreignSnapshot(database, scratch: scratch.appending("copy.db")) {
      bytes.append(contentsOf: $0)
    }
    return bytes
  }
}
