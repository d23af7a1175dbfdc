import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct VerifyTests {
  @Test func `what the deployment still has is healed from its files, and the evidence is kept`()
    throws
  {
    let place = try Workplace()
    try place.damagePacks()
    #expect(try place.cortex("verify").status == 3)
    let report = try place.cortex("verify", "--repair", "--json")
    let json = try report.json()
    #expect(ReportShapes.verification.problems(in: json) == [])
    #expect(json["was_repaired"] == true)
    // What init took from the release alone is in no file of the deployment.
    let lost = json["damage"]?.elements.filter { $0["repaired"] == false } ?? []
    #expect(report.status == (lost.isEmpty ? 0 : 3))
    let healed = try place.cortex("verify", "--repair", "--from", place.oldRelease.string)
    #expect(healed.status == 0, "\(healed.output)")
    #expect(try place.cortex("verify").status == 0)
    let evidence = try place.files.contents(of: place.store.appending("damaged"))
    #expect(!evidence.isEmpty)
    // All of it is there again.
    let folder = place.deployment.appending("out")
    #expect(try place.cortex("gen", "restore", "1", "--to", folder.string).status == 0)
  }

  @Test(arguments: [false, true])
  func `what an upgrade made is healed from its release and from the deployment`(
    withMigration: Bool
  ) throws {
    let place = try Workplace()
    if withMigration {
      try place.write(
        place.release.appending("cortex-brain/migrations/001_more.sql"),
        "-- Database: tier1/conversations.db\nCREATE TABLE more (a);\nPRAGMA user_version = 1;\n")
    }
    let folder = place.store.appending("packs")
    let before = Set(try place.files.contents(of: folder).map(\.name))
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    for entry in try place.files.contents(of: folder) where !before.contains(entry.name) {
      try place.files.remove(folder.appending(bytes: entry.name))
    }
    #expect(try place.cortex("verify", "--repair").status == 3)
    let healed = try place.cortex("verify", "--repair", "--from", place.release.string)
    #expect(healed.status == 0, "\(healed.output)")
    #expect(try place.cortex("status").output.contains("Nothing has changed"))
  }

  @Test(arguments: ["upgrade", "rollback", "--yes", "gc", "import", "repair"])
  func `a pack that is missing is named by its file, whatever wrote it`(operation: String) throws {
    let place = try Workplace()
    let folder = place.store.appending("packs")
    func packs() throws -> Set<String> {
      Set(
        try place.files.contents(of: folder).map { String(decoding: $0.name, as: UTF8.self) })
    }
    let notes = place.deployment.appending("cortex-brain/documents/notes.md")
    for number in 1...20 where operation == "gc" {
      try place.write(notes, "note \(number)")
      #expect(try place.cortex("snapshot").status == 0)
    }
    let before = try packs()
    let outcome =
      switch operation {
      case "upgrade": try place.cortex("upgrade", "--yes", "--from", place.release.string)
      case "rollback":
        try {
          try place.write(notes, "a note")
          #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
          return try place.cortex("rollback", "--yes", "--data", "restore")
        }()
      case "gc": try place.cortex("gc", "--yes")
      case "import": try place.cortex("gen", "import", place.release.string)
      default:
        try {
          for name in before { try place.files.remove(folder.appending(name)) }
          return try place.cortex("verify", "--repair", "--from", place.oldRelease.string)
        }()
      }
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let new = try packs().subtracting(before)
    #expect(!new.isEmpty)
    for name in new {
      let path = folder.appending(name)
      let bytes = try place.files.read(path)
      try place.files.remove(path)
      let found = try place.cortex("verify")
      #expect(found.status == 3)
      #expect(found.output.contains("packs/\(name)"), "\(found.output)\(found.errors)")
      // Where a snapshot is still possible, it does not make that forgotten.
      try place.write(notes, "later")
      if try place.cortex("snapshot").status == 0 {
        let later = try place.cortex("verify")
        #expect(later.status == 0 || later.output.contains("packs/\(name)"), "\(later.output)")
      }
      try place.files.replace(path, with: bytes)
    }
  }

  @Test func `what repair and verify advise leads out of a generation in force that is lost`()
    throws
  {
    let place = try Workplace()
    let folder = place.store.appending("packs")
    let before = Set(try place.files.contents(of: folder).map(\.name))
    try place.write(place.deployment.appending("VERSION"), "5.2.0 that is lost")
    #expect(try place.cortex("snapshot").status == 0)
    for entry in try place.files.contents(of: folder) where !before.contains(entry.name) {
      try place.files.replace(folder.appending(bytes: entry.name), with: [0, 1, 2])
    }
    try place.write(place.deployment.appending("VERSION"), "5.2.0 that is not")
    #expect(try place.cortex("snapshot").status == 3)
    let repaired = try place.cortex("verify", "--repair")
    #expect(repaired.status == 3)
    #expect(
      repaired.output.contains(
        "Generation 2, which is in force, is damaged: run 'cortex verify --repair --current 1' to put the "
          + "newest intact one in force"
      ))
    #expect(!repaired.output.contains("gen delete N"), "the one in force cannot be deleted")
    let chosen = try place.cortex("verify", "--repair", "--current", "1")
    #expect(chosen.output.contains("'cortex gen delete N' to delete"), "\(chosen.output)")
    #expect(try place.cortex("snapshot").status == 0)
    #expect(
      try place.cortex("gc", "--yes").status == 3, "it would not know what generation 2 needs")
    #expect(try place.cortex("gen", "delete", "--yes", "2").status == 0)
    let found = try place.cortex("verify")
    #expect(found.status == 3)
    #expect(
      found.output.contains("'cortex gc --now' to remove damaged generations that were deleted (2)")
    )
    #expect(try place.cortex("gc", "--yes", "--now").status == 0)
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("gen", "restore", "3", "--to", "out").status == 0)
  }

  @Test func `levels and options that exclude each other are refused`() throws {
    let place = try Workplace()
    for line in [
      "--quick --subset 5%", "--repair --quick", "--from x", "--subset 0%", "--subset 5",
    ] {
      let words = ["verify"] + line.split(separator: " ").map(String.init)
      let outcome = try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
      #expect(outcome.status == 64, "\(line)")
    }
    #expect(try place.cortex("verify", "--subset", "10%").output.contains("all intact"))
    #expect(try place.cortex("verify", "--quick").output.contains("were not read"))
    #expect(try place.cortex("verify", "--repair").output.contains("are intact"))
  }
}
