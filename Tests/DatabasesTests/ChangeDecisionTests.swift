import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct ChangeDecisionTests {
  typealias Found = ChangeDecision.Found

  /// What becomes of an insert, an update and a delete, in this order.
  static let table: [(ChangeDecision.Conflict, [Found], [ChangeDecision])] = [
    (.keyTaken, [.agreeing], [.skip, .skip, .skip]),
    (
      .keyTaken, [.none, .otherSpelling, .differing],
      Array(repeating: .list(reason: "another row has its key"), count: 3)
    ),
    (.otherValues, [.agreeing], [.skip, .skip, .apply]),
    (.otherValues, [.otherSpelling], [changed, changed, .skip]),
    (.otherValues, [.none, .differing], [changed, changed, removed]),
    (.rowMissing, Found.allCases, [missing, missing, .skip]),
    (.rule, Found.allCases, [.listRefusal, .makeTogether, .listRefusal]),
  ]

  private static let changed = ChangeDecision.list(
    reason: "it was changed, and the row that is there is another than the one changed")
  private static let removed = ChangeDecision.list(
    reason: "it was removed, and the row that is there is another than the one removed")
  private static let missing = ChangeDecision.list(
    reason: "it was changed, and there is no such row")

  @Test
  func `what becomes of a change depends on what is in its way, what it does, and what is there`() {
    var cases = 0
    for (conflict, all, decisions) in Self.table {
      for found in all {
        for (operation, decision) in zip(Change.Operation.allCases, decisions) {
          #expect(
            ChangeDecision(conflict, operation, found: found) == decision,
            "\(conflict), \(operation), \(found)")
          cases += 1
        }
      }
    }
    #expect(cases == ChangeDecision.Conflict.allCases.count * Found.allCases.count * 3)
  }
}
