import FileEffects
import SystemPackage
import TestSupport
import Testing

/// A link that the user names is followed, whatever is named by it.
@Suite(.tags(.process)) struct NamedLinkTests {
  private func link(_ place: Workplace, _ name: String, to target: String) throws -> String {
    let path = place.folder.appending(name)
    try place.files.createLink(path, to: Array(target.utf8))
    return path.string
  }

  @Test func `a release, an export and a folder can be named by a link`() throws {
    let place = try Workplace(isManaged: false)
    let old = try link(place, "old", to: "old-release")
    let twice = try link(place, "twice", to: old)
    let archive = place.folder.appending("release.tar")
    let made = try Program.run(
      "/bin/tar", ["-cf", archive.string, "-C", place.release.string, "."], in: "/")
    try #require(made.status == 0)
    let latest = try link(place, "latest.tar", to: "release.tar")
    let new = try link(place, "new", to: place.release.string)
    let workspace = try link(place, "work", to: place.deployment.string)
    func done(_ words: String...) throws {
      let outcome = try Program.run(
        Program.path.string, words + ["--workspace", workspace], in: place.folder,
        environment: place.environment)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
    }
    try done("init", "--release", twice)
    for source in [new, latest] {
      try done("upgrade", "--from", source, "--dry-run")
      try done("migrate", "status", "--from", source)
    }
    try done("upgrade", "--yes", "--from", latest)
    let export = place.folder.appending("one.pack").string
    try done("gen", "export", "1", export)
    for source in [try link(place, "l.pack", to: export), try link(place, "l", to: export), old] {
      try done("gen", "import", source)
      try done("gen", "import", source, "--dry-run")
      try done("verify", "--repair", "--from", source)
    }
  }

  @Test func `a link to nowhere is refused with the place that it leads to`() throws {
    let place = try Workplace()
    for source in [try link(place, "gone", to: "not-there"), try link(place, "round", to: "round")]
    {
      for words in [
        ["upgrade", "--yes", "--from"], ["gen", "import"], ["verify", "--repair", "--from"],
      ] {
        let outcome = try Program.run(
          Program.path.string, words + [source], in: place.deployment,
          environment: place.environment)
        #expect(outcome.status == 1, "\(words)")
        #expect(
          outcome.errors.contains("No such file") || outcome.errors.contains("symbolic links"),
          "\(words): \(outcome.errors)")
      }
    }
  }

  @Test func `a list beside what a link leads to is checked, and one beside the link`() throws {
    let place = try Workplace()
    let archive = place.folder.appending("packages/release.tar")
    try place.files.ensureDirectory(archive.removingLastComponent())
    let made = try Program.run(
      "/bin/tar", ["-cf", archive.string, "-C", place.release.string, "."], in: "/")
    try #require(made.status == 0)
    let latest = try link(place, "latest.tar", to: "packages/release.tar")
    let wrong = String(repeating: "a", count: 64)
    for (list, name) in [
      (archive.removingLastComponent().appending("SHA256SUMS.txt"), "release.tar"),
      (place.folder.appending("SHA256SUMS.txt"), "latest.tar"),
    ] {
      try place.write(list, "\(wrong)  \(name)\n")
      let outcome = try place.cortex("upgrade", "--from", latest, "--dry-run")
      #expect(outcome.status == 1 && outcome.errors.contains(wrong), "\(name): \(outcome.errors)")
      try place.files.remove(list)
    }
  }

  @Test func `files to be merged can be named by links, the result too`() throws {
    let place = try Workplace(isManaged: false)
    try place.write(place.folder.appending("files/a.yaml"), "a: 1\n")
    try place.write(place.folder.appending("files/b.yaml"), "a: 1\nb: 2\n")
    let (one, two) = (
      try link(place, "one.yaml", to: "files/a.yaml"),
      try link(place, "two.yaml", to: "files/b.yaml")
    )
    let outcome = try place.cortex("config", "merge", one, one, two, "-o", one)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.files.metadata(FilePath(one))?.kind == .symbolicLink)
    #expect(try place.files.text(place.folder.appending("files/a.yaml")) == "a: 1\nb: 2\n")
  }
}
