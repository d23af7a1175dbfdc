import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Files of a store that are damaged, or no files, and have no copy: each has a way out that what is said
/// leads to.
@Suite(.tags(.process)) struct NoFileTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    for text in ["one", "two"] {
      try place.write(place.deployment.appending("cortex-brain/documents/notes.md"), text)
      try #require(place.cortex("snapshot").status == 0)
    }
  }

  private func path(_ name: String) -> FilePath {
    name.split(separator: "/").reduce(place.store) { $0.appending(String($1)) }
  }

  /// Repairs, follows the advice, and finds everything well.
  private func expectWayOut(_ advice: String, _ command: String...) throws {
    let repaired = try place.cortex("verify", "--repair")
    #expect(repaired.status == 3 && repaired.output.contains(advice), "\(repaired.output)")
    #expect(try place.cortex("gen", "list").status == 0)
    let done = try Program.run(
      Program.path.string, command, in: place.deployment, environment: place.environment)
    #expect(done.status == 0, "\(done.errors)")
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("gc", "--yes").status == 0)
  }

  @Test func `a folder in the place of a record is given up with its generation`() throws {
    try place.files.createDirectory(path("generations/4"), permissions: 0o755)
    try expectWayOut("'cortex gen delete N' to delete", "gen", "delete", "--yes", "4")
  }

  @Test func `a folder in the place of a deleted one's record is given up, too`() throws {
    try place.files.createDirectory(path("trash/7"), permissions: 0o755)
    try expectWayOut("'cortex gen delete N' to delete", "gen", "delete", "--yes", "7")
  }

  @Test(arguments: ["pin", "unpin"], [true, false])
  func `a pin that is damaged costs no generation`(command: String, isFolder: Bool) throws {
    if isFolder {
      try place.files.createDirectory(path("pins/2"), permissions: 0o755)
    } else {
      try place.write(path("pins/2"), "rubbish")
    }
    try expectWayOut("'cortex gen unpin 2' to remove the damaged pin", "gen", command, "2")
    #expect(try place.cortex("gen", "show", "2").status == 0)
  }

  @Test func `a deleted one's record that is damaged with the ledger is given up`() throws {
    try #require(place.cortex("gen", "delete", "--yes", "2").status == 0)
    try place.files.remove(path("ledger"))
    var bytes = try place.files.read(path("trash/2"))
    bytes[3] ^= 1
    try place.files.replace(path("trash/2"), with: bytes)
    try expectWayOut("'cortex gen delete N' to delete", "gen", "delete", "--yes", "2")
  }

  @Test(arguments: ["highest", "deployment"])
  func `what nothing depends on is set aside by a repair`(name: String) throws {
    try place.files.createDirectory(path(name), permissions: 0o755)
    _ = try place.cortex("verify", "--repair")
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("gc", "--yes").status == 0)
  }

  @Test func `a folder with the name that the next record gets does not stop a snapshot`() throws {
    try place.files.createDirectory(path("pins/3"), permissions: 0o755)
    #expect(try place.cortex("gen", "pin", "3").status == 0)
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.files.metadata(path("damaged/pins-3"))?.isDirectory == true)
  }

  @Test(arguments: ["packs", "generations", "trash", "pins", "staging"])
  func `of a link in a folder's place is said what to do, and that helps`(name: String) throws {
    let elsewhere = place.folder.appending("elsewhere")
    try place.files.rename(path(name), over: elsewhere)
    try place.files.createLink(path(name), to: Array(elsewhere.string.utf8))
    for words in [["snapshot"], ["verify", "--repair"]] {
      let refused = try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
      #expect(refused.status == 3)
      #expect(refused.errors.contains("replace the link with the folder it points to"))
      #expect(!refused.errors.contains("--repair' to restore"))
    }
    try place.files.remove(path(name))
    try place.files.rename(elsewhere, over: path(name))
    #expect(try place.cortex("verify").status == 0)
  }
}
