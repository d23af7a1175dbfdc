import Databases
import FileEffects
import Generations
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What real deployments and real migrations are like, where an upgrade could go wrong over it.
@Suite(.tags(.process)) struct LocalTrapTests {
  private let place: LocalWorkplace

  init() throws {
    place = try LocalWorkplace()
    try place.sql(
      "CREATE TABLE note (id INTEGER PRIMARY KEY, title); INSERT INTO note VALUES (1, 'a');")
  }

  private func initialise() throws {
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
  }

  private func upgrade(_ deployment: Deployment? = nil) throws -> UpgradeReport {
    try (deployment ?? place.deployment).carryOut(Upgrade(source: place.new))
  }

  private func version(of database: FilePath? = nil) throws -> Int {
    try place.deployment.databases.schemaVersion(of: database ?? place.database)
  }

  @Test func `an empty file stays one, and is migrated once a program has made a database of it`()
    throws
  {
    let empty = place.root.appending("cortex-brain/ideas.db")
    try place.files.replace(empty, with: [])
    try initialise()
    try place.ship("001_mood.sql", "ALTER TABLE idea ADD COLUMN mood;", for: "ideas.db")
    #expect(try upgrade().plan.migrations.isEmpty)
    #expect(try place.files.read(empty) == [])
    _ = try place.deployment.carryOut(Switch(to: nil, data: .restore))
    #expect(try place.files.read(empty) == [])

    try place.sql("CREATE TABLE idea (id INTEGER PRIMARY KEY);", on: empty)
    #expect(try upgrade().plan.migrations.map(\.database) == ["cortex-brain/ideas.db"])
    #expect(try version(of: empty) == 1)
  }

  @Test func `a database is migrated whatever it is called, and what is only called one is not`()
    throws
  {
    let memory = place.root.appending("cortex-brain/memory.bin")
    let secret = place.root.appending("cortex-brain/secret.db")
    try place.sql("CREATE TABLE t (x);", on: memory)
    try place.files.replace(secret, with: (0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let bytes = try place.files.read(secret)
    try initialise()
    try place.ship("001_a.sql", "CREATE TABLE a (x);", for: "memory.bin, secret.db")
    #expect(try upgrade().plan.migrations.map(\.database) == ["cortex-brain/memory.bin"])
    #expect(try version(of: memory) == 1)
    #expect(try place.files.read(secret) == bytes)
  }

  @Test func `a search index that came broken is no obstacle, and stays a warning`() throws {
    try place.sql(
      """
      CREATE VIRTUAL TABLE found USING fts5 (title, content = note, content_rowid = id);
      INSERT INTO found (found) VALUES ('rebuild');
      INSERT INTO note VALUES (2, 'never entered into the index');
      """)
    try initialise()
    try place.ship("001_colour.sql", "ALTER TABLE note ADD COLUMN colour;")
    let report = try upgrade()
    #expect(try version() == 1)
    let check = report.checks.first { $0.name == .textIndexes }
    #expect(check?.result == .warning && check?.detail.contains("found") == true)
  }

  @Test func `a file with a fault in line 20 leaves no trace, and one without a number is not run`()
    throws
  {
    try initialise()
    let text = """
      -- Metrics of the agents

      CREATE TABLE IF NOT EXISTS metrics (
        id INTEGER PRIMARY KEY,
        agent TEXT NOT NULL,
        seconds REAL
      );

      CREATE TRIGGER metrics_added AFTER INSERT ON metrics BEGIN
        UPDATE metrics SET seconds = 0 WHERE seconds < 0;
        UPDATE metrics SET agent = trim(agent) WHERE id = new.id;
      END;

      CREATE INDEX IF NOT EXISTS by_agent ON metrics (agent);
      INSERT INTO metrics (agent, seconds) VALUES ('planner; all of it', 1);

      -- The column of the release before

      ALTER TABLE note ADD COLUMN IF NOT EXISTS agent TEXT;
      """
    try place.ship("001_metrics.sql", text)
    let before = try place.tree()
    let failure = try #require(throws: MigrationFailure.self) { try upgrade() }
    #expect("\(failure)".hasPrefix("001_metrics.sql:20: cannot run on "), "\(failure)")
    #expect(try place.tree() == before)

    let folder = place.new.appending("cortex-brain/migrations")
    try place.files.rename(
      folder.appending("001_metrics.sql"), over: folder.appending("metrics.sql"))
    #expect(try upgrade().plan.migrations.isEmpty)
    #expect(try version() == 0)
  }

  // MARK: Two databases, one of them committed

  private struct Ended: Error {}

  private var other: FilePath { place.root.appending("cortex-brain/tier2/patterns.db") }

  /// Two databases in WAL mode, and a migration of each.
  private func makeTwo() throws {
    try place.files.ensureDirectory(other.removingLastComponent())
    for database in [place.database, other] {
      try place.sql(
        "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);", on: database)
    }
    try initialise()
    try place.ship("001_a.sql", "CREATE TABLE a (x);")
    try place.ship("002_a.sql", "CREATE TABLE a (x);", for: "tier2/patterns.db")
  }

  /// Commits the first of two databases, and not the second.
  private func onlyFirst(then end: @escaping @Sendable () -> Void) -> InterceptedDatabases {
    InterceptedDatabases(migrating: { base, migrations, body in
      guard migrations.count == 2 else { return try base.migrate(migrations, body) }
      try base.migrate([migrations[0]]) { first in
        do {
          try base.migrate([migrations[1]]) { second in
            try body(first + second)
            throw Ended()
          }
        } catch is Ended {}
      }
      end()
      throw Ended()
    })
  }

  @Test func `where the second database cannot be committed the first is put back`() throws {
    try makeTwo()
    let before = try place.deployment.log().currentNumber()
    let error = try #require(throws: SwitchError.self) {
      try upgrade(place.deployment(onlyFirst {}))
    }
    #expect(error.outcome == .rolledBack && error.left == [])
    #expect(try place.deployment.log().currentNumber() == before)
    #expect(try version() == 0 && version(of: other) == 0)
    #expect(try upgrade().plan.migrations.count == 2)
    #expect(try version() == 1 && version(of: other) == 2)
  }

  @Test func `where the process ends after the first database the next command does the second`()
    throws
  {
    try makeTwo()
    let before = try place.deployment.log().currentNumber()
    let isEnded = Mutex(false)
    let files = HookedFileSystem(place.files) { (_, path) throws(FileError) in
      if isEnded.withLock({ $0 }) { throw FileError(.inspect, path, .noSuchProcess) }
    }
    let databases = onlyFirst { isEnded.withLock { $0 = true } }
    let error = try #require(throws: SwitchError.self) {
      try upgrade(place.deployment(databases, files: files))
    }
    #expect(error.outcome == .needsAttention)
    #expect(try version() == 1 && version(of: other) == 0)
    #expect(try place.deployment.log().currentNumber() != before)
    #expect(try version() == 1 && version(of: other) == 2)
    #expect(try upgrade().isNothingToDo)
  }
}
