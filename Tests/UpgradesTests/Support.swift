public import Databases
public import FileEffects
public import Generations
import ObjectStore
import Presentation
public import SystemPackage
public import TestSupport
import Testing

@testable public import Upgrades

extension SimulatedDatabases: BrainDatabases {
  /// Every row of text is a row of the one table.
  public func tables(of database: FilePath) throws -> [DatabaseRecord.Table] {
    let rows = Self.rows(of: try bytes(of: database))
    let digest = ObjectID(of: Array(rows.sorted().joined(separator: "\n").utf8))
    return [DatabaseRecord.Table(name: "rows", rows: rows.count, digest: digest.description)]
  }

  public func rowCounts(of database: FilePath) throws -> [TableRows] {
    [TableRows(name: "rows", rows: Self.rows(of: try bytes(of: database)).count)]
  }

  /// The row `conversation` is one, `pattern` another; a row that begins with `broken key` or
  /// `broken index` names a table that is so.
  public func health(of database: FilePath, scratch: FilePath) throws -> DatabaseHealth {
    var health = DatabaseHealth()
    do { _ = try bytes(of: database) } catch DatabaseAccessError.unreadable(_, let fault) {
      health.problems = ["\(fault)"]
      return health
    }
    let rows = Self.rows(of: try bytes(of: database))
    health.rowCounts = [
      "conversations": rows.count { $0 == "conversation" },
      "patterns": rows.count { $0 == "pattern" },
    ]
    for row in rows {
      let name = String(row.split(separator: " ").last ?? "")
      if row.hasPrefix("broken key") { health.foreignKeys[name, default: 0] += 1 }
      if row.hasPrefix("no key") { health.unfollowed[name] = "foreign key mismatch" }
      if row.hasPrefix("broken index") { health.brokenIndexes.append(.init(name: name)) }
      if row == "damaged" { health.problems = ["page 3 is malformed"] }
      if row == "logged" { health.usesLog = true }
      if row.hasPrefix("silent") { health.unanswered[name] = "no such column" }
    }
    return health
  }

  public func schema(of database: FilePath) throws -> DatabaseSchema {
    DatabaseSchema(objects: [
      DatabaseSchema.Object(kind: "table", name: "rows", text: "TABLE rows", columns: ["text"])
    ])
  }

  public func changes(
    from base: FilePath, to now: FilePath, scratch: FilePath
  ) throws -> [TableChanges] {
    let (old, new) = (Self.rows(of: try bytes(of: base)), Self.rows(of: try bytes(of: now)))
    var changes = TableChanges(name: "rows")
    changes.inserted = Set(new).subtracting(old).count
    changes.deleted = Set(old).subtracting(new).count
    (changes.rowsBefore, changes.rowsAfter) = (old.count, new.count)
    return changes.inserted + changes.deleted == 0 ? [] : [changes]
  }

  /// A row is its own key: it comes or it goes.
  public func carry(
    from base: FilePath, to now: FilePath, onto target: FilePath, scratch: FilePath
  ) throws -> CarriedDatabase {
    let (old, new) = (Self.rows(of: try bytes(of: base)), Self.rows(of: try bytes(of: now)))
    let present = Self.rows(of: try bytes(of: target))
    let kept = present.filter { new.contains($0) || !old.contains($0) }
    let added = new.filter { !old.contains($0) && !present.contains($0) }
    var result = CarriedDatabase()
    guard !added.isEmpty || kept != present else { return result }
    try disk.replace(target, with: Self.makeDatabase(rows: kept + added), permissions: 0o600)
    var table = CarriedDatabase.Table(name: "rows")
    (table.inserted, table.deleted) = (added.count, present.count - kept.count)
    result.tables = [table]
    return result
  }

  /// A row is a line; the end is one of its own.
  public func exportRows(
    of database: FilePath, as path: RelativePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ExportedDatabase {
    let rows = Self.rows(of: try bytes(of: database))
    try Array((rows + ["end"]).joined(separator: "\n").utf8).withUnsafeBytes(body)
    return ExportedDatabase(tables: [TableRows(name: "rows", rows: rows.count)])
  }

  public func importRows(
    from export: any ReadableFile, at place: FilePath, of path: RelativePath,
    into database: FilePath
  ) throws -> ImportedDatabase {
    var rows = String(decoding: try export.bytes(at: 0, count: 1 << 20), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    guard rows.popLast() == "end" else {
      throw BrainExportError.unreadable(place, line: rows.count, .cutOff)
    }
    let present = Self.rows(of: try bytes(of: database))
    let added = rows.filter { !present.contains($0) }
    var result = ImportedDatabase()
    result.tables = [
      ImportedDatabase.Table(
        name: "rows", rows: rows.count, added: added.count, present: rows.count - added.count)
    ]
    result.hasChanged = !added.isEmpty
    if result.hasChanged {
      try disk.replace(database, with: Self.makeDatabase(rows: present + added), permissions: 0o600)
    }
    return result
  }

  private func bytes(of database: FilePath) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try snapshot(database, scratch: "/nowhere") { bytes.append(contentsOf: $0) }
    return bytes
  }
}

/// A simulated disk with a deployment on it, releases beside it, and a clock that stands still.
struct Workplace {
  static let root: FilePath = "/home/project/CORTEX"
  static let store: FilePath = "/home/project/CORTEX/.cortex"
  static let scratch: FilePath = "/scratch"
  static let old: FilePath = "/releases/5.2.0"
  static let new: FilePath = "/releases/5.3.0"
  static let database = "cortex-brain/tier1/conversations.db"
  static let noon = Timestamp(seconds: 1_767_268_800)

  var disk = SimulatedDisk()
  var now = Self.noon
  var programs = SimulatedPrograms()

  var deployment: Deployment {
    Deployment(
      root: Self.root, storeLocation: Self.store, scratch: Self.scratch, files: disk,
      databases: SimulatedDatabases(on: disk), programs: programs, workers: 1, now: now,
      reportText: UpgradeDocuments.texts)
  }

  /// The sample deployment of 5.2.0 with both releases beside it; nobody has worked in it yet.
  static func sample() throws -> Workplace {
    let place = Workplace()
    try SampleDeployment.release(version: "5.2.0").install(on: place.disk, at: root)
    try SampleDeployment.release(version: "5.2.0").install(on: place.disk, at: old)
    try SampleDeployment.release(version: "5.3.0")
      .announcing(removalsSince: .release(version: "5.2.0"), version: "5.3.0")
      .install(on: place.disk, at: new)
    try place.write(database, rows: ["one", "two"])
    return place
  }

  /// A deployment of one file and one database, with its release: for tests that repeat their work at every
  /// call, where more files would only add calls that are alike.
  static func tiny(_ text: String = "one") throws -> Workplace {
    let place = Workplace()
    try place.write("src/entry.py", text)
    try place.write(database, rows: [text])
    try place.disk.write(old.appending("src/entry.py"), text)
    return place
  }

  func path(_ path: String) -> FilePath { Self.root.appending(bytes: Array(path.utf8)) }

  func write(_ path: String, _ text: String) throws { try disk.write(self.path(path), text) }

  func write(_ path: String, rows: [String]) throws {
    try disk.write(self.path(path), SimulatedDatabases.makeDatabase(rows: rows))
  }

  func text(_ path: String) throws -> String { try disk.text(self.path(path)) }

  func rows(_ path: String = Self.database) throws -> [String] {
    SimulatedDatabases.rows(of: try disk.read(self.path(path)))
  }

  /// Everything in the deployment but the store; of databases what they hold, without counters.
  func tree() throws -> [String: String] {
    var tree = try disk.snapshotOfTree(Self.root)
      .filter { $0.key != ".cortex" && !$0.key.hasPrefix(".cortex/") }
    for path in tree.keys where path.hasSuffix(".db") {
      var bytes = try disk.read(self.path(path))
      DatabaseHeader.clearCounters(&bytes)
      tree[path] = "database \(ObjectID(of: bytes)) \(tree[path]?.prefix(8) ?? "")"
    }
    return tree
  }

  /// Everything on the disk but for folders of temporary files.
  func everything() throws -> [String: String] {
    try disk.snapshotOfTree("/").filter { !$0.key.hasPrefix("scratch") }
  }

  func upgrade(
    _ choice: ConflictChoice = .abort, to release: FilePath = Self.new,
    plan: String? = nil
  ) throws -> UpgradeReport {
    try deployment.carryOut(
      Upgrade(
        source: release, onConflict: choice, allowsRemovals: true, planID: plan))
  }

  func number(_ value: Int) throws -> Generation.Number {
    try #require(Generation.Number(rawValue: value))
  }

  /// The state that a generation holds, as text by path; folders are left out.
  func contents(of number: Int) throws -> [String: String] {
    let generation = try self.number(number)
    return Dictionary(
      uniqueKeysWithValues: try deployment.report(ShowGeneration(generation)).contents.map {
        ($0.path, "\($0.kind) \($0.mode) \($0.object)")
      })
  }

  func text(of path: String, in number: Int) throws -> String {
    var bytes: [UInt8] = []
    try StoredFile(TypedPath(relative(path)), in: self.number(number)).read(on: deployment) {
      bytes.append(contentsOf: $0)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

func relative(_ path: String) -> RelativePath { RelativePath(unchecked: Array(path.utf8)) }

extension Entry {
  /// A file with this text.
  static func text(_ text: String, _ layer: Layer = .core, permissions: UInt16 = 0o644) -> Entry {
    Entry(
      kind: .file, layer: layer, permissions: permissions, size: UInt64(text.utf8.count),
      object: ObjectID(of: Array(text.utf8)))
  }

  static func link(_ target: String, _ layer: Layer = .core) -> Entry {
    var entry = Entry.text(target, layer, permissions: 0o777)
    entry.kind = .link
    return entry
  }

  static func database(_ text: String) -> Entry {
    var entry = Entry.text(text, .brain)
    entry.kind = .database
    return entry
  }
}

extension Listing {
  /// A listing of files with these texts, in the layers that a release's files have.
  init(texts: [String: String]) {
    var entries: [RelativePath: Entry] = [:]
    for (path, text) in texts {
      entries[relative(path)] = .text(
        text, Layers.shippedLayer(of: relative(path), workspace: []))
    }
    self.init(entries)
  }

  /// The first path that is below something that is no folder; `nil` in a sound listing.
  var pathBelowFile: RelativePath? {
    let entries = byPath
    return items.map(\.path).first { path in
      path.parent.map { entries[$0]?.isDirectory != true } ?? false
    }
  }
}
