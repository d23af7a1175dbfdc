import FileEffects
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct GlobTests {
  /// What a pattern means, spelt out: every pattern without `*` that it stands for, up to a depth.
  enum Meaning {
    static func matches(_ pattern: String, _ path: String) -> Bool {
      let names = path.split(separator: "/").map(String.init)
      return wholes(pattern.split(separator: "/").map(String.init)[...], depth: names.count)
        .contains { parts in
          parts.count == names.count && zip(parts, names).allSatisfy { name($1, fits: $0) }
        }
    }

    /// The patterns in which every `**` is replaced by so many names, one at least at the end.
    private static func wholes(_ parts: ArraySlice<String>, depth: Int) -> [[String]] {
      guard let first = parts.first else { return [[]] }
      let rest = wholes(parts.dropFirst(), depth: depth)
      guard first == "**" else { return rest.map { [first] + $0 } }
      return ((parts.count == 1 ? 1 : 0)...max(1, depth)).flatMap { count in
        rest.map { [String](repeating: "*", count: count) + $0 }
      }
    }

    /// Whether some way of writing `?`s for each `*` gives a pattern of the name's length that fits.
    private static func name(_ name: String, fits pattern: String) -> Bool {
      guard let star = pattern.firstIndex(of: "*") else {
        return pattern.count == name.count
          && zip(pattern, name).allSatisfy { $0 == "?" || $0 == $1 }
      }
      return (0...name.count).contains { count in
        self.name(
          name,
          fits: pattern[..<star] + String(repeating: "?", count: count)
            + pattern[pattern.index(after: star)...])
      }
    }
  }

  private static let parts = [
    "a", "b", "ab", "*", "?", "**", "a*", "*b", "?b", "a?", "a**", "*a*",
  ]
  private static let names = ["a", "b", "ab", "ba", "aab", "x"]

  private static func join(_ pool: [String], _ generator: inout SeededGenerator) -> String {
    (0...Int.random(in: 0...3, using: &generator)).map { _ in
      pool.randomElement(using: &generator) ?? "a"
    }.joined(separator: "/")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a pattern matches exactly the paths that it means`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let pattern = Self.join(Self.parts, &generator)
      let path = Self.join(Self.names, &generator)
      #expect(
        Glob(pattern).matches(relative(path)) == Meaning.matches(pattern, path),
        "\(pattern) and \(path)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `whatever matches lies in folders below which something may match`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let glob = Glob(Self.join(Self.parts, &generator))
      let path = relative(Self.join(Self.names, &generator))
      guard glob.matches(path) else { continue }
      var folder = path.parent
      while let current = folder {
        #expect(glob.mayMatch(below: current), "\(glob.text) below \(current)")
        folder = current.parent
      }
    }
  }

  @Test func `a folder that a pattern cannot lead into is not looked into`() {
    #expect(!Glob("src/*.py").mayMatch(below: relative("scripts")))
    #expect(!Glob("src/*.py").mayMatch(below: relative("src/tier1")))
    #expect(!Glob("VERSION").mayMatch(below: relative("VERSION")))
    #expect(Glob("src/**").mayMatch(below: relative("src/tier1")))
  }

  @Test func `a name that is not text is matched byte by byte`() {
    let path = RelativePath(unchecked: Array("src/".utf8) + [0xff, 0xfe])
    #expect(Glob("src/**").matches(path))
    #expect(Glob("src/??").matches(path))
    #expect(!Glob("src/?").matches(path))
  }

  @Test func `a name that begins like a folder is not below it`() {
    #expect(!Glob("src/**").matches(relative("srcs/a")))
    #expect(!Glob("src/**").matches(relative("src")))
    #expect(!Glob(".git/**").matches(relative(".github/prompts/CORTEX.prompt.md")))
  }

  @Test(arguments: ["*a*a*a*a*a*a*a*a*a*a*b", "a*?*?*?*?*?*?*?*?*?*?b"])
  func `a name is compared at most once with each part of a pattern`(pattern: String) {
    let parts = Array(pattern.utf8)
    let name = [UInt8](repeating: UInt8(ascii: "a"), count: 60)
    var comparisons = 0
    let matches = Glob.matches(parts, name, isAnyNumber: { $0 == UInt8(ascii: "*") }) {
      comparisons += 1
      return $0 == UInt8(ascii: "?") || $0 == $1
    }
    #expect(!matches)
    #expect(comparisons <= parts.count * name.count)
  }
}
