import TestSupport
import Testing

@testable import ConfigMerge

/// Whether texts with keys can be loaded, as far as can be told.
@Suite(.tags(.unit)) struct KeyedReadingTests {
  private func reading(_ name: String, _ text: String) -> ConfigReading {
    ConfigReading(Array(text.utf8), as: .text, fileName: name)
  }

  @Test(arguments: ["a = [1\n", "a = 1\na = 2\n", "[t]\nk = 1\nk = 1\n"])
  func `TOML that no reader takes cannot be loaded`(_ text: String) {
    guard case .fails(let fault) = reading("a.toml", text) else {
      Issue.record("\(text) is loaded")
      return
    }
    #expect("\(fault)".hasPrefix("line "))
    #expect(reading("a.txt", text) == .loads(doubleKeys: 0))
  }

  @Test func `TOML with tables of one name, strings over lines and dates is loaded`() {
    #expect(
      reading(
        "a.toml", "a = \"\"\"\nb = 1\nb = 1\n\"\"\"\n[[t]]\nk = 1\n[[t]]\nk = 2\nd = 2026-01-01\n")
        == .loads(doubleKeys: 0))
  }

  @Test(arguments: ["a.ini", "a.env", "a.properties", "a.toml"])
  func `the markers of a conflict are no configuration`(_ name: String) {
    let text = "a = 1\n<<<<<<< x\nb = 1\n=======\nb = 2\n>>>>>>> y\n"
    #expect(reading(name, text) == .fails(.conflictMarkers(line: 2)))
    #expect(reading("notes.md", text) == .loads(doubleKeys: 0))
  }
}
