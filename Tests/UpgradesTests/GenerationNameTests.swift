import Generations
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct GenerationNameTests {
  private static func generation(
    _ number: Int, parent: Int?, _ version: String, _ time: String, isGood: Bool = true
  ) throws -> Generation {
    func known(_ value: Int) throws -> Generation.Number {
      try #require(Generation.Number(rawValue: value))
    }
    return Generation(
      number: try known(number), parent: try parent.map(known),
      created: try #require(Timestamp(time)),
      version: version, kind: .snapshot, state: isGood ? .good : .failed, note: "",
      contents: .init(tree: ObjectID(of: []), files: 0, bytes: 0), base: nil)
  }

  /// Generation 3 was deleted, and the upgrade to 7 failed; 4 is in force.
  private static func resolve(_ text: String) throws -> Int {
    let there = [
      try generation(1, parent: nil, "5.2.0", "2026-11-26T09:00:00Z"),
      try generation(2, parent: 1, "5.2.0", "2026-11-26T23:59:59Z"),
      try generation(4, parent: 2, "5.3.0", "2026-11-28T00:00:00Z"),
      try generation(5, parent: 3, "0.0.0+tree.7fa7", "2026-11-28T11:00:00Z"),
      try generation(6, parent: 4, "5.3.0", "2026-11-27T11:00:00Z"),
      try generation(7, parent: 4, "5.4.0", "2026-11-28T12:00:00Z", isGood: false),
    ]
    return try GenerationName(text).number(among: there, current: there[2].number).rawValue
  }

  @Test(arguments: [
    ("5", 5), ("007", 7), ("99", 99), ("current", 4), ("parent", 2), ("latest", 6),
    ("~", 2), ("~1", 2), ("~2", 1), ("~0", 4), ("current~", 2), ("parent~1", 1), ("latest~2", 2),
    ("6~3", 1), ("5.2.0", 2), ("v5.2", 2), ("V5.3.0", 6), ("5.2.0~1", 1), ("0.0.0", 5),
    ("0.0.0+tree.7fa7", 5), ("2026-11-26", 2), ("2026-11-28", 5), ("2026-11-27~", 4),
  ])
  func `each way to name a generation means one`(text: String, number: Int) throws {
    #expect(try Self.resolve(text) == number)
  }

  @Test(arguments: [
    ("abc", "give a number"), ("", "give a number"), ("HEAD", "give a number"),
    ("-1", "give a number"), ("five.three", "give a number"), ("/root", "give a number"),
    ("0", "count up from 1"), ("99999999999999999999", "count up from 1"),
    ("2026-02-30", "give a date that exists"), ("2026-13-01", "give a date that exists"),
    ("~x", "number of parents"), ("~~", "number of parents"), ("~-1", "number of parents"),
    ("~9999999999", "number of parents"), ("abc~1", "give a number"),
  ])
  func `what is no name is refused with the reason`(text: String, reason: String) {
    let error = #expect(throws: GenerationNameError.self) { try GenerationName(text) }
    guard case .unreadable(_, let found) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "no error")")
      return
    }
    #expect("\(found)".contains(reason))
  }

  @Test(arguments: [
    (
      "5.1.0",
      "no generation has version 5.1.0; choose 0.0.0+tree.7fa7 (5), 5.2.0 (1, 2) or 5.3.0 (4, 6)"
    ),
    ("5.4.0", "no generation has version 5.4.0; choose "),
    ("0.0.0+tree.1", "no generation has version 0.0.0+tree.1; choose "),
    (
      "2026-11-29",
      "no generation was created on 2026-11-29 (UTC); choose 2026-11-26 (1, 2), 2026-11-27 (6) or 2026-11-28 (4, 5)"
    ), ("~3", "generation 1 has no parent; run 'cortex gen list'"),
    ("5~2", "generation 3 does not exist; run 'cortex gen list'"),
    ("9~1", "generation 9 does not exist; run 'cortex gen list'"),
  ])
  func `a name that means nothing says what there is`(text: String, words: String) {
    let error = #expect(throws: (any Error).self) { try Self.resolve(text) }
    #expect(error.map { "\($0)" }?.hasPrefix(words) ?? false, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func `of many versions the newest are named`() throws {
    let there = try (1...9).map {
      try Self.generation($0, parent: nil, "5.\($0).0", "2026-11-2\($0)T00:00:00Z")
    }
    let error = #expect(throws: GenerationNameError.self) {
      try GenerationName("6.0").number(among: there, current: nil)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("choose 5.4.0 (4), 5.5.0 (5)"), "\(text)")
    #expect(text.hasSuffix("or 5.9.0 (9), or run 'cortex gen list' to see 3 older ones"), "\(text)")
  }
}
