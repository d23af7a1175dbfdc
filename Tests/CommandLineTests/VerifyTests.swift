import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite struct VerifyTests {
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
