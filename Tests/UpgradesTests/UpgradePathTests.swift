import Releases
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct UpgradePathTests {
  private func version(_ text: String) throws -> ReleaseVersion {
    try #require(ReleaseVersion(text))
  }

  private func path(
    _ from: String, _ to: String, _ known: [String: [String]]
  ) throws -> [String]? {
    let known = try Dictionary(
      uniqueKeysWithValues: known.map { (try version($0), try $1.map(version)) })
    return UpgradePath(from: try version(from), to: try version(to), upgradesFrom: known)?
      .versions.map(\.description)
  }

  @Test func `the way with the fewest steps is taken, and of those the newest releases`() throws {
    let known = [
      "5.1.0": ["5.0.0"], "5.2.0": ["5.1.0", "5.0.0"], "5.2.1": ["5.0.0"],
      "5.3.0": ["5.2.0", "5.2.1"],
    ]
    #expect(try path("5.0.0", "5.3.0", known) == ["5.2.1", "5.3.0"])
    #expect(try path("5.1.0", "5.3.0", known) == ["5.2.0", "5.3.0"])
    #expect(try path("5.2.0", "5.3.0", known) == ["5.3.0"])
  }

  @Test func `a release that names no version upgrades any`() throws {
    #expect(try path("4.0.0", "5.3.0", ["5.3.0": ["5.2.0"], "5.2.0": []]) == ["5.2.0", "5.3.0"])
  }

  @Test func `there is no way where no release upgrades the installed version`() throws {
    #expect(try path("4.0.0", "5.3.0", ["5.3.0": ["5.2.0"], "5.2.0": ["5.1.0"]]) == nil)
    #expect(try path("4.0.0", "5.3.0", ["5.3.0": ["5.2.0"]]) == nil)
    // Releases that name each other lead nowhere, and end.
    #expect(
      try path(
        "4.0.0", "5.3.0", ["5.3.0": ["5.2.0"], "5.2.0": ["5.1.0"], "5.1.0": ["5.2.0"]]) == nil)
    // Nor does a way back.
    #expect(try path("5.2.5", "5.3.0", ["5.3.0": ["5.2.0"], "5.2.0": ["5.2.5"]]) == nil)
  }

  @Test func `every way that is found can be walked`() throws {
    var random = SeededGenerator(seed: 7)
    let all = try (0..<8).map { try version("5.\($0).0") }
    for _ in 0..<500 {
      var known: [ReleaseVersion: [ReleaseVersion]] = [:]
      for release in all.dropFirst() where Bool.random(using: &random) {
        known[release] = all.filter { $0 < release && Int.random(in: 0..<4, using: &random) == 0 }
        // Naming none would be any.
        if known[release]?.isEmpty ?? true { known[release] = [all[0]] }
      }
      guard let target = known.keys.max() else { continue }
      guard let found = UpgradePath(from: all[0], to: target, upgradesFrom: known) else { continue }
      #expect(found.versions.last == target)
      for (from, to) in zip([all[0]] + found.versions, found.versions) {
        #expect(known[to]?.contains(from) ?? false, "\(from) to \(to) of \(known)")
      }
    }
  }
}
