import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Files and folders that not even root may change until something is taken off them.
@Suite(.tags(.process)) struct ProtectedFileTests {
  /// Something that is put on a path, and taken off again.
  private final class Protection {
    private let off: [String]

    /// `nil` where this disk, or this user, has none.
    init?(_ on: [String], off: [String]) throws {
      self.off = off
      guard try Program.run("/usr/bin/env", on, in: "/").status == 0 else { return nil }
    }

    deinit { _ = try? Program.run("/usr/bin/env", off, in: "/") }
  }

  private func protect(_ path: FilePath, _ kind: String) throws -> Protection? {
    if kind == "mount" {
      return try Protection(
        ["mount", "--bind", path.string, path.string], off: ["umount", path.string])
    }
    return try Protection(
      ["chattr", "+\(kind)", path.string], off: ["chattr", "-\(kind)", path.string])
  }

  private static let cases =
    ["i", "a"].flatMap { kind in
      ["src/entry.py", "src", "src/old.py", Workplace.database].map { (kind, $0) }
    } + [("mount", "src/entry.py")]

  @Test(arguments: cases)
  func `what cannot be changed is known before anything is`(kind: String, path: String) throws {
    let place = try Workplace(isManaged: false)
    try place.write(place.deployment.appending("src/old.py"), "old\n")
    try place.write(place.oldRelease.appending("src/old.py"), "old\n")
    try place.write(place.release.appending("src/entry.py"), "another\n")
    try place.write(
      place.release.appending("cortex-brain/migrations/001_more.sql"),
      "-- database: tier1/conversations.db\nALTER TABLE conversations ADD COLUMN mood TEXT;\n")
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
    let before = try place.tree()
    guard let protection = try protect(place.deployment.appending(path), kind) else {
      try Test.cancel("nothing can be protected here")
    }
    try withExtendedLifetime(protection) {
      for more in [["--dry-run"], []] {
        let outcome = try Program.run(
          Program.path.string,
          ["upgrade", "--yes", "--from", place.release.string, "--on-conflict", "upgrade"] + more,
          in: place.deployment, environment: place.environment)
        #expect(outcome.status == 3, "\(more): \(outcome.errors)")
        #expect(
          outcome.errors.contains(path)
            && outcome.errors.contains(kind == "mount" ? "umount" : "chattr -\(kind)"),
          "\(outcome.errors)")
      }
      #expect(try place.tree() == before)
    }
  }

  @Test(arguments: ["i", "a"])
  func `a switch says so too, and what it does not change may be protected`(kind: String) throws {
    let place = try Workplace()
    try #require(
      place.cortex("upgrade", "--yes", "--from", place.release.string, "--on-conflict", "upgrade")
        .status
        == 0)
    let path = place.deployment.appending("src/entry.py")
    try place.write(path, "edited\n")
    try #require(place.cortex("snapshot").status == 0)
    guard let entry = try protect(path, kind),
      let other = try protect(place.deployment.appending("README.md"), kind)
    else {
      try Test.cancel("nothing can be protected here")
    }
    let before = try place.tree()
    try withExtendedLifetime((entry, other)) {
      for more in [["--dry-run"], []] {
        let outcome = try Program.run(
          Program.path.string, ["gen", "switch", "--yes", "2", "--exact"] + more,
          in: place.deployment, environment: place.environment)
        #expect(outcome.status == 3, "\(more): \(outcome.errors)")
        #expect(outcome.errors.contains("src/entry.py") && !outcome.errors.contains("README"))
      }
      #expect(try place.tree() == before)
    }
  }

  @Test func `the folder of reports is looked at too`() throws {
    let place = try Workplace()
    let reports = place.deployment.appending("cortex-brain/documents/reports")
    try place.files.ensureDirectory(reports)
    let words = ["upgrade", "--yes", "--from", place.release.string, "--on-conflict", "upgrade"]
    guard let protection = try protect(reports, "i") else {
      try Test.cancel("nothing can be protected here")
    }
    let before = try place.tree()
    try withExtendedLifetime(protection) {
      for more in [["--dry-run"], []] {
        let outcome = try Program.run(
          Program.path.string, words + more, in: place.deployment, environment: place.environment)
        #expect(outcome.status == 3 && outcome.errors.contains("chattr -i"), "\(outcome.errors)")
      }
      #expect(try place.tree() == before)
    }
  }
}
