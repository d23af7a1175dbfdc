import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What is found of the state after an upgrade is in the report that stays in the brain, too.
@Suite(.tags(.process)) struct WrittenChecksTests {
  private static let reports = "cortex-brain/documents/reports"

  /// The deployment, and a release that Python does not compile, that misses a module, and that says two versions.
  private func place() throws -> Workplace {
    let place = try Workplace()
    func ship(_ path: String, _ text: String) throws {
      let file = place.release.appending(path)
      try place.files.ensureDirectory(file.removingLastComponent())
      try place.files.replace(file, with: Array(text.utf8))
    }
    try place.files.remove(place.release.appending("manifest.json"))
    try ship("src/agents/planner.py", "import src.legacy.shims, os.path, src.upgrade.notes\n")
    try ship("src/agents/stays.py", "x = 1\n")
    try ship("src/broken.py", "def f(:\n")
    try ship("PACKAGE-INFO.md", "**Version:** 9.9.9\n")
    return place
  }

  @Test(arguments: [false, true])
  func `every check of the result is in the written report, warnings too`(isPacked: Bool) throws {
    let place = try place()
    var source = place.release
    if isPacked {
      source = place.folder.appending("release.tar.gz")
      let packed = try Program.run(
        "/usr/bin/env", ["tar", "-czf", source.string, "-C", place.release.string, "."], in: "/")
      try #require(packed.status == 0, "\(packed.errors)")
    }
    let done = try place.cortex(
      "upgrade", "--from", source.string, "--to", "5.3.0", "--yes", "--json", "--on-conflict",
      "local",
      "--allow-removals")
    try #require(done.status == 0, "\(done.errors)")
    let told = try #require(done.json()["checks"]?.elements)
    let written = try #require(report(place)["checks"]?.elements)
    #expect(told == written)
    let after = told.filter { $0["when"] == "after" }
    func found(_ name: String) -> [JSON] { after.filter { $0["name"] == .text(name) } }
    for name in [
      "brain integrity", "foreign keys", "full-text indexes", "conversations", "databases",
      "configurations",
    ] {
      #expect(found(name).map { $0["result"] } == ["ok"], "\(name)")
    }
    let sources = try #require(found("Python files").first)
    #expect(sources["result"] == "warning")
    let words = "\(sources["detail"] ?? "")"
    #expect(words.contains("src/broken.py does not compile (line 1"), "\(words)")
    #expect(
      words.contains("src/agents/planner.py imports src.legacy.shims, which is missing"), "\(words)"
    )
    #expect(!words.contains("notes") && !words.contains("os.path"))
    let version = try #require(found("version").first)
    #expect(version["result"] == "warning" && "\(version)".contains("9.9.9"), "\(version)")
    #expect(told.contains { $0["when"] == "before" && $0["name"] == "disk space" })
  }

  @Test func `what a release without faults leaves is found to be well, in three forms`() throws {
    let place = try Workplace()
    let done = try place.cortex("upgrade", "--from", place.release.string, "--yes", "--json")
    try #require(done.status == 0, "\(done.errors)")
    let after = try #require(report(place)["checks"]?.elements).filter { $0["when"] == "after" }
    #expect(after.count >= 8 && after.allSatisfy { $0["result"] == "ok" }, "\(after)")
    for ending in [".md", ".html"] {
      let text = try text(place, ending)
      #expect(text.contains("source files compiled"), "\(ending)")
      #expect(text.contains("everything would have been put back"), "\(ending)")
    }
  }

  private func text(_ place: Workplace, _ ending: String) throws -> String {
    let folder = place.deployment.appending(Self.reports)
    let names = try place.files.contents(of: folder).map {
      String(decoding: $0.name, as: UTF8.self)
    }
    let name = try #require(names.first { $0.hasSuffix(ending) })
    return String(decoding: try place.files.read(folder.appending(name)), as: UTF8.self)
  }

  private func report(_ place: Workplace) throws -> JSON { try JSON(text(place, ".json")) }
}
