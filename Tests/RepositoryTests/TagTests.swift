import Foundation
import TestSupport
import Testing

/// The tags of the tests say which of them `Scripts/test --quick` runs.
@Suite(.tags(.unit)) struct TagTests {
  /// A suite, and what is written in its attribute.
  private struct TaggedSuite {
    var name: String
    var traits: String

    var tags: [String] {
      traits.matches(of: /\.tags\(([^)]*)\)/).flatMap {
        $0.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      }
    }
  }

  private static func suites() throws -> [TaggedSuite] {
    let folder = Repository.root.appending(path: "Tests")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
    return try paths.sorted().filter { $0.hasSuffix(".swift") }.flatMap { path in
      let text = try Repository.text(of: "Tests/" + path)
      return text.matches(of: /(?m)^ *@Suite(.*?)\s(?:final )?(?:struct|class|enum|actor) (\w+)/)
        .map { TaggedSuite(name: "\(path): \($0.2)", traits: String($0.1)) }
    }
  }

  @Test func `every suite is a unit, a process or a sweep, and one of them only`() throws {
    let suites = try Self.suites()
    #expect(suites.count > 200)
    for suite in suites {
      let kinds = suite.tags.filter { [".unit", ".process", ".sweep"].contains($0) }
      #expect(kinds.count == 1, "\(suite.name) has \(kinds)")
    }
  }

  @Test func `a sweep is what --quick leaves out, and nothing else is`() throws {
    for suite in try Self.suites() {
      #expect(
        suite.tags.contains(".sweep") == suite.traits.contains(".exceptQuick"), "\(suite.name)")
    }
  }

  @Test func `every file with tests has a suite`() throws {
    let folder = Repository.root.appending(path: "Tests")
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path())
    where path.hasSuffix(".swift") {
      let text = try Repository.text(of: "Tests/" + path)
      if text.contains(/(?m)^ *@Test/) { #expect(text.contains(/(?m)^ *@Suite/), "\(path)") }
    }
  }
}
