import Foundation
import Releases
import TestSupport
import Testing

@Suite(.tags(.unit)) struct ReleaseVersionTests {
  @Test(
    arguments: [
      ("5.3.0", "5.3.0"), ("v3.1.0", "3.1.0"), ("V3.3", "3.3"), (" 2\r\n", "2"),
      ("1.0.0-rc.1+build", "1.0.0-rc.1+build"), ("1.0.0-x-y.7", "1.0.0-x-y.7"),
    ])
  func `a version keeps its text without a leading v`(text: String, expected: String) throws {
    #expect(try #require(ReleaseVersion(text)).description == expected)
  }

  @Test(
    arguments: [
      "", "v", "1.", ".1", "1..2", "1.2.3.4", "1.2.x", "-1", "+1.0", "1.0-", "1.0-a..b", "1.0+",
      "1.0-a_b",
      "vv1.0", "1.0-ü", "99999999999999999999.0", "1 .0",
    ])
  func `any other text is no version`(text: String) {
    #expect(ReleaseVersion(text) == nil)
  }

  @Test func `the order is that of semantic versioning's own example`() throws {
    let ordered = try [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2", "1.10.0", "v2", "3.3.0", "5.3.0",
    ].map { try #require(ReleaseVersion($0)) }
    for (index, left) in ordered.enumerated() {
      for (other, right) in ordered.enumerated() {
        #expect((left < right) == (index < other), "\(left) and \(right)")
        #expect((left == right) == (index == other), "\(left) and \(right)")
      }
    }
  }

  @Test(arguments: [
    ("3.3", "3.3.0"), ("v1", "1.0.0"), ("1.0.0+a", "1.0.0+b"), ("1-rc.1", "1.0.0-rc.01"),
  ])
  func `what does not count for the order does not count for equality`(one: String, other: String)
    throws
  {
    let (one, other) = try (
      #require(ReleaseVersion(one)), #require(ReleaseVersion(other))
    )
    #expect(one == other && one.hashValue == other.hashValue && !(one < other) && !(other < one))
  }

  @Test func `an identifier with a hyphen is a text`() throws {
    let (text, number) = try (
      #require(ReleaseVersion("1.0.0--0")), #require(ReleaseVersion("1.0.0-0"))
    )
    #expect(number < text)
  }

  /// Versions close to each other, so that many agree in part.
  static let generated: [ReleaseVersion] = {
    var random = SeededGenerator(seed: 7)
    return (0..<60).compactMap { _ in
      let numbers = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        String(Int.random(in: 0...2, using: &random))
      }
      let parts = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
        ["0", "1", "10", "a", "B", "a1", "-"].randomElement(using: &random)
      }
      return ReleaseVersion(
        numbers.joined(separator: ".") + (parts.isEmpty ? "" : "-" + parts.joined(separator: ".")))
    }
  }()

  @Test func `of any two versions just one of less, equal and greater holds`() {
    #expect(Self.generated.count == 60)
    for a in Self.generated {
      for b in Self.generated {
        #expect([a < b, a == b, b < a].count { $0 } == 1, "\(a) and \(b)")
        if a == b { #expect(a.hashValue == b.hashValue) }
      }
    }
  }

  @Test func `the order of versions is transitive`() {
    var broken: [String] = []
    for a in Self.generated {
      for b in Self.generated where a < b {
        for c in Self.generated where b < c && !(a < c) { broken.append("\(a) \(b) \(c)") }
      }
    }
    #expect(broken.isEmpty)
  }

  @Test func `a version read from its own text is the same`() {
    for version in Self.generated { #expect(ReleaseVersion(version.description) == version) }
  }

  @Test func `a version is a text in JSON`() throws {
    let versions = try [#require(ReleaseVersion("v1.0-rc.1+b"))]
    let bytes = try JSONEncoder().encode(versions)
    #expect(String(decoding: bytes, as: UTF8.self) == #"["1.0-rc.1+b"]"#)
    #expect(try JSONDecoder().decode([ReleaseVersion].self, from: bytes) == versions)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ReleaseVersion].self, from: Data(#"["x"]"#.utf8))
    }
  }
}
