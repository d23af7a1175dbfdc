import Generations
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// Conflicts of the last upgrade that are answered in the user's own words.
@Suite(.tags(.unit)) struct ResolveTextTests {
  private static let templates = MergingTests.templates
  private static let key = MergingTests.key

  private func resolve(_ text: String, in place: Workplace) throws -> ResolveReport {
    try place.deployment.carryOut(Resolve(file: Self.templates, key: Self.key, answer: .text(text)))
  }

  @Test(arguments: [("a # b", "'a # b'"), ("x: y", "'x: y'"), ("'a' ", "'a'"), ("5", "5")])
  func `the file has all that the text says`(text: String, value: String) throws {
    let place = try MergingTests.place()
    _ = try place.upgrade(.local)
    let before = try place.text(Self.templates)
    let report = try resolve(text, in: place)
    #expect(report.text == text && report.fileChanged)
    #expect(
      try place.text(Self.templates)
        == before.replacing("    title: Plan on deck\n", with: "    title: \(value)\n"))
  }

  @Test(
    arguments: [
      ("", "it is empty"), ("# only", "only a comment"), ("\"a\" # b", "would be lost"),
      ("a\n---\nb", "separates documents"), ("[a", "cannot be read (line 1, column 3: "),
    ])
  func `what is no answer is refused, with the reason`(text: String, reason: String) throws {
    let place = try MergingTests.place()
    _ = try place.upgrade(.local)
    let before = try place.text(Self.templates)
    let error = try #require(throws: UpgradeError.self) { try resolve(text, in: place) }
    guard case .unusableText = error else { throw error }
    #expect("\(error)".hasPrefix("invalid value for \(Self.key): "))
    #expect("\(error)".contains(reason))
    #expect(try place.text(Self.templates) == before)
  }

  @Test func `a plan says why a text that was given is no answer`() throws {
    let place = try MergingTests.place()
    func conflict(_ answers: [ObjectID: ConflictAnswer]) throws -> UpgradePlan.Conflict {
      let plan = try place.deployment.plan(
        Upgrade(source: Workplace.new, answers: answers)
      ).plan
      return try #require(plan.config.flatMap(\.conflicts).first { $0.key == Self.key })
    }
    let identity = try conflict([:]).identity
    for (text, problem) in [("# only", "only a comment"), ("a # b", nil)] {
      let answered = try conflict([identity: .text(text)])
      #expect(answered.isDecided == (problem == nil))
      if let problem {
        #expect(answered.problem?.contains(problem) == true)
      } else {
        #expect(answered.problem == nil)
      }
    }
  }
}
