import SystemPackage
import TestSupport
import Testing

/// What the program says it is.
@Suite(.tags(.process)) struct VersionDetailsTests {
  @Test(arguments: [
    ["--version", "--verbose"], ["version", "--verbose"], ["-v", "--version"], ["version", "-v"],
  ])
  func `the libraries are listed with their versions`(words: [String]) throws {
    let outcome = try Program.run(Program.path.string, words, in: "/")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("cortex 0."))
    for name in ["SQLite", "zstd", "libcrypto", "libyaml", "libsodium", "zlib"] {
      let line = try Regex(#"(?m)^  \#(name) +\d+\.\d+(\.\d+)?$"#)
      #expect(outcome.output.contains(line), "\(outcome.output)")
    }
    for name in ["libarchive", "libcurl"] {
      let line = try Regex(#"(?m)^  \#(name) +(\d+\.\d+\.\d+|not found)$"#)
      #expect(outcome.output.contains(line), "\(outcome.output)")
    }
    #expect(outcome.output.contains(#/(?m)^  platform +Linux \w+, /#))
  }

  @Test func `as JSON they are a list, and null is one that is not there`() throws {
    for words in [["--version", "--json"], ["version", "--verbose", "--json"]] {
      let json = try Program.run(Program.path.string, words, in: "/").json()
      #expect(ReportShapes.version.problems(in: json).isEmpty)
      let names = json["libraries"]?.elements.compactMap { $0["name"]?.string }
      #expect(names?.contains("SQLite") == true)
    }
  }
}
