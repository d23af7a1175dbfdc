import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct BadStoreTests {
  @Test func `a store of a newer format, or with an unknown feature, is refused and untouched`()
    throws
  {
    let place = try Workplace()
    let format = place.store.appending("format")
    let text = try place.files.text(format)
    for (changed, operations) in [
      (
        text.replacing("cortex-store 1", with: "cortex-store 2"),
        ["gen list", "snapshot", "gc --yes"]
      ),
      (text.replacing("read:", with: "read: knots"), ["gen list", "verify", "snapshot"]),
      (text.replacing("write:", with: "write: knots"), ["snapshot", "gc --yes"]),
      (text.replacing("collect:", with: "collect: knots"), ["gc --yes"]),
    ] {
      try place.files.replace(format, with: Array(changed.utf8))
      let before = try place.files.snapshotOfTree(place.store.appending("packs"))
      for operation in operations {
        let words = operation.split(separator: " ").map(String.init) + ["--json"]
        let outcome = try Program.run(
          Program.path.string, words, in: place.deployment, environment: place.environment)
        #expect(outcome.status == 1, "\(operation): \(outcome.errors)")
        #expect(try outcome.failure()["code"] == "unknown_format")
      }
      #expect(try place.files.snapshotOfTree(place.store.appending("packs")) == before)
      #expect(try place.files.text(format) == changed)
    }
    // What only collecting needs keeps nobody from reading and adding.
    try place.write(place.deployment.appending("VERSION"), "5.2.0 of mine")
    #expect(try place.cortex("snapshot").status == 0)
    #expect(try place.cortex("verify").status == 0)
  }

  @Test
  func `more packs than files may be open are read if that can be changed, and refused if not`()
    throws
  {
    let place = try Workplace()
    for number in 0..<12 {
      try place.write(place.deployment.appending("VERSION"), "5.2.0 number \(number)")
      try #require(place.cortex("snapshot").status == 0)
    }
    func verify(_ limit: String) throws -> Outcome {
      try Program.run(
        "/bin/sh", ["-c", "ulimit \(limit) 20 && exec \"$0\" verify", Program.path.string],
        in: place.deployment, environment: place.environment)
    }
    #expect(try verify("-S -n").status == 0)
    let refused = try verify("-n")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("Too many open files; raise 'ulimit -n'"))
    #expect(try place.cortex("gc", "--yes").status == 0)
    #expect(try verify("-n").status == 0, "a collection makes many packs few")
  }

  @Test func `from a disk that is read-only everything can be read, and what changes is refused`()
    throws
  {
    let place = try Workplace()
    guard let disk = try SmallDisk(kilobytes: 4000) else {
      try Test.cancel("no disk can be mounted here")
    }
    let store = disk.path.appending("store").string
    #expect(try place.cortex("init", "--store", store).status == 0)
    try disk.makeReadOnly()
    for words in [["gen", "list"], ["gen", "show", "1"], ["verify"], ["status"]] {
      let outcome = try Program.run(
        Program.path.string, words + ["--store", store], in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
    }
    let folder = place.folder.appending("out").string
    #expect(try place.cortex("gen", "restore", "1", "--to", folder, "--store", store).status == 0)
    let before = try place.tree()
    for words in [
      ["snapshot"], ["gc", "--yes"], ["upgrade", "--yes", "--from", place.release.string],
    ] {
      let outcome = try Program.run(
        Program.path.string, words + ["--store", store, "--json"], in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 1, "\(words): \(outcome.errors)")
      #expect(
        try outcome.failure()["message"]?.string?.contains("ead-only") == true,
        "\(words): \(outcome.errors)")
    }
    #expect(try place.tree() == before)
  }

  @Test
  func `a pack cut short is named, what is in the others is read, and a repair brings it back`()
    throws
  {
    let place = try Workplace()
    try place.cortex("upgrade", "--yes", "--from", place.release.string)
    let folder = place.store.appending("packs")
    for entry in try place.files.contents(of: folder) {
      let path = folder.appending(bytes: entry.name)
      let bytes = try place.files.read(path)
      try place.files.replace(path, with: Array(bytes.dropLast(bytes.count > 4000 ? 30 : 0)))
    }
    let found = try place.cortex("verify")
    #expect(found.status == 3 && found.output.contains("does not end like a pack"))
    #expect(try place.cortex("gen", "restore", "1", "--to", "out").status == 3)
    let repaired = try place.cortex("verify", "--repair")
    #expect(repaired.status == 0, "\(repaired.output)")
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("rollback", "--yes", "--exact").status == 0)
  }
}
