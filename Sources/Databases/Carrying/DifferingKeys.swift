/// The keys whose rows differ between two states of a table, or exist in only one of them.
///
/// Rows are compared by their digests, so that those that are the same, nearly all as a rule, need not
/// be copied to be found.
struct DifferingKeys {
  private let scratch: Connection
  private let keys: String
  private let sides: [String]
  private let list: String
  private let isIn: Statement

  /// - Parameter table: The name from which those of the tables in the scratch database are made.
  init(of table: String, key: [String], in scratch: Connection) throws {
    self.scratch = scratch
    let list = SQLText.names(key)
    self.list = list
    keys = SQLText.table(table + "-keys")
    sides = ["-older", "-newer"].map { SQLText.table(table + $0) }
    for (name, columns) in [(keys, list)] + sides.map({ ($0, list + ", \"\(Self.digest)\"") }) {
      try scratch.executeCountingChanges(
        "CREATE TABLE \(name) (\(columns), PRIMARY KEY (\(list))) WITHOUT ROWID")
    }
    isIn = try Statement(
      scratch,
      "SELECT 1 FROM \(keys) WHERE "
        + SQLText.equal(key))
  }

  /// A name that no column of a key has.
  private static let digest = "sqlite digest of the row"

  /// Notes the rows of one state; `places` says where in a row its key is.
  func note(newer: Bool, _ rows: Statement, key places: [Int]) throws {
    let insert = try Statement(
      scratch,
      "INSERT INTO \(sides[newer ? 1 : 0]) VALUES ("
        + SQLText.parameters(places.count + 1) + ")")
    while try rows.step() {
      try insert.bind(places.map(rows.value))
      try insert.run(binding: rows.digest, at: places.count)
    }
  }

  /// Compares the noted keys.
  func compare() throws {
    for (one, other) in [(sides[0], sides[1]), (sides[1], sides[0])] {
      try scratch.executeCountingChanges(
        "INSERT OR IGNORE INTO \(keys) SELECT \(list) FROM (SELECT * FROM \(one) EXCEPT "
          + "SELECT * FROM \(other))")
    }
    for side in sides { try scratch.executeCountingChanges("DROP TABLE \(side)") }
  }

  func contains(_ key: [OpaquePointer?]) throws -> Bool {
    defer { isIn.reset() }
    try isIn.bind(key)
    return try isIn.step()
  }

  func drop() throws { try scratch.executeCountingChanges("DROP TABLE \(keys)") }
}

extension Statement {
  /// The first 16 bytes of the digest of the present row.
  fileprivate var digest: [UInt8] {
    var digest = RowDigest()
    add(to: &digest)
    let lanes = digest.finish().lanes
    return [lanes[0], lanes[1]].flatMap { lane in
      withUnsafeBytes(of: lane.bigEndian) { Array($0) }
    }
  }
}
