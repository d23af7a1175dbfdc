import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Arguments typed in a hurry that are no release.
@Suite(.tags(.process)) struct NoReleaseTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  /// The upgrade from what is named, with every consent there is, is refused with status 1 and one sentence,
  /// and nothing changes. Returns the sentence, without the folder of the tests.
  @discardableResult
  private func refusal(_ source: String, in folder: FilePath? = nil) throws -> String {
    let before = try place.everything()
    let words = ["upgrade", "--from", source, "--workspace", place.deployment.string]
    let consent = ["--yes", "--allow-removals", "--allow-downgrade", "--on-conflict", "upgrade"]
    var said: Set<String> = []
    for more in [["--dry-run"], consent, consent + ["--json"]] {
      let outcome = try Program.run(
        Program.path.string, words + more, in: folder ?? place.folder,
        environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty, "\(more): \(outcome.errors)")
      if more.last == "--json" {
        let failure = try outcome.failure()
        #expect(failure["code"] == "release" && failure["outcome"] == "nothing_changed")
        #expect(failure["advice"]?.string?.isEmpty == false)
        said.insert("cortex: \(failure["message"]?.string ?? "")\n")
      } else {
        #expect(outcome.errors.split(separator: "\n").count == 1)
        said.insert(outcome.errors)
      }
    }
    #expect(try said.count == 1 && place.everything() == before)
    return (said.first ?? "").replacing(place.folder.string + "/", with: "")
  }

  private func folder(_ name: String, _ files: [String]) throws -> FilePath {
    let folder = place.folder.appending(name)
    try place.files.ensureDirectory(folder)
    for path in files { try place.write(folder.appending(path), "x\n") }
    return folder
  }

  private static let noSign = "it has no manifest.json, VERSION, src/ or cortex-brain/; "

  @Test(
    arguments: [
      ["a.txt"], [], ["report.pdf", "photos/beach.jpg", "old/notes.txt"], ["index.js", "lib/a.js"],
    ])
  func `a folder with a stray file or of downloads is no release`(files: [String]) throws {
    _ = try folder("dl", files)
    let words = try refusal("dl")
    #expect(
      words.hasPrefix("cortex: dl is not a CORTEX release: \(Self.noSign)specify a release folder"))
  }

  @Test func `another project with a version and a src has too few of the files`() throws {
    _ = try folder("other", ["src/index.js", "package.json", "VERSION", "README.md"])
    let words = try refusal("other")
    #expect(
      words.contains("other is not a CORTEX release: it has 1 of the 37 files that 5.2.0 shipped"))
  }

  @Test func `the manifest of a program for a browser makes it no release`() throws {
    let folder = try folder("extension", ["background.js"])
    try place.write(
      folder.appending("manifest.json"), #"{"version": "9.0", "manifest_version": 3}"#)
    #expect(
      try refusal("extension").contains(
        "it has a manifest.json, but no VERSION, src/ or cortex-brain/; "))
  }

  @Test func `a folder above the release, and one inside of it, name the one that is meant`() throws
  {
    let inner = place.folder.appending("dl/unpacked")
    try place.files.ensureDirectory(inner)
    try place.files.rename(place.release, over: inner.appending("CORTEX-5.3.0"))
    for above in ["dl", "dl/unpacked", "./dl/"] {
      let words = try refusal(above)
      #expect(words.contains("\(Self.noSign)did you mean "), "\(words)")
      #expect(words.hasSuffix("dl/unpacked/CORTEX-5.3.0?\n"), "\(words)")
    }
    for below in ["src", "cortex-brain", ".github"] {
      let words = try refusal("dl/unpacked/CORTEX-5.3.0/\(below)")
      #expect(words.hasSuffix("did you mean dl/unpacked/CORTEX-5.3.0?\n"), "\(words)")
    }
    let here = inner.appending("CORTEX-5.3.0/src")
    #expect(try refusal(".", in: here).hasSuffix("did you mean ./..?\n"))
  }

  @Test func `the folder above is found beside files with the names of a release, too`() throws {
    _ = try folder("dl", ["src/other.c", "VERSION"])
    try place.files.rename(place.release, over: place.folder.appending("dl/CORTEX"))
    #expect(try refusal("dl").hasSuffix("5.2.0 shipped; did you mean dl/CORTEX?\n"))
  }

  @Test func `the workspace itself, its brain and its project are no releases`() throws {
    let inside = "the deployment itself, not a release; specify a release folder or archive"
    #expect(try refusal("project/CORTEX").hasPrefix("cortex: project/CORTEX is \(inside)"))
    #expect(try refusal(".", in: place.deployment).hasPrefix("cortex: . is \(inside)"))
    try place.files.createLink(place.folder.appending("link"), to: Array("project/CORTEX".utf8))
    #expect(try refusal("link").hasPrefix("cortex: link is \(inside)"))
    // Nobody is told to name the deployment instead.
    for other in ["project", "project/CORTEX/cortex-brain", "project/CORTEX/.cortex"] {
      let words = try refusal(other)
      #expect(words.hasPrefix("cortex: \(other) is not a CORTEX release: "), "\(words)")
      #expect(words.contains("; specify a release folder or archive, or"), "\(words)")
    }
  }

  @Test func `an archive of something else is no release, and one too high names the folder`()
    throws
  {
    _ = try folder("dl", ["a.txt", "b.txt"])
    try place.files.rename(place.release, over: place.folder.appending("dl/CORTEX"))
    func pack(_ name: String, _ words: String...) throws {
      let packed = try Program.run("/bin/tar", ["-cf", name, "-C", "dl"] + words, in: place.folder)
      try #require(packed.status == 0)
    }
    try pack("files.tar", "a.txt", "b.txt")
    #expect(
      try refusal("files.tar").contains("files.tar is not a CORTEX release: \(Self.noSign)specify"))
    try pack("high.tar", ".")
    #expect(try refusal("high.tar").hasSuffix("unpack it and specify its folder CORTEX/\n"))
    try pack("right.tar", "CORTEX")
    let right = place.folder.appending("right.tar").string
    #expect(try place.cortex("upgrade", "--from", right, "--yes").status == 0)
  }

  @Test func `without a base, a release is one that has any file of the deployment`() throws {
    let bare = try Workplace(isManaged: false)
    try #require(bare.cortex("init").status == 0)
    try bare.write(bare.folder.appending("other/src/index.js"), "x\n")
    let other = bare.folder.appending("other").string
    let refused = try bare.cortex("upgrade", "--from", other, "--yes")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("it has none of the deployment's files; specify a release folder"))
    let upgraded = try bare.cortex(
      "upgrade", "--from", bare.release.string, "--yes", "--on-conflict", "local")
    #expect(upgraded.status == 0, "\(upgraded.errors)")
  }

  @Test func `init takes none of these for the release that is installed`() throws {
    let bare = try Workplace(isManaged: false)
    try bare.write(bare.folder.appending("dl/a.txt"), "x\n")
    try bare.files.ensureDirectory(bare.folder.appending("up"))
    try bare.files.rename(bare.oldRelease, over: bare.folder.appending("up/old"))
    let before = try bare.everything()
    for (source, words) in [
      ("dl", "no manifest.json, VERSION"), ("up", "up/old?"),
      ("project/CORTEX", "is the deployment itself"),
    ] {
      let named = bare.folder.appending(source).string
      for more in [[], ["--dry-run"]] {
        let outcome = try Program.run(
          Program.path.string, ["init", "--release", named] + more, in: bare.deployment,
          environment: bare.environment)
        #expect(outcome.status == 1 && outcome.errors.contains(words), "\(outcome.errors)")
      }
    }
    let store = "project/CORTEX/.cortex"
    #expect(
      try bare.everything().filter { $0.key != store && !$0.key.hasPrefix(store + "/") } == before)
  }

  @Test(arguments: ["https://h.invalid/owner/name/", "http://h.invalid/y//z/"])
  func `an address is named unharmed, and not looked for on disk`(address: String) throws {
    for words in [["upgrade", address], ["upgrade", "--from", address], ["check", address]] {
      let outcome = try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("cannot fetch \(address)SHA256SUMS.txt"), "\(outcome.errors)")
      #expect(outcome.errors.contains("cannot be resolved"), "\(outcome.errors)")
    }
  }
}
