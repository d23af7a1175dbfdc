import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct SimulatedDatabasesTests {
  private let disk = SimulatedDisk()
  private let old = SimulatedDatabases.makeDatabase(rows: ["one"])
  private let new = SimulatedDatabases.makeDatabase(
    rows: (0..<2000).map { "row \($0) of many" })

  private func setUp() throws -> SimulatedDatabases {
    try disk.write("/d/live.db", old)
    try disk.write("/s/copy", new)
    return SimulatedDatabases(on: disk)
  }

  private func snapshot(_ databases: SimulatedDatabases, _ path: FilePath) throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    try databases.snapshot(path, scratch: "/s") { pieces.append(Array($0)) }
    return pieces
  }

  @Test func `a snapshot's pieces are whole pages that make up the file`() throws {
    let pieces = try snapshot(try setUp(), "/s/copy")
    #expect(pieces.count > 1 && pieces.allSatisfy { $0.count % 4096 == 0 })
    #expect(pieces.flatMap { $0 } == new)
    #expect(SimulatedDatabases.rows(of: new).count == 2000)
  }

  @Test func `a restored database differs from its copy in the counters alone`() throws {
    let databases = try setUp()
    let before = try disk.metadata("/d/live.db")
    var seen: [UInt8] = []
    try databases.restore("/s/copy", into: "/d/live.db", scratch: "/s") { piece in
      seen += piece.map(Array.init) ?? []
      return true
    }
    #expect(seen == old)
    #expect(try disk.metadata("/d/live.db")?.inode == before?.inode)
    disk.restart()

    var live = try disk.read("/d/live.db")
    #expect(live != new)
    #expect(live[27] == old[27] + 1)
    var expected = new
    DatabaseHeader.clearCounters(&live)
    DatabaseHeader.clearCounters(&expected)
    #expect(live == expected)
  }

  @Test func `a database that is not as expected, or changed meanwhile, is left alone`() throws {
    var databases = try setUp()
    let refusal = DatabaseAccessError.changedMeanwhile(database: "/d/live.db")
    #expect(throws: refusal) {
      try databases.restore("/s/copy", into: "/d/live.db", scratch: "/s") { $0 != nil }
    }
    #expect(try disk.read("/d/live.db") == old)

    let (disk, other) = (disk, SimulatedDatabases.makeDatabase(rows: ["another"]))
    databases.meanwhile = { try disk.write($0, other) }
    #expect(throws: refusal) {
      try databases.restore("/s/copy", into: "/d/live.db", scratch: "/s") { _ in true }
    }
    #expect(try disk.read("/d/live.db") == other)
  }

  @Test func `a database that is locked, missing or none is told apart`() throws {
    var databases = try setUp()
    try disk.write("/d/text", "no database")
    databases.busy = ["/d/live.db"]
    #expect(throws: DatabaseAccessError.busy(database: "/d/live.db", seconds: 5)) {
      _ = try snapshot(databases, "/d/live.db")
    }
    for path in ["/d/text", "/d/none"] as [FilePath] {
      #expect(throws: DatabaseAccessError.self) { _ = try snapshot(databases, path) }
    }
  }
}
