import Databases
import FileEffects
import SystemPackage

/// The present databases of a brain.
struct BrainCopy {
  let files: any FileSystem
  let databases: any DatabaseAccess
  let scratch: FilePath

  /// The bytes of the databases called so below `cortex-brain/` that `brain` has or is.
  func bytes(of names: [String], in brain: FilePath) throws -> [String: [UInt8]] {
    guard let found = try files.metadata(brain) else {
      throw MigrationFolderError.noDatabase(brain, named: names)
    }
    var result: [String: [UInt8]] = [:]
    if found.isDirectory {
      for name in names {
        for place in [brain.appending(Deployment.brainFolder), brain] where result[name] == nil {
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

  /// Databases that migrations name and a brain's folder does not have.
  func missing(_ lint: MigrationLint, in brain: FilePath) throws -> [MigrationFinding] {
    guard try files.metadata(brain)?.isDirectory ?? false else { return [] }
    var findings: [MigrationFinding] = []
    for file in lint.files {
      // A file that cannot be read is a finding already.
      guard
        let migration = try? Migration(
          fileName: file.name, bytes: file.bytes, brainFolder: Deployment.brainFolder)
      else { continue }
      for name in migration.databases where lint.brain[name] == nil {
        let other = try [brain.appending(Deployment.brainFolder), brain].lazy
          .compactMap { try spelling(of: name, in: $0) }.first
        findings.append(MigrationFinding(file.name, .noDatabase(name, other: other)))
      }
    }
    return findings
  }

  /// How a path is really written that differs in case only.
  private func spelling(of name: String, in folder: FilePath) throws -> String? {
    var (place, found) = (folder, [String]())
    for part in name.split(separator: "/") {
      guard try files.metadata(place)?.isDirectory ?? false,
        let entry = try files.contents(of: place).first(where: {
          String(decoding: $0.name, as: UTF8.self).lowercased() == part.lowercased()
        })
      else { return nil }
      place = place.appending(bytes: entry.name)
      found.append(String(decoding: entry.name, as: UTF8.self))
    }
    return found.joined(separator: "/")
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
