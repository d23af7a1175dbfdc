import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Deployments that are not what one hopes for: each is refused by name, or kept as it is.
@Suite(.tags(.unit)) struct BadInputTests {
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  /// Expects a command to fail with these words, and nothing but the store's own notes to differ.
  private func expectRefusal(
    _ words: String, _ place: Workplace, _ command: () throws -> Void
  ) throws {
    let before = try place.everything().filter { !$0.key.contains("/.cortex/") }
    let generations = try records(place)
    let error = try #require(throws: (any Error).self) { try command() }
    #expect("\(error)".contains(words), "\(error)")
    #expect([nil, .nothingChanged].contains((error as? SwitchError)?.outcome))
    #expect(try place.everything().filter { !$0.key.contains("/.cortex/") } == before)
    #expect(try records(place) == generations)
  }

  private func records(_ place: Workplace) throws -> GenerationList? {
    guard try Store.exists(at: Workplace.store, on: place.disk) else { return nil }
    return try place.deployment.report(ListGenerations())
  }

  // MARK: No deployment

  @Test func `a folder without a brain is no deployment, and no store is made in it`() throws {
    let place = Workplace()
    try place.write("src/entry.py", "print()")
    try expectRefusal("is not a CORTEX deployment", place) {
      _ = try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
    }
    #expect(try !place.disk.exists(Workplace.store))
  }

  @Test func `a brain that is a link or a file is refused, and no store is made`() throws {
    let link = Workplace()
    try link.disk.writeFolder("/home/brain")
    try link.disk.writeFolder(Workplace.root)
    try link.disk.writeLink(link.path("cortex-brain"), to: "/home/brain")
    let file = Workplace()
    try file.write("cortex-brain", "text")
    for (place, word) in [(link, "a symbolic link"), (file, "a file")] {
      try expectRefusal("cortex-brain is \(word), not a folder", place) {
        _ = try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
      }
      #expect(try !place.disk.exists(Workplace.store))
    }
  }

  @Test func `rules that cannot be read stop every command by name`() throws {
    let place = try place()
    try place.disk.write(Workplace.store.appending("layers.yaml"), "layers: [\n")
    let words = ".cortex/layers.yaml: "
    try expectRefusal(words, place) { _ = try place.upgrade() }
    try expectRefusal(words, place) {
      _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    }
    try expectRefusal(words, place) {
      _ = try place.deployment.carryOut(Switch(to: .first))
    }
    try expectRefusal(words, place) { _ = try place.deployment.report(ShowStatus()) }
  }

  // MARK: Special files

  @Test(arguments: [FileMetadata.SpecialFile.fifo, .socket])
  func `a special file is left out with a warning, and left where it is`(
    kind: FileMetadata.SpecialFile
  ) throws {
    let place = try place()
    let paths = ["cortex-brain/tier1/live", "src/legacy/live"]
    for path in paths { try place.disk.writeSpecial(place.path(path), kind) }
    let snapshot = try place.deployment.carryOut(TakeSnapshot(note: ""))
    #expect(!snapshot.created && snapshot.warnings.count == 1)
    #expect(
      snapshot.warnings.first?.hasPrefix("cortex-brain/tier1/live is a \(kind.rawValue)") == true)
    #expect(try place.upgrade().plan.warnings == snapshot.warnings)
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    for path in paths { #expect(try place.tree()[path] == "\(kind.rawValue) 644") }
  }

  @Test func `a special file where the release ships a file is refused by name`() throws {
    let place = try place()
    try place.disk.writeSpecial(place.path("src/upgrade/notes.py"), .fifo)
    let words =
      "cannot replace src/upgrade/notes.py: it is a \(FileMetadata.SpecialFile.fifo.rawValue)"
    try expectRefusal(words, place) { _ = try place.upgrade() }
  }

  // MARK: Names

  @Test func `a name that is not text is captured, written out, and switched`() throws {
    let place = try place()
    let name = Array("cortex-brain/documents/caf".utf8) + [0xe9, 0xff]
    let path = Workplace.root.appending(bytes: name)
    try place.disk.write(path, "first")
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try place.disk.write(path, "second")
    let status = try place.deployment.report(ShowStatus())
    #expect(status.modified == ["cortex-brain/documents/caf\\xe9\\xff"])
    _ = try RestoreToFolder(
      place.number(2), paths: [TypedPath(RelativePath(unchecked: name))], to: "/out"
    ).carryOut(on: place.deployment)
    #expect(try place.disk.text(FilePath("/out").appending(bytes: name)) == "first")
    _ = try place.upgrade()
    #expect(try place.disk.text(path) == "second")
    _ = try place.deployment.carryOut(Switch(to: place.number(2), data: .restore))
    #expect(try place.disk.text(path) == "first")
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try !place.disk.exists(path))
  }

  // MARK: Links

  @Test func `a link that leads outside stays a link, and nobody follows it`() throws {
    let place = try place()
    try place.disk.write("/home/secret/key", "theirs")
    let folder = place.path("cortex-brain/documents/out")
    let file = place.path("cortex-brain/tier1/key")
    try place.disk.writeLink(folder, to: "/home/secret")
    try place.disk.writeLink(file, to: "/home/secret/key")
    _ = try place.upgrade()
    let number = try #require(try place.deployment.report(ListGenerations()).current).rawValue
    let contents = try place.contents(of: number)
    #expect(contents["cortex-brain/documents/out"]?.hasPrefix("link ") == true)
    #expect(!contents.keys.contains { $0.hasSuffix("out/key") })
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try !place.disk.exists(folder) && !place.disk.exists(file))
    _ = try place.deployment.carryOut(Switch(to: place.number(number), data: .restore))
    #expect(try place.disk.linkTarget(folder) == Array("/home/secret".utf8))
    #expect(try place.disk.snapshotOfTree("/home/secret") == ["key": "file 644 theirs"])
  }

  @Test(arguments: ["src/tier1", "cortex-brain/documents"])
  func `a folder that was replaced by a link is refused, and nothing is written through it`(
    folder: String
  ) throws {
    let place = try place()
    _ = try place.upgrade()
    try place.disk.writeFolder("/home/elsewhere")
    try place.disk.erase(place.path(folder))
    try place.disk.writeLink(place.path(folder), to: "/home/elsewhere")
    try SampleDeployment.release(version: "5.4.0").install(on: place.disk, at: "/releases/5.4.0")
    try place.disk.write("/releases/5.4.0/src/tier1/memory.py", "another\n")
    try place.disk.write("/releases/5.4.0/cortex-brain/documents/README.md", "another\n")
    try expectRefusal("\(folder) is a symbolic link in the deployment", place) {
      _ = try place.upgrade(.upgrade, to: "/releases/5.4.0")
    }
    if folder.hasPrefix("src") {
      try expectRefusal("cannot replace \(folder): it is", place) {
        _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
      }
    } else {
      // The brain goes back whole: the link goes, and is in the generation that was saved.
      let saved = try place.deployment.carryOut(Switch(to: .first, data: .restore)).saved
      #expect(try place.contents(of: #require(saved).rawValue)[folder]?.hasPrefix("link") == true)
      #expect(try place.disk.metadata(place.path(folder))?.isDirectory == true)
    }
    #expect(try place.disk.contents(of: "/home/elsewhere").isEmpty)
  }

  // MARK: In the way

  @Test func `the user's file where the release ships a folder is refused by name`() throws {
    let place = try place()
    try place.write("src/upgrade", "mine")
    let words = "src/upgrade is a file in the deployment, but a folder in the release; move it away"
    try expectRefusal(words, place) { _ = try place.upgrade() }
    try expectRefusal(words, place) { _ = try place.upgrade(.upgrade) }
  }

  @Test func `the user's own folder where the release ships a file is refused by name`() throws {
    let place = try place()
    try place.write("src/agents/reviewer.py/mine.txt", "mine")
    try expectRefusal("cannot replace src/agents/reviewer.py: it is a folder", place) {
      _ = try place.upgrade()
    }
  }

  @Test func `a release that is not there, or is empty, changes nothing`() throws {
    let place = try place()
    try place.disk.writeFolder("/releases/empty")
    for path in ["/releases/empty", "/releases/none"] as [FilePath] {
      try expectRefusal("\(path)", place) { _ = try place.upgrade(to: path) }
    }
  }
}
