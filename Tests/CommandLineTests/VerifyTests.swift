import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite struct VerifyTests {
  /// Makes the first frame of every pack unreadable.
  private static func damage(_ place: Workplace) throws {
    let folder = place.store.appending("packs")
    for entry in try place.files.contents(of: folder) {
      let path = folder.appending(bytes: entry.name)
      var bytes = try place.files.read(path)
      // It begins after its head.
      let frame = 8 + Int(bytes[4]) + Int(bytes[5]) << 8
      for index in frame + 10..<frame + 40 { bytes[index] ^= 0x55 }
      try place.files.replace(path, with: bytes)
    }
  }

  @Test func `what the deployment still has is healed from its files, and the evidence is kept`()
    throws
  {
    let place = try Workplace()
    try Self.damage(place)
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
    #expect(try place.cortex("verify", "--subset", "10%").output.contains("is whole"))
    #expect(try place.cortex("verify", "--quick").output.contains("were not read"))
    #expect(try place.cortex("verify", "--repair").output.contains("are whole"))
  }
}
