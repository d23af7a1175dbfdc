import FileEffects
import Foundation
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore
@testable import Upgrades

/// Where a repair finds what a store has lost: in its other packs, in the deployment's files and
/// databases, in a release, in an export.
@Suite(.tags(.process)) struct RepairSourcesTests {
  private let place: LocalWorkplace
  private let database = "cortex-brain/tier1/conversations.db"

  init() throws {
    place = try LocalWorkplace()
  }

  private func fill(rows: Int) throws {
    try place.sql(
      """
      CREATE TABLE t (id INTEGER PRIMARY KEY, a);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
      INSERT INTO t SELECT i, hex(randomblob(60)) FROM n;
      """)
  }

  private static func noise(_ seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return (0..<100_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// The objects that make up the contents of a path in a generation.
  private func pieces(of path: String, in number: Generation.Number) throws -> [ObjectID] {
    let log = try place.deployment.log()
    let reader = try ObjectReader(log.store)
    let listing = try reader.listing(of: try log.generation(number).tree)
    let entry = try #require(listing[relative(path)])
    return try entry.isChunked ? reader.chunks(entry.object).map(\.object) : [entry.object]
  }

  /// Damages every frame in which one of the objects is; what else was in them, and what of them is `kept`,
  /// goes into another pack.
  private func damage(_ objects: [ObjectID], butFor kept: [ObjectID] = []) throws {
    let other = try LocalWorkplace()
    _ = try InitialiseStore(release: nil, version: nil).carryOut(on: other.deployment)
    let rest = try other.deployment.log().store
    let batch = try rest.batch()
    let store = try place.deployment.log().store
    let reader = try ObjectReader(store)
    let lost = Set(objects).subtracting(kept)
    for pack in store.allPacks {
      var bytes = try place.files.read(pack.path)
      for number in Set(objects.compactMap { pack.index.find($0)?.frame }) {
        for row in pack.index.rowsByFrame()[number] ?? [] where !lost.contains(row.object) {
          try reader.bytes(of: row.object).withUnsafeBytes {
            _ = try batch.add($0, as: row.place.type)
          }
        }
        let frame = pack.index.frame(number)
        for offset in stride(from: 0, to: Int(frame.storedSize), by: 5) {
          bytes[Int(frame.offset) + offset] ^= 0x55
        }
      }
      try place.files.replace(pack.path, with: bytes)
    }
    try batch.commit()
    for pack in try other.deployment.log().store.allPacks {
      let name = try #require(pack.path.lastComponent)
      try place.files.replace(
        place.root.appending(".cortex/packs").appending(name),
        with: try place.files.read(pack.path))
    }
  }

  /// What moves SQLite's counters in a header, and changes no row.
  enum Move: CaseIterable {
    case none, commits, log, restore

    fileprivate func carryOut(in place: LocalWorkplace) throws {
      // A page that stays as it is is not written.
      let update = "UPDATE t SET a = lower(a) WHERE id = 1; UPDATE t SET a = upper(a) WHERE id = 1;"
      switch self {
      case .none: break
      case .commits: try place.sql(String(repeating: update, count: 7))
      case .log: try place.sql("PRAGMA journal_mode = WAL;" + update)
      case .restore:
        try place.sql("INSERT INTO t (a) VALUES ('later'); CREATE TABLE u (a)")
        _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
      }
    }
  }

  @Test(arguments: Move.allCases, [5, 5000])
  func `pieces of a database come back from the live one whose rows are the same`(
    move: Move, rows: Int
  ) throws {
    try fill(rows: rows)
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let stored = try place.files.read(place.database)
    try move.carryOut(in: place)
    #expect(try (place.files.read(place.database) == stored) == (move == .none))
    let objects = try pieces(of: database, in: .first)
    #expect(objects.count > (rows > 1000 ? 5 : 0))
    try damage(objects)
    let found = try place.deployment.report(VerifyStore(.full))
    #expect(!found.ok && found.damage.contains { $0.paths.contains(database) })
    let report = try RepairStore(from: nil).carryOut(on: place.deployment)
    #expect(report.ok, "\(report.damage.filter { !$0.repaired })")
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    var bytes: [UInt8] = []
    try StoredFile(TypedPath(relative(database)), in: .first).read(on: place.deployment) {
      bytes.append(contentsOf: $0)
    }
    #expect(bytes == stored)
  }

  @Test func `of a database with other rows nothing is taken for what was lost`() throws {
    try fill(rows: 5)
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    try place.sql("UPDATE t SET a = 'other' WHERE id = 1")
    try damage(try pieces(of: database, in: .first))
    let report = try RepairStore(from: nil).carryOut(on: place.deployment)
    #expect(report.damage.contains { !$0.repaired && $0.paths == [database] })
    #expect(try !place.deployment.report(VerifyStore(.full)).ok)
  }

  @Test func `each source brings what only it has`() throws {
    let documents = "cortex-brain/documents"
    func write(_ name: String, _ bytes: [UInt8], in root: FilePath) throws {
      let path = root.appending(name)
      try place.files.ensureDirectory(path.removingLastComponent())
      try place.files.replace(path, with: bytes)
    }
    try fill(rows: 5000)
    let (packed, own, shipped, exported) = (
      "\(documents)/packed.md", "\(documents)/own.md", "src/shipped.py",
      "\(documents)/exported.md"
    )
    for (seed, name) in [packed, own, shipped, exported].enumerated() {
      try write(name, Self.noise(UInt64(seed)), in: place.root)
    }
    try write(shipped, Self.noise(2), in: place.old)
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let export = place.folder.path.appending("one.pack")
    _ = try ExportGeneration(.first, to: export).carryOut(on: place.deployment)
    let objects = try [packed, own, shipped, exported, database].map {
      try pieces(of: $0, in: .first)
    }
    for name in [packed, shipped, exported] { try write(name, [1, 2, 3], in: place.root) }
    try Move.commits.carryOut(in: place)
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try damage(objects.flatMap(\.self), butFor: objects[0])
    #expect(try !place.deployment.report(VerifyStore(.full)).ok)

    func left(_ source: FilePath?) throws -> Set<String> {
      let report = try RepairStore(from: source).carryOut(on: place.deployment)
      #expect(report.ok == report.damage.allSatisfy(\.repaired))
      return Set(report.damage.filter { !$0.repaired }.flatMap(\.paths))
    }
    #expect(try left(nil) == [shipped, exported])
    #expect(try left(place.old) == [exported])
    #expect(try left(export) == [])
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    let out = place.folder.path.appending("out")
    _ = try RestoreToFolder(.first, paths: [], to: out).carryOut(on: place.deployment)
    for (seed, name) in [packed, own, shipped, exported].enumerated() {
      #expect(try place.files.read(out.appending(name)) == Self.noise(UInt64(seed)))
    }
  }
}
