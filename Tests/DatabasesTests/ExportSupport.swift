import Databases
import FileEffects
import SystemPackage
import TestSupport

/// Databases that are exported, and those that take their rows.
struct ExportScene {
  static let path = RelativePath(unchecked: Array("cortex-brain/tier2/knowledge_graph.db".utf8))

  let folder: Folder
  let databases = SQLiteDatabases()

  var export: FilePath { folder.path.appending("export.yaml") }

  /// - Parameter statements: What makes the exported database.
  init(_ statements: [String]) throws {
    folder = try Folder()
    try folder.make(folder.live, statements)
  }

  /// The export of a database as a text, written to a file as well.
  @discardableResult
  func exported(_ database: FilePath? = nil) throws -> String {
    var bytes: [UInt8] = []
    _ = try databases.exportRows(of: database ?? folder.live, as: Self.path) {
      bytes.append(contentsOf: $0)
    }
    try folder.write(export, bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Imports a text, else what was exported last, into the copy: a database that these statements make, an
  /// empty file without any.
  func imported(
    _ text: String? = nil, into statements: [String]? = nil
  ) throws -> ImportedDatabase {
    if let text { try folder.write(export, Array(text.utf8)) }
    if let statements {
      try LocalFileSystem().remove(folder.copy)
      if statements.isEmpty { try folder.write(folder.copy, []) }
      try folder.make(folder.copy, statements)
    }
    return try databases.importRows(
      from: LocalFileSystem().open(export), at: export, of: Self.path, into: folder.copy)
  }

  /// What both databases hold, but for indexes.
  func digests() throws -> (exported: DatabaseDigest, imported: DatabaseDigest) {
    try (databases.digest(of: folder.live), databases.digest(of: folder.copy))
  }
}
