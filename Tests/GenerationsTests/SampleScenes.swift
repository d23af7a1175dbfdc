import FileEffects
import SystemPackage
import TestSupport

extension Scene {
  static func rows(_ rows: String..., usesLog: Bool = false) -> [UInt8] {
    SimulatedDatabases.makeDatabase(rows: rows, usesLog: usesLog)
  }

  /// One change of every kind, files and databases.
  static func ofEveryKind() throws -> Scene {
    try Scene { disk, root in
      try disk.write(root.appending("edited.txt"), "old")
      try disk.write(root.appending("mode.sh"), "#!/bin/sh\n")
      try disk.writeLink(root.appending("link-file"), to: "edited.txt")
      try disk.write(root.appending("file-link"), "was a file")
      try disk.write(root.appending("file-folder"), "was a file")
      try disk.write(root.appending("folder-file/inner.txt"), "was in a folder")
      try disk.write(root.appending("gone/x.txt"), "goes")
      try disk.writeFolder(root.appending("folder-mode"))
      try disk.write(root.appending("shared/ours.txt"), "goes")
      try disk.write(root.appending("shared/mine.txt"), "stays")
      try disk.write(root.appending("live.db"), rows("one"))
      try disk.write(root.appending("logged.db"), rows("one", usesLog: true))
      try disk.write(root.appending("old.db"), rows("goes"))
    } after: { disk, root in
      try disk.write(root.appending("edited.txt"), "new")
      try disk.write(root.appending("mode.sh"), "#!/bin/sh\n", permissions: 0o755)
      try disk.write(root.appending("link-file"), "is a file")
      try disk.writeLink(root.appending("file-link"), to: "edited.txt")
      try disk.write(root.appending("file-folder/inner.txt"), "is in a folder")
      try disk.write(root.appending("folder-file"), "is a file")
      try disk.write(root.appending("new/deep/n.txt"), "comes")
      try disk.writeFolder(root.appending("closed"), permissions: 0o555)
      try disk.write(root.appending("closed/inner.txt"), "comes")
      try disk.writeFolder(root.appending("folder-mode"), permissions: 0o750)
      try disk.write(root.appending("shared/mine.txt"), "stays")
      try disk.write(root.appending("live.db"), rows("one", "two"), permissions: 0o600)
      try disk.write(root.appending("logged.db"), rows("one", "two"))
      try disk.write(root.appending("added.db"), rows("comes"))
    }
  }

  /// Fewer changes, for loops in loops.
  static func small() throws -> Scene {
    try Scene { disk, root in
      try disk.write(root.appending("a.txt"), "old")
      try disk.write(root.appending("b/x.txt"), "goes")
      try disk.write(root.appending("live.db"), rows("one"))
    } after: { disk, root in
      try disk.write(root.appending("a.txt"), "new")
      try disk.write(root.appending("c/y.txt"), "comes")
      try disk.write(root.appending("live.db"), rows("two"))
    }
  }

  /// So many files go that they wait to be freed, with the folders that held nothing else; some change.
  static func ofManyRemovals() throws -> Scene {
    try Scene { disk, root in
      for number in 0..<34 {
        try disk.write(root.appending("gone/deep\(number % 3)/\(number).txt"), "goes \(number)")
      }
      try disk.write(root.appending("shared/ours.txt"), "goes")
      try disk.write(root.appending("shared/mine.txt"), "stays")
      try disk.write(root.appending("edited.txt"), "old")
      try disk.write(root.appending("old.db"), rows("goes"))
    } after: { disk, root in
      try disk.write(root.appending("shared/mine.txt"), "stays")
      try disk.write(root.appending("edited.txt"), "new")
      try disk.write(root.appending("new/n.txt"), "comes")
    }
  }

  /// A folder becomes a link to one that holds the same, or the other way round.
  static func folderAndLink(isForward: Bool) throws -> Scene {
    func folder(_ disk: SimulatedDisk, _ root: FilePath) throws {
      try disk.write(root.appending("documents/README.md"), "the same")
      try disk.write(root.appending("docs/README.md"), "the same")
    }
    func link(_ disk: SimulatedDisk, _ root: FilePath) throws {
      try disk.write(root.appending("documents/README.md"), "the same")
      try disk.writeLink(root.appending("docs"), to: "documents")
    }
    return try Scene(before: isForward ? folder : link, after: isForward ? link : folder)
  }
}
