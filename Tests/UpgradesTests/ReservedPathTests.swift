import FileEffects
import Generations
import ObjectStore
import Presentation
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Nothing is written where version control or cortex keeps its own records, wherever it comes from.
@Suite(.tags(.unit)) struct ReservedPathTests {
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  /// What the deployment has at such paths, its store left out.
  private func reserved(in place: Workplace) throws -> [String] {
    try place.disk.snapshotOfTree(Workplace.root).keys.filter { path in
      relative(path).isReserved && !path.hasPrefix(".cortex")
    }.sorted()
  }

  /// A generation as an earlier version of this program could make it, that nobody switched to yet.
  private func addGeneration(_ number: Int, _ texts: [String: String], to place: Workplace) throws {
    try place.deployment.writing("test") { writer in
      let current = try writer.log.current()
      let batch = try writer.store.batch()
      var entries = try ObjectReader(writer.store).listing(of: current.tree).byPath
      for (path, text) in texts {
        entries[relative(path)] = try ContentWriter(into: batch).file(
          Array(text.utf8), layer: path.hasPrefix("src") ? .core : .brain)
      }
      let tree = try batch.addTrees(of: Listing(entries))
      try batch.commit()
      try writer.log.add(
        Generation(
          number: try place.number(number), parent: current.number, created: Workplace.noon,
          version: "5.2.0", kind: .imported, note: "",
          contents: .init(tree: tree, files: 0, bytes: 0),
          base: current.base))
    }
  }

  @Test(arguments: ["src/main.py", "VERSION"])
  func `a release with a FIFO is refused by its name: what it lacks would be removed`(
    path: String
  ) throws {
    let place = try place()
    try place.disk.remove(Workplace.new.pushing(FilePath(path)))
    try place.disk.writeSpecial(Workplace.new.pushing(FilePath(path)), .fifo)
    let error = try #require(throws: ReleaseError.self) { _ = try place.upgrade(.upgrade) }
    #expect("\(error)".contains(path) && "\(error)".contains("is a FIFO"), "\(error)")
  }

  @Test
  func `a release's folder that is a checkout and a deployment is read without their records`()
    throws
  {
    let place = try place()
    for path in [".git/hooks/post-checkout", ".hg/hgrc", ".cortex/layers.yaml", "src/.git"] {
      try place.disk.write(Workplace.new.appending(path), "theirs")
    }
    try place.disk.write(Workplace.new.appending(".gitignore"), "*.pyc\n")
    let report = try place.upgrade(.upgrade)
    for path in [".git", ".hg", ".cortex", "src/.git"] {
      #expect(
        report.plan.warnings.contains {
          $0.hasPrefix("\(path) belongs to version control")
            || path == ".git" && $0.hasPrefix("\(Workplace.new) is a git working tree: ")
        })
    }
    #expect(try reserved(in: place) == [])
    #expect(try place.text(".gitignore") == "*.pyc\n")
    #expect(try !place.disk.exists(place.path(".cortex/layers.yaml")))
  }

  @Test(arguments: [".GIT/hooks/x", "src/.Hg/hgrc", ".CORTEX/layers.yaml", "src/git~1", ".git./x"])
  func `another spelling in a release's folder is refused by name`(path: String) throws {
    let place = try place()
    try place.disk.write(Workplace.new.appending(bytes: Array(path.utf8)), "theirs")
    let before = try place.tree()
    let top = path.split(separator: "/").dropLast(path.hasPrefix("src") ? 0 : 1)
    let error = try #require(throws: ReleaseError.self) { _ = try place.upgrade(.upgrade) }
    #expect("\(error)".contains(top.first ?? ""), "\(error)")
    #expect("\(error)".contains("reserved for version control"))
    #expect(throws: ReleaseError.self) {
      _ = try place.deployment.carryOut(ImportGeneration(Workplace.new, note: ""))
    }
    #expect(try place.tree() == before)
  }

  @Test func `a release may not write to a store of another name in the deployment`() throws {
    var place = try Workplace.sample()
    func deployment() -> Deployment {
      Deployment(
        root: Workplace.root, storeLocation: place.path("safe/store"), scratch: Workplace.scratch,
        files: place.disk, databases: SimulatedDatabases(on: place.disk), workers: 1,
        now: Workplace.noon, reportText: UpgradeDocuments.texts)
    }
    try place.disk.writeFolder(place.path("safe"))
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment())
    try place.disk.write(Workplace.new.appending("safe/store/layers.yaml"), "layers: []\n")
    let error = try #require(throws: ReleaseError.self) {
      _ = try deployment().carryOut(Upgrade(source: Workplace.new, onConflict: .upgrade))
    }
    #expect("\(error)".contains("\"safe/store"))
    #expect(try !place.disk.exists(place.path("safe/store/layers.yaml")))
    place.now = Workplace.noon
  }

  @Test func `what a generation holds of other programs' records is not put in force`() throws {
    let place = try place()
    let texts = [
      ".git/hooks/post-checkout": "theirs", "src/.HG/hgrc": "theirs",
      "cortex-brain/documents/.cortex/layers.yaml": "theirs", "src/new.py": "new",
    ]
    try addGeneration(2, texts, to: place)
    for isExact in [true, false] {
      for data in DataChoice.allCases where data != .carry {
        _ = try place.deployment.carryOut(Switch(to: place.number(2), data: data, isExact: isExact))
        #expect(try reserved(in: place) == [])
        #expect(try place.text("src/new.py") == "new")
        _ = try place.deployment.carryOut(Switch(to: .first, data: data, isExact: isExact))
      }
    }
  }

  @Test func `the user's own repository in the brain stays as it is, whatever is switched to`()
    throws
  {
    let place = try place()
    try addGeneration(2, ["cortex-brain/documents/.hg/store": "older"], to: place)
    try place.write("cortex-brain/documents/.hg/store", "mine")
    try place.write("cortex-brain/documents/.git/config", "mine")
    #expect(try !place.deployment.carryOut(TakeSnapshot(note: "")).created)
    for number in [2, 1] {
      _ = try place.deployment.carryOut(
        Switch(to: place.number(number), data: .restore, isExact: true))
      #expect(try place.text("cortex-brain/documents/.hg/store") == "mine")
      #expect(try place.text("cortex-brain/documents/.git/config") == "mine")
    }
  }

  @Test func `restore and export leave them out and say so`() throws {
    let place = try place()
    try addGeneration(2, [".git/hooks/x": "theirs", "src/.SVN": "theirs"], to: place)
    let restored = try RestoreToFolder(place.number(2), paths: [], to: "/out").carryOut(
      on: place.deployment)
    let exported = try ExportFolder(place.number(2), to: "/other").carryOut(on: place.deployment)
    for (warnings, folder) in [(restored.warnings, "/out"), (exported.warnings, "/other")] {
      #expect(warnings.count == 2)
      #expect(warnings.first?.hasPrefix(".git belongs to") ?? false)
      let found = try place.disk.snapshotOfTree(FilePath(folder))
      #expect(found["src/tier1/memory.py"] != nil || !found.isEmpty)
      #expect(!found.keys.contains { relative($0).isReserved })
    }
  }

  @Test func `an export that holds them is taken in with a word, and never written`() throws {
    let place = try place()
    try addGeneration(
      2, [".git/hooks/x": "theirs", ".cortex/layers.yaml": "layers: []\n"], to: place)
    _ = try ExportGeneration(place.number(2), to: "/two.pack").carryOut(on: place.deployment)
    let report = try place.deployment.carryOut(ImportGeneration("/two.pack", note: ""))
    #expect(
      report.warnings.map { $0.text.split(separator: " ").first ?? "" }.sorted() == [
        ".cortex", ".git",
      ])
    _ = try place.deployment.carryOut(Switch(to: report.generation, data: .restore, isExact: true))
    #expect(try reserved(in: place) == [])
    #expect(try !place.disk.exists(place.path(".cortex/layers.yaml")))
  }
}
