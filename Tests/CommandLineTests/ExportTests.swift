import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct ExportTests {
  @Test func `a generation goes through a file into another store and is the same there`() throws {
    let place = try Workplace()
    try place.cortex("upgrade", "--yes", "--from", place.release.string)
    let file = place.folder.appending("two.pack").string
    let report = try place.cortex("gen", "export", "2", file, "--json")
    #expect(report.status == 0, "\(report.errors)")
    #expect(try place.files.metadata(FilePath(file))?.permissions == 0o600)
    #expect(ReportShapes.exportFile.problems(in: try report.json()) == [])

    let other = try Workplace(isManaged: false)
    #expect(try other.cortex("init").status == 0)
    let before = try other.tree()
    let dry = try other.cortex("gen", "import", file, "--dry-run", "--json")
    #expect(try dry.json()["generation"] == .null && dry.json()["dry_run"] == true)
    let taken = try other.cortex("gen", "import", file, "--json")
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(ReportShapes.imported.problems(in: try taken.json()) == [])
    #expect(try taken.json()["generation"] == 2 && taken.json()["exported_as"] == 2)
    #expect(try other.tree() == before, "it is not in force")
    #expect(try other.cortex("verify").status == 0)

    var trees: [[String: String]] = []
    for (workplace, name) in [(place, "a"), (other, "b")] {
      let folder = workplace.folder.appending(name)
      #expect(try workplace.cortex("gen", "restore", "2", "--to", folder.string).status == 0)
      trees.append(try workplace.files.snapshotOfTree(folder))
    }
    #expect(!trees[0].isEmpty && trees[0] == trees[1])
    // It can be gone to, and the release that it knows is the base of the next upgrade.
    #expect(try other.cortex("gen", "switch", "--yes", "2", "--data", "restore").status == 0)
    #expect(try other.cortex("status", "--json").json()["version"] == "5.3.0")
  }

  @Test func `what was tampered with is refused, and nothing is taken in`() throws {
    let place = try Workplace()
    let file = place.folder.appending("one.pack")
    #expect(try place.cortex("gen", "export", "1", file.string).status == 0)
    #expect(try place.cortex("gen", "export", "1", file.string).status == 1, "it is there already")
    let bytes = try place.files.read(file)
    let before = try place.files.snapshotOfTree(place.store.appending("packs"))
    var tampered: [[UInt8]] = stride(from: 3, to: bytes.count, by: bytes.count / 23).map {
      position in
      var bytes = bytes
      bytes[position] ^= 1
      return bytes
    }
    tampered += [Array(bytes.dropLast()), Array(bytes[..<(bytes.count / 2)]), [], bytes + [0]]
    for (number, bytes) in tampered.enumerated() {
      try place.files.replace(file, with: bytes)
      let outcome = try place.cortex("gen", "import", file.string, "--json")
      #expect(outcome.status == 3, "\(number): \(outcome.errors)")
      #expect(ReportShapes.error.problems(in: try outcome.failure()) == [])
    }
    // A pack of the store is no export: it has no record.
    let pack = try #require(try place.files.contents(of: place.store.appending("packs")).first)
    let path = place.store.appending("packs").appending(bytes: pack.name)
    #expect(try place.cortex("gen", "import", path.string).errors.contains("no record"))
    #expect(try place.files.snapshotOfTree(place.store.appending("packs")) == before)
    #expect(try place.cortex("gen", "list", "--json").json()["generations"]?.elements.count == 1)
  }

  @Test func `a folder is taken in as a generation`() throws {
    let place = try Workplace()
    try place.files.remove(place.release.appending("manifest.json"))
    let taken = try place.cortex("gen", "import", place.release.string, "-m", "by hand")
    #expect(taken.status == 0, "\(taken.errors)")
    let list = try place.cortex("gen", "list", "--json").json()["generations"]?.elements ?? []
    #expect(list.last?["kind"] == "import" && list.last?["note"] == "by hand")
    #expect(list.last?["version"] == "5.3.0")
    let folder = place.folder.appending("out")
    #expect(try place.cortex("gen", "restore", "2", "--to", folder.string).status == 0)
    #expect(
      try place.files.snapshotOfTree(folder) == place.files.snapshotOfTree(place.release))
  }

  @Test func `a folder that is refused is not called a release or an archive`() throws {
    let place = try Workplace()
    let source = place.folder.appending("mine")
    try place.files.ensureDirectory(source)
    func refusal() throws -> String {
      let outcome = try place.cortex("gen", "import", source.string)
      #expect(outcome.status == 1, "\(outcome.output)")
      for word in ["release", "archive", "package", "download"] {
        #expect(!outcome.errors.contains(word), "\(outcome.errors)")
      }
      return outcome.errors
    }
    #expect(try refusal().contains("no files"))
    try place.write(source.appending("a/b.txt"), "b")
    try place.files.createLink(source.appending("a/out"), to: Array("/etc/passwd".utf8))
    #expect(try refusal().contains("a/out"))
    try place.files.remove(source.appending("a/out"))
    try place.write(source.appending("a/.GIT/config"), "b")
    #expect(try refusal().contains(".GIT"))
    try place.files.removeTree(source.appending("a/.GIT"))
    // A folder that somebody worked in need not be what a manifest in it says.
    for manifest in [
      "{", #"{"version": "5.2.0", "files": [{"path": "a/c.txt", "sha256": "00", "size": 1}]}"#,
    ] {
      try place.write(source.appending("manifest.json"), manifest)
      let outcome = try place.cortex("gen", "import", source.string)
      #expect(outcome.status == 0 && outcome.errors.contains("manifest"), "\(outcome.errors)")
    }
  }
}
