import Presentation
import Upgrades

/// `--version` with `--verbose` or `--json`: also what the program is built on.
struct VersionDetails {
  private let asJSON: Bool

  /// `nil` if the words ask for anything else.
  init?(_ words: [String]) {
    let more = Set(words).subtracting(["--version", "-V"])
    guard more.count < words.count, !more.isEmpty,
      more.isSubset(of: ["--verbose", "-v", "--json"])
    else { return nil }
    asJSON = more.contains("--json")
  }

  var text: String {
    get throws {
      let version = ProgramVersion(Cortex.version)
      return asJSON ? try JSONText.of(version) + "\n" : version.text
    }
  }
}
