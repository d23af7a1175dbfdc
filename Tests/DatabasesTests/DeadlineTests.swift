import CSQLite
import FileEffects
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.process)) struct DeadlineTests {
  /// A clock that goes on by as much each time that it is asked.
  private final class Steps: Sendable {
    private let now = Mutex(Duration.zero)
    private let step: Duration

    init(_ step: Duration) { self.step = step }

    @Sendable func next() -> Duration {
      now.withLock { now in
        defer { now += step }
        return now
      }
    }
  }

  /// What a deadline tells while it is asked `count` times, or until it is over.
  private func told(by deadline: Deadline, asked count: Int = .max) -> [Int?] {
    let told = Mutex<[Int?]>([])
    var asked = 0
    deadline.telling({ seconds in told.withLock { $0.append(seconds) } }) {
      while asked < count, !deadline.isOver() { asked += 1 }
    }
    return told.withLock { $0 }
  }

  @Test func `it is over after its seconds, and each of them was told once`() {
    let told = told(by: Deadline(.seconds(3), clock: Steps(.milliseconds(400)).next))
    #expect(told == [1, 2, nil] || told == [1, 2, 3, nil], "\(told)")
  }

  @Test func `what takes less than a second is not told of`() {
    let deadline = Deadline(.seconds(60), clock: Steps(.milliseconds(1)).next)
    #expect(told(by: deadline, asked: 500).isEmpty)
    #expect(!deadline.isOver())
  }

  @Test func `seconds are counted from where each stretch begins, and the limit is for all`() {
    let deadline = Deadline(.seconds(5), clock: Steps(.milliseconds(500)).next)
    for _ in 0..<2 {
      let told = told(by: deadline, asked: 4)
      #expect(told.first == 1 && told.last == .some(nil), "\(told)")
    }
    // It comes to its end.
    _ = told(by: deadline)
  }

  @Test func `what is at work long after its time is named, and only while it is`() throws {
    let deadline = Deadline(.seconds(2), clock: Steps(.milliseconds(400)).next)
    let place = MigrationFailure.Place(database: "/d", fileName: "001_x.sql", line: 3)
    deadline.enter(place)
    while !deadline.isOver() {}
    #expect(deadline.overdue(by: .seconds(1)) == nil, "nothing is at work")
    let told = Mutex<[Int?]>([])
    deadline.telling({ seconds in told.withLock { $0.append(seconds) } }) {
      var found: MigrationFailure.Place?
      while found == nil { found = deadline.overdue(by: .seconds(3)) }
      #expect(found == place)
      #expect(deadline.overdue(by: .seconds(3)) == nil, "once")
    }
    told.withLock { #expect($0.last == .some(nil) && $0.count(where: { $0 == nil }) == 1, "\($0)") }
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
