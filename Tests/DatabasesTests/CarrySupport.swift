import Databases
import FileEffects
import SystemPackage
import Testing

/// Three states of a database, and what carrying the first two's difference onto the third does.
struct CarryScene {
  let folder: Folder
  let databases = SQLiteDatabases()

  var base: FilePath { folder.path.appending("base.db") }
  var now: FilePath { folder.path.appending("now.db") }
  var target: FilePath { folder.path.appending("target.db") }

  init() throws { folder = try Folder() }

  /// A base made by these statements, what was done to it since, and a target: the base with other
  /// things done to it, or a database of its own.
  init(
    _ base: [String], since: [String], there: [String] = [], target: [String]? = nil
  ) throws {
    try self.init()
    try make(self.base, base)
    try make(now, base + since)
    try make(self.target, (target ?? base) + there)
  }

  func make(_ path: FilePath, _ statements: [String]) throws {
    try folder.make(path, statements)
  }

  func carry() throws -> CarriedDatabase {
    let before = (try folder.bytes(base), try folder.bytes(now))
    let result = try databases.carry(
      from: base, to: now, onto: target, scratch: folder.scratch)
    #expect(try folder.bytes(base) == before.0)
    #expect(try folder.bytes(now) == before.1)
    #expect(
      try folder.names() == ["base.db", "now.db", "target.db"], "nothing stays beside them")
    return result
  }

  /// What the target holds afterwards, as JSON.
  func ask(_ sql: String) throws -> String { try folder.ask(target, sql) }
}

extension CarriedDatabase {
  /// Inserted, updated and deleted rows by table.
  var figures: [String: [Int]] {
    Dictionary(
      uniqueKeysWithValues: tables.map { ($0.name, [$0.inserted, $0.updated, $0.deleted]) })
  }

  var reasons: [String] { notCarried.map { "\($0.reason)" } }
}
