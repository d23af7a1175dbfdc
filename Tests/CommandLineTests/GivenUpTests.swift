import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Messages about generations that cannot be brought back.
@Suite(.tags(.process)) struct GivenUpTests {
  private func snapshots(_ count: Int) throws -> Workplace {
    let place = try Workplace()
    let note = place.deployment.appending("cortex-brain/documents/log.md")
    for number in 1...count {
      var words = SeededGenerator(seed: UInt64(number))
      try place.write(
        note, (0..<900).map { _ in String(words.next(), radix: 36) }.joined(separator: "\n"))
      try #require(place.cortex("snapshot").status == 0)
    }
    return place
  }

  @Test func `a generation whose record is gone is not said to come back`() throws {
    let place = try snapshots(3)
    let record = place.store.appending("generations/3")
    let name = "generations/3"
    // Neither the record nor its copy can be read.
    try place.write(record, "xx")
    let ledger = place.store.appending("ledger")
    var bytes = try place.files.read(ledger)
    let text = String(decoding: bytes, as: UTF8.self)
    let start = try #require(text.utf8.firstRange(of: Array("file \(name) ".utf8)))
    let place3 = text.utf8.distance(from: text.utf8.startIndex, to: start.upperBound)
    bytes[place3 + 40] ^= 1
    try place.files.replace(ledger, with: bytes)
    _ = try place.cortex("verify", "--repair")
    let dry = try place.cortex("gen", "delete", "3", "2", "--dry-run")
    #expect(dry.output.contains("generation 3") && dry.output.contains("cannot"), "\(dry.output)")
    let json = try place.cortex("gen", "delete", "--yes", "3", "2", "--json")
    #expect(json.status == 0, "\(json.errors)")
    #expect(try json.json()["irrecoverable"]?.elements == [3])
    let undone = try place.cortex("gen", "undelete", "2")
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(try place.cortex("gen", "undelete", "3").status == 1)
  }

  @Test func `a generation whose data is gone is not said to be restored`() throws {
    let place = try snapshots(3)
    try #require(place.cortex("gen", "delete", "--yes", "3").status == 0)
    // The pack that only generation 3 needs.
    let packs = place.store.appending("packs")
    var lost = 0
    for entry in try place.files.contents(of: packs) {
      let path = packs.appending(bytes: entry.name)
      let bytes = try place.files.read(path)
      try place.files.remove(path)
      let current = try place.cortex("verify", "--quick", "--json").json()["damage"]
      let needed = current?.elements.contains {
        ($0["generations"]?.elements ?? []).contains { $0 != 3 }
      }
      if needed ?? false { try place.files.replace(path, with: bytes) } else { lost += 1 }
    }
    try #require(lost > 0)
    for more in [["--dry-run"], []] {
      let outcome = try Program.run(
        Program.path.string, ["gen", "undelete", "3"] + more, in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 3, "\(outcome.output)")
      #expect(
        outcome.errors.contains("cannot undelete") && !outcome.output.contains("restored"),
        "\(outcome.errors)")
    }
    #expect(try place.cortex("gen", "list").output.contains("snapshot"))
    #expect(try place.cortex("gen", "list", "--json").json()["generations"]?.elements.count == 3)
  }

  @Test func `a generation whose data is there and damaged is not said to be restored`() throws {
    let place = try snapshots(2)
    let log = place.deployment.appending("cortex-brain/documents/log.md")
    try place.write(log, "the last one")
    try #require(place.cortex("snapshot").status == 0)
    try #require(place.cortex("gen", "delete", "--yes", "3").status == 0)
    let packs = place.store.appending("packs")
    // One byte of each pack, in the middle of its frames, by the other; most hit contents.
    for entry in try place.files.contents(of: packs) where entry.metadata.size > 2000 {
      let path = packs.appending(bytes: entry.name)
      var bytes = try place.files.read(path)
      bytes[bytes.count / 3] ^= 1
      try place.files.replace(path, with: bytes)
    }
    let damaged = try place.cortex("verify", "--json").json()["damage"]?.elements ?? []
    let needed = damaged.contains { ($0["generations"]?.elements ?? []).contains(3) }
    let outcome = try place.cortex("gen", "undelete", "3")
    #expect(outcome.status == (needed ? 3 : 0), "\(needed): \(outcome.output) \(outcome.errors)")
    #expect(needed, "the test hits what it means to hit")
  }
}
