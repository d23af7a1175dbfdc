import Generations
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct DatabaseComparisonTests {
  @Test func `two databases whose names only look the same are compared each with itself`() {
    func record(_ path: String, _ rows: Int) -> DatabaseRecord {
      DatabaseRecord(
        path: path, tables: [DatabaseRecord.Table(name: "t", rows: rows, digest: "\(rows)")])
    }
    let before = [record("e\u{301}.db", 1), record("\u{e9}.db", 2)]
    #expect(DatabaseComparison.compare(before, before).map(\.isSame) == [true, true])
    let found = DatabaseComparison.compare(before, [before[0], record("\u{e9}.db", 3)])
    #expect(found.map(\.isSame) == [true, false])
  }
}
