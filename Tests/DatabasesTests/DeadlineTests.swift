import CSQLite
import FileEffects
import Synchronization
import SystemPackage
import Testing

@testable import Databases

@Suite struct DeadlineTests {
  /// A clock that goes on by as much each time that it is asked.
  private final class Steps {
    var now = Duration.zero
    let step: Duration

    init(_ step: Duration) { self.step = step }

    func next() -> Duration {
      defer { now += step }
      return now
    }
  }

  @Test func `it is over after its seconds, and each of them was told once`() {
    let steps = Steps(.milliseconds(400))
    let deadline = Deadline(3, clock: steps.next)
    var told: [Int?] = []
    var asked = 0
    deadline.telling({ told.append($0) }) {
      while !deadline.isOver() { asked += 1 }
    }
    #expect(told == [1, 2, nil] || told == [1, 2, 3, nil], "\(told)")
    #expect((5...8).contains(asked))
  }

  @Test func `what takes less than a second is not told of`() {
    let deadline = Deadline(60, clock: Steps(.milliseconds(1)).next)
    var told: [Int?] = []
    deadline.telling({ told.append($0) }) {
      for _ in 0..<500 { #expect(!deadline.isOver()) }
    }
    #expect(told.isEmpty)
  }

  @Test func `seconds are counted from where each stretch begins, and the limit is for all`() {
    let deadline = Deadline(5, clock: Steps(.milliseconds(500)).next)
    for _ in 0..<2 {
      var told: [Int?] = []
      deadline.telling({ told.append($0) }) {
        for _ in 0..<4 { #expect(!deadline.isOver()) }
      }
      #expect(told.first == 1 && told.last == .some(nil), "\(told)")
    }
    deadline.telling({ _ in }) { while !deadline.isOver() {} }
  }

  @Test func `a migration that is stopped was told of by its name, and its end too`() throws {
    let folder = try Folder()
    try folder.make(folder.live, "CREATE TABLE n (i)")
    let told = Mutex<[String]>([])
    let databases = SQLiteDatabases(busySeconds: 1, migrationSeconds: 2) { name, seconds in
      told.withLock { $0.append("\(name) \(seconds.map { "\($0)" } ?? "over")") }
    }
    let endless = """
      INSERT INTO n WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i FROM c) SELECT i FROM c
      WHERE i < 0
      """
    let script = DatabaseMigration.Script(
      fileName: "001_x.sql", version: 1, text: endless, isDestructive: false)
    #expect(throws: MigrationFailure.self) {
      try databases.migrate([DatabaseMigration(database: folder.live, scripts: [script])]) { _ in }
    }
    told.withLock {
      #expect($0.first == "001_x.sql 1" && $0.last == "001_x.sql over", "\($0)")
    }
  }

  /// Statements that make one value in one step of SQLite, in which nobody is asked whether to stop.
  @Test(arguments: [
    "SELECT length(replace(hex(zeroblob(100000000)), '0', 'abcdefgh'))",
    "INSERT INTO n VALUES (zeroblob(999999999))", "SELECT length(randomblob(999999999))",
    "SELECT quote(zeroblob(60000000))",
  ])
  func `a value without bounds is refused, whatever the deadline`(statement: String) throws {
    let folder = try Folder()
    try folder.make(folder.live, "CREATE TABLE n (i)")
    let script = DatabaseMigration.Script(
      fileName: "001_x.sql", version: 1, text: statement, isDestructive: false)
    let error = try #require(throws: MigrationFailure.self) {
      try SQLiteDatabases(busySeconds: 1).migrate([
        DatabaseMigration(database: folder.live, scripts: [script])
      ]) { _ in }
    }
    guard case .tooLong(let place) = error else { throw error }
    #expect(place.line == 1 && "\(error)".contains("64 MiB"))
  }

  @Test func `a pattern that is tried at every place of a text has a length`() throws {
    let folder = try Folder()
    try folder.make(folder.live, "CREATE TABLE n (i)")
    func migrate(_ pattern: Int) throws {
      let text = "INSERT INTO n SELECT 1 WHERE 'x' LIKE '\(String(repeating: "a", count: pattern))'"
      let script = DatabaseMigration.Script(
        fileName: "001_x.sql", version: 1, text: text, isDestructive: false)
      try SQLiteDatabases(busySeconds: 1).migrate([
        DatabaseMigration(database: folder.live, scripts: [script])
      ]) { _ in }
    }
    #expect(throws: MigrationFailure.self) { try migrate(501) }
    try migrate(500)
  }

  @Test func `a row that is there can be copied, however long it is`() {
    #expect(ValueLimits.longestValue(inDatabaseOf: 4096) == 64 << 20)
    #expect(ValueLimits.longestValue(inDatabaseOf: 300 << 20) == 300 << 20)
    #expect(ValueLimits.longestValue(inDatabaseOf: 5 << 30) == 1 << 30)
  }
}
