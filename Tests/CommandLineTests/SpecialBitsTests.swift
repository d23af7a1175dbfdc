import FileEffects
import SystemPackage
import TestSupport
import Testing

/// The bits of a file that lend its owner's rights to whoever runs it.
@Suite(.tags(.process)) struct SpecialBitsTests {
  private func bits(_ place: Workplace, _ path: String) throws -> UInt16? {
    try place.files.metadata(place.deployment.appending(path))?.permissions
  }

  private func set(_ path: FilePath, _ bits: UInt16, _ place: Workplace) throws {
    try place.files.setPermissions(path, bits)
  }

  @Test(arguments: ["folder", "archive"])
  func `no file gets them from a release`(kind: String) throws {
    let place = try Workplace()
    try place.write(place.release.appending("src/new/tool.py"), "new\n")
    try place.write(place.release.appending("src/entry.py"), "changed\n")
    for (path, bits) in [("src/new/tool.py", 0o6755), ("src/entry.py", 0o4755)]
      as [(String, UInt16)]
    {
      try set(place.release.appending(path), bits, place)
    }
    try set(place.release.appending("src/new"), 0o7777, place)
    var source = place.release
    if kind == "archive" {
      source = place.folder.appending("release.tar")
      let made = try Program.run(
        "/bin/tar", ["-cf", source.string, "-C", place.release.string, "."], in: "/")
      try #require(made.status == 0)
    }
    let done = try place.cortex(
      "upgrade", "--yes", "--from", source.string, "--on-conflict", "upgrade")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try bits(place, "src/new/tool.py") == 0o755)
    #expect(try bits(place, "src/entry.py").map { $0 & 0o7000 } == 0)
    #expect(try bits(place, "src/new") == 0o777)
  }

  @Test func `a folder that an upgrade makes belongs to the group that the one above gives on`()
    throws
  {
    let place = try Workplace(isManaged: false)
    let documents = place.deployment.appending("cortex-brain/documents")
    try place.files.ensureDirectory(documents)
    try set(documents, 0o2755, place)
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    #expect(try bits(place, "cortex-brain/documents/reports") == 0o2755)
    let status = try place.cortex("status")
    #expect(status.output.contains("Nothing has changed"), "\(status.output)")
  }

  @Test func `no file gets them from a generation that was taken in`() throws {
    let place = try Workplace()
    let other = try Workplace(isManaged: false)
    try set(other.deployment.appending("src/entry.py"), 0o6755, other)
    try other.write(other.deployment.appending("src/tool.py"), "new\n")
    try set(other.deployment.appending("src/tool.py"), 0o4755, other)
    try other.write(
      other.store.appending("layers.yaml"), "layers:\n  - path: src/tool.py\n    layer: core\n")
    try #require(other.cortex("init", "--release", other.oldRelease.string).status == 0)
    let file = place.folder.appending("one.pack").string
    try #require(other.cortex("gen", "export", "1", file).status == 0)
    try #require(place.cortex("gen", "import", file).status == 0)
    let done = try place.cortex("gen", "switch", "--yes", "2", "--exact")
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("src/tool.py") && done.errors.contains("chmod"), "it is said")
    #expect(try bits(place, "src/tool.py") == 0o755)
    #expect(try bits(place, "src/entry.py") == 0o755)
    // A second time there is nothing to do.
    #expect(
      try place.cortex("gen", "switch", "--yes", "2", "--exact").output.contains(
        "nothing to change"))

    let out = place.folder.appending("out")
    try #require(place.cortex("gen", "restore", "2", "--to", out.string).status == 0)
    #expect(try place.files.metadata(out.appending("src/tool.py"))?.permissions == 0o755)
  }

  @Test(arguments: ["src/entry.py", "src/mine.py"])
  func `a file keeps its own through every switch`(path: String) throws {
    let place = try Workplace(isManaged: false)
    let file = place.deployment.appending(path)
    if path == "src/mine.py" { try place.write(file, "mine\n") }
    try place.write(place.release.appending("src/entry.py"), "another\n")
    for release in [place.oldRelease, place.release] {
      try set(release.appending("src/entry.py"), 0o755, place)
    }
    try set(file, 0o6755, place)
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
    for words in [
      ["upgrade", "--yes", "--from", place.release.string, "--on-conflict", "upgrade"],
      ["rollback", "--yes", "--exact"], ["gen", "switch", "--yes", "2", "--exact"],
      ["gen", "switch", "--yes", "1", "--data", "restore"],
    ] {
      let done = try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
      #expect(done.status == 0, "\(words): \(done.errors)")
      #expect(try bits(place, path) == 0o6755, "\(words)")
    }
    // What was taken away or given since is the user's doing, and stays.
    try set(file, 0o755, place)
    #expect(try place.cortex("gen", "switch", "--yes", "2", "--exact").status == 0)
    #expect(try bits(place, path) == 0o755)
  }

  @Test func `a folder that is made in one that gives its group on does so too`() throws {
    let place = try Workplace(isManaged: false)
    try place.write(place.release.appending("src/new/deep/tool.py"), "new\n")
    try place.write(place.release.appending("more/tool.py"), "new\n")
    try set(place.deployment.appending("src"), 0o2775, place)
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
    let done = try place.cortex(
      "upgrade", "--yes", "--from", place.release.string, "--on-conflict", "upgrade")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try bits(place, "src") == 0o2775)
    #expect(try bits(place, "src/new").map { $0 & 0o7000 } == 0o2000)
    #expect(try bits(place, "src/new/deep").map { $0 & 0o7000 } == 0o2000)
    #expect(try bits(place, "src/new/deep/tool.py").map { $0 & 0o7000 } == 0)
    #expect(try bits(place, "more").map { $0 & 0o7000 } == 0)
    #expect(try place.cortex("status").output.contains("Nothing has changed"))
    #expect(try place.cortex("rollback", "--yes", "--exact").status == 0)
    #expect(try bits(place, "src") == 0o2775)
  }
}
