import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct DoctorTests {
  @Test func `doctor has a line for each check, and fields in JSON, and fails with status 3`()
    throws
  {
    let place = try Workplace()
    let names = [
      "brain integrity", "foreign keys", "full-text indexes", "schema versions", "conversations",
      "configurations", "version", "last state", "disk space", "write permission", "git",
      "Python files", "Python packages",
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

  @Test(arguments: ["", ".cortex", "cortex-brain", "src"])
  func `a folder that may not be looked into is a finding`(path: String) throws {
    let place = try Workplace()
    guard place.files.user.isRoot,
      try Program.run("/usr/bin/env", ["setpriv", "--version"], in: "/").status == 0
    else { try Test.cancel("this takes root, and setpriv") }
    let given = try Program.run("/bin/chown", ["-R", "65534:65534", place.folder.string], in: "/")
    try #require(given.status == 0)
    let closed = path.isEmpty ? place.deployment : place.deployment.appending(path)
    for bits in [0o000, 0o644] as [UInt16] {
      try place.files.setPermissions(closed, bits)
      for more in [[], ["--workspace", place.deployment.string]] {
        let outcome = try Program.run(
          "/usr/bin/env",
          ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Program.path.string]
            + ["doctor", "--json"] + more,
          in: more.isEmpty ? place.deployment : place.folder, environment: place.environment)
        #expect(outcome.status == 3, "\(path) \(bits) \(more): \(outcome.errors)")
        #expect(try outcome.json()["ok"] == false)
        #expect(outcome.output.contains("Permission denied"), "\(outcome.output)")
      }
    }
  }
}
