import TestSupport
import Testing

@testable import ConfigMerge

/// Answers to conflicts in the user's own words.
@Suite(.tags(.unit)) struct WrittenValueTests {
  /// The file after a conflict between two values got an answer; `nil` if it is none.
  private func answered(
    _ local: String, _ upgrade: String, with answer: String, _ format: ConfigFormat = .yaml
  ) throws -> String? {
    func side(_ value: String) -> String {
      format == .json ? "{\"k\": \(value)}\n" : "k: \(value)\nz: 1\n"
    }
    let merged = ThreeWayMergeTests.merge(side("0"), side(local), side(upgrade), format) { _ in
      .text(answer)
    }
    let decided = try #require(merged.conflicts.first)
    if decided.resolution == nil {
      #expect(ThreeWayMergeTests.text(merged) == side(local))
      return nil
    }
    #expect(decided.problem == nil)
    return ThreeWayMergeTests.text(merged)
  }

  private func problem(
    _ answer: String, _ format: ConfigFormat = .yaml, isScalarPlace: Bool = true
  ) -> UnusableAnswer? {
    do throws(UnusableAnswer) {
      _ = try WrittenValue(answer, format: format, isScalarPlace: isScalarPlace)
      return nil
    } catch { return error }
  }

  // MARK: One line

  @Test(
    arguments: [
      ("a # b", "'a # b'"), ("it's # b", "'it''s # b'"), ("a #", "'a #'"),
      ("a\t# b", "\"a\\t# b\""), ("a#b", "a#b"), ("http://a.b/#c", "http://a.b/#c"),
      ("C: drive # x", "'C: drive # x'"), ("'a # b'", "'a # b'"), ("  a # b ", "'a # b'"),
      ("[a, \"# b\"]", "[a, \"# b\"]"),
    ])
  func `a text keeps what would be read as a comment`(answer: String, wanted: String) throws {
    #expect(try answered("1", "2", with: answer) == "k: \(wanted)\nz: 1\n")
  }

  @Test func `the quotation marks are those that the user has`() throws {
    #expect(try answered("\"x\"", "y", with: "a # \"b\"") == "k: \"a # \\\"b\\\"\"\nz: 1\n")
    #expect(try answered("'x'", "y", with: "a # b") == "k: 'a # b'\nz: 1\n")
  }

  @Test(arguments: ["x: y", "- x", "@x", "%x", "? x", "a: b: c", "x: y # z"])
  func `what is no scalar is text where both sides have one`(answer: String) throws {
    #expect(try answered("1", "two", with: answer) == "k: '\(answer)'\nz: 1\n")
  }

  @Test func `where a side has a list or map one line can be one`() throws {
    let (map, list) = ("\n  a: 1", "\n  - a")
    #expect(try answered(map, "2", with: "x: y # z") == "k:\n  x: y # z\nz: 1\n")
    #expect(try answered(map, list, with: "x: y") == "k:\n  x: y\nz: 1\n")
    #expect(try answered("2", list, with: "- x # z") == "k:\n  - x # z\nz: 1\n")
    #expect(try answered(map, list, with: "a # b") == "k: 'a # b'\nz: 1\n")
  }

  @Test(arguments: ["5", "null", "~", "yes", "\"5\"", "{a: b}", "!!str 5", "--- a", "..."])
  func `a value stays as it is written`(answer: String) throws {
    #expect(try answered("1", "2", with: answer) == "k: \(answer)\nz: 1\n")
  }

  // MARK: Several lines

  @Test func `several lines keep their comments`() throws {
    let answer = "# about a\na: 1 # beside\n# about b\nb:\n  - 2 # beside\n  # below"
    let wanted = "k:\n" + answer.split(separator: "\n").map { "  \($0)\n" }.joined() + "z: 1\n"
    #expect(try answered("1", "2", with: answer) == wanted)
    #expect(try answered("1", "2", with: answer + "\n") == wanted)
  }

  @Test(arguments: ["|\n  a # b\n  c  ", ">-\n  a\n\n  b", "|2\n    a\n  b", "| # c\n  a"])
  func `a block text stands beside its key`(answer: String) throws {
    #expect(try answered("1", "2", with: answer) == "k: \(answer)\nz: 1\n")
  }

  @Test func `lines of a block text at the margin move behind it`() throws {
    #expect(try answered("1", "2", with: "|\na\n b\n") == "k: |\n  a\n   b\nz: 1\n")
    #expect(try answered("1", "2", with: "|+\n  a\n\n\n") == "k: |+\n  a\n\n\nz: 1\n")
  }

  @Test func `line ends of another kind are line ends`() throws {
    #expect(try answered("1", "2", with: "a: 1\r\nb: 2\r\n") == "k:\n  a: 1\n  b: 2\nz: 1\n")
    #expect(try answered("1", "2", with: "x\r\n") == "k: x\nz: 1\n")
  }

  // MARK: What is no answer

  @Test(arguments: ["", "  ", "\n", " \n\t\n"])
  func `nothing is no answer`(answer: String) throws {
    #expect(problem(answer) == .empty && problem(answer, .json) == .empty)
    #expect(try answered("1", "2", with: answer) == nil)
  }

  @Test(arguments: ["# a", "  # a", "# a\n# b", "\n# a\n\n"])
  func `comments alone are no answer`(answer: String) throws {
    #expect(problem(answer) == .onlyComment)
    #expect(problem(answer, isScalarPlace: false) == .onlyComment)
  }

  @Test(
    arguments: [
      "\"a\" # b", "[a] # b", "5 # five", "a\nb # c", "# c\na\nb", ">-\n  a\n# c", "a: 1\n# c",
    ])
  func `a comment that would be lost is said`(answer: String) throws {
    #expect(problem(answer) == .commentBeside)
    #expect(try answered("1", "2", with: answer) == nil)
  }

  @Test(arguments: ["a\n---\nb", "---\na: 1", "a\n...\n", "a: 1\n--- # c\nb: 2"])
  func `several documents are no answer`(answer: String) throws {
    #expect(problem(answer + "\n-") == .severalDocuments)
  }

  @Test(
    arguments: [
      ("\"open", 1, 6), ("[a, b", 1, 6), ("[a,\nb", 2, 2), ("a: 1\n  b: 2", 2, 4), ("*x", 1, 1),
    ])
  func `what cannot be read is said with its place`(answer: String, line: Int, column: Int) throws {
    guard case .unreadable(line, column, _) = problem(answer) else {
      Issue.record("\(String(describing: problem(answer)))")
      return
    }
    #expect(try answered("1", "2", with: answer) == nil)
  }

  // MARK: JSON

  @Test func `in JSON a value is JSON`() throws {
    for answer in ["\"a # b\"", "[1, {\"a\": null}]", "{\"a\":\n1}", "1.5"] {
      #expect(problem(answer, .json) == nil)
    }
    #expect(try answered("1", "2", with: "\"a # b\"", .json) == "{\"k\": \"a # b\"}\n")
    for answer in ["a", "1 2", "1, \"b\": 2", "1}", "# b", "1}, {\"a\": 2", "a # b"] {
      guard case .unreadable(1, _, _) = problem(answer, .json) else {
        Issue.record("\(answer)")
        continue
      }
      #expect(try answered("1", "2", with: answer, .json) == nil)
    }
  }
}
