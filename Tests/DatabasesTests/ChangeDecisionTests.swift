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
      Array(repeating: .list(.keyTaken), count: 3)
    ),
    (.otherValues, [.agreeing], [.skip, .skip, .apply]),
    (.otherValues, [.otherSpelling], [changed, changed, .skip]),
    (.otherValues, [.none, .differing], [changed, changed, removed]),
    (.rowMissing, Found.allCases, [missing, missing, .skip]),
    (.rule, Found.allCases, [.listRefusal, .makeTogether, .listRefusal]),
  ]

  private static let changed = ChangeDecision.list(.changedOther)
  private static let removed = ChangeDecision.list(.removedOther)
  private static let missing = ChangeDecision.list(.missing)

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
