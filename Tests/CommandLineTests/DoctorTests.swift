import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite struct DoctorTests {
  @Test func `doctor has a line for each check, and fields in JSON, and fails with status 3`()
    throws
  {
    let place = try Workplace()
    let names = [
      "brain integrity", "foreign keys", "full-text indexes", "schema versions", "conversations",
      "configurations", "version", "disk space", "write permission", "git", "Python packages",
      "SQLite", "database files",
    ]
    let text = try place.cortex("doctor")
    #expect(text.status == 0 && text.errors.isEmpty)
    let lines = text.output.split(separator: "\n")
    #expect(lines.count == names.count && text.output.contains("3 conversations, 0 patterns"))
    for (line, name) in zip(lines, names) { #expect(line.contains("  \(name)  ")) }

    try place.write(place.deployment.appending("cortex-brain/capabilities.yaml"), "a: [1\n")
    let broken = try place.cortex("doctor", "--json")
    #expect(broken.status == 3)
    let json = try broken.json()
    #expect(json["ok"] == false)
    #expect(
      broken.output.contains(#""name" : "configurations""#)
        || broken.output.contains("configurations"))
    #expect(broken.output.contains("failed"))
  }

  @Test func `doctor works without a store and changes nothing`() throws {
    let place = try Workplace(isManaged: false)
    let before = try place.everything()
    #expect(try place.cortex("doctor").status == 0)
    #expect(try place.everything() == before)
  }
}
