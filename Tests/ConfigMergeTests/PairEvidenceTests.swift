import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct PairEvidenceTests {
  /// Text weighs 4, a name 12, a number 1, and the same place 4.
  private static let table: [(String, PairEvidence, PairEvidence.Verdict)] = [
    (
      "one text that only they have",
      PairEvidence(agreement: 4, contradiction: 0, score: 4, bestRival: 0), .same
    ),
    (
      "as much for it as against it",
      PairEvidence(agreement: 4, contradiction: 4, score: 4, bestRival: 0), .same
    ),
    (
      "more against it",
      PairEvidence(agreement: 4, contradiction: 5, score: 4, bestRival: 0), .doubtful
    ),
    (
      "more against it, but in the same place",
      PairEvidence(agreement: 4, contradiction: 8, score: 8, bestRival: 0, isSamePlace: true), .same
    ),
    (
      "far more against it",
      PairEvidence(agreement: 4, contradiction: 9, score: 4, bestRival: 0), .different
    ),
    (
      "another pair that is nearly as likely",
      PairEvidence(agreement: 8, contradiction: 0, score: 8, bestRival: 5), .doubtful
    ),
    (
      "another pair that is half as likely",
      PairEvidence(agreement: 8, contradiction: 0, score: 8, bestRival: 4), .same
    ),
    (
      "a name that was given to something else",
      PairEvidence(agreement: 12, contradiction: 8, score: 12, bestRival: 0, isNameOnly: true),
      .doubtful
    ),
    (
      "one number that only they have, among others that differ",
      PairEvidence(agreement: 1, contradiction: 2, score: 1, bestRival: 0), .different
    ),
    (
      "both new, half of it equal",
      PairEvidence(agreement: 4, contradiction: 4, score: 4, bestRival: 0, areAdded: true),
      .different
    ),
    (
      "both new, most of it equal",
      PairEvidence(agreement: 5, contradiction: 4, score: 4, bestRival: 0, areAdded: true), .same
    ),
    (
      "both new, with the same name",
      PairEvidence(
        agreement: 12, contradiction: 12, score: 12, bestRival: 0, hasSameIdentity: true,
        areAdded: true), .same
    ),
  ]

  @Test(arguments: table)
  func `two items are paired by what speaks for it and against it`(
    what: String, evidence: PairEvidence, verdict: PairEvidence.Verdict
  ) {
    #expect(evidence.verdict == verdict, "\(what)")
  }

  @Test func `more that speaks against a pair never makes it likelier`() {
    func rank(_ verdict: PairEvidence.Verdict) -> Int {
      [.different, .doubtful, .same].firstIndex(of: verdict) ?? 0
    }
    for agreement in 0...12 {
      for score in 0...12 {
        let verdicts = (0...24).map { contradiction in
          PairEvidence(
            agreement: agreement, contradiction: contradiction, score: score, bestRival: 2
          ).verdict
        }
        #expect(zip(verdicts, verdicts.dropFirst()).allSatisfy { rank($0) >= rank($1) })
      }
    }
  }
}
