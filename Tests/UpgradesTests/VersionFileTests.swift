import FileEffects
import TestSupport
import Testing

@testable import Upgrades

/// Which version files there are, and which an upgrade writes.
@Suite(.tags(.unit)) struct VersionFileTests {
  private static func files(root: VersionFile.Found, brain: VersionFile.Found) -> [VersionFile] {
    [VersionFile(VersionFile.atRoot, root), VersionFile(VersionFile.inBrain, brain)]
  }

  private static func says(_ version: String) -> VersionFile.Found {
    VersionFile(VersionFile.atRoot, contents: Array(#"{"cortex_version": "\#(version)"}"#.utf8))
      .found
  }

  static let placed: [(root: VersionFile.Found, brain: VersionFile.Found, written: [String])] = [
    (.nothing, .nothing, ["cortex-brain/.cortex-version"]),
    (says("1"), .nothing, [".cortex-version"]),
    (.nothing, says("1"), ["cortex-brain/.cortex-version"]),
    (says("1"), says("2"), [".cortex-version", "cortex-brain/.cortex-version"]),
    (
      .unreadable(.noObject), .link(to: "/x"),
      [".cortex-version", "cortex-brain/.cortex-version"]
    ),
    (.link(to: "cortex-brain/.cortex-version"), says("1"), ["cortex-brain/.cortex-version"]),
    (.link(to: "./cortex-brain/.cortex-version"), .nothing, ["cortex-brain/.cortex-version"]),
    (says("1"), .link(to: "../.cortex-version"), [".cortex-version"]),
  ]

  @Test(arguments: placed.indices)
  func `all that are there are written, and one in the brain where there is none`(row: Int) {
    let (root, brain, written) = Self.placed[row]
    let files = Self.files(root: root, brain: brain).toWrite([])
    #expect(files.map(\.path.description) == written)
  }

  @Test func `what the workspace takes out is not written`() {
    let both = Self.files(root: Self.says("1"), brain: Self.says("1"))
    let rules = [LayerRule("cortex-brain/.cortex-version", nil)]
    #expect(both.toWrite(rules).map(\.path) == [VersionFile.atRoot])
    #expect(Self.files(root: .nothing, brain: Self.says("1")).toWrite(rules).isEmpty)
    #expect(
      both.toWrite([LayerRule(".cortex-version", nil)]).map(\.path) == [VersionFile.inBrain])
  }

  @Test(arguments: [
    ("5.1.0", "5.2.0", "5.2.0", VersionFile.inBrain),
    ("5.2.0", "5.1.0", "5.2.0", VersionFile.atRoot),
    ("v5.2", "5.2.0", "5.2.0", VersionFile.atRoot), ("5.0.0", "5.1.0", "5.2.0", VersionFile.atRoot),
  ])
  func `the one leads that says what is installed, else the one that is asked first`(
    root: String, brain: String, installed: String, leads: RelativePath
  ) {
    let files = Self.files(root: Self.says(root), brain: Self.says(brain)).leading(installed)
    #expect(files.first?.path == leads && files.count == 2)
  }

  @Test(arguments: [
    ("", true), ("[1]", true), ("{}", true), (#"{"cortex_version": 5}"#, true),
    (#"{"cortex_version": "5.2.0"}"#, true), (#"{"cortex_version": "v5.3"}"#, false),
  ])
  func `a file that does not say the version is stale`(text: String, isStale: Bool) {
    let file = VersionFile(VersionFile.atRoot, contents: Array(text.utf8))
    #expect(file.isStale("5.3.0") == isStale)
  }

  @Test func `a link and no file at all are not stale`() {
    for found in [VersionFile.Found.nothing, .link(to: "x")] {
      #expect(!VersionFile(VersionFile.atRoot, found).isStale("5.3.0"))
    }
  }

  @Test(arguments: [
    ("5.3.0", "v5.3", true), ("5.3.0", "5.3.1", false), ("x", "x", true), ("x", "5.3.0", false),
    ("0.0.0+tree.a", "0.0.0+tree.b", false), ("0.0.0+tree.a", "0.0.0+tree.a", true),
  ])
  func `versions are the same by what they mean`(one: String, other: String, isSame: Bool) {
    #expect(isSameVersion(one, other) == isSame)
  }
}
