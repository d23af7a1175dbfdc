import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct DoctorTests {
  private func check(_ name: Check.Name, _ place: Workplace) throws -> Check {
    try #require(try place.deployment.report(ExamineDeployment()).checks.first { $0.name == name })
  }

  private func place(_ rows: [String] = ["conversation", "conversation", "pattern"]) throws
    -> Workplace
  {
    var place = try Workplace.sample()
    try place.write(Workplace.database, rows: rows)
    place.programs.answers = [
      ("rev-parse", ProgramAnswer(status: 0, output: "CORTEX/\n")),
      ("status", ProgramAnswer(status: 0, output: "")),
      ("python3", ProgramAnswer(status: 0, output: "6.0.1\n8.1\n")),
    ]
    return place
  }

  @Test
  func `a sound deployment has no failed check, with a store and without, and is not changed`()
    throws
  {
    let place = try place()
    let before = try place.everything()
    let report = try place.deployment.report(ExamineDeployment())
    #expect(report.ok && report.checks.allSatisfy { $0.result == .ok }, "\(report.checks)")
    #expect(try place.everything() == before)
    #expect(try check(.conversations, place).detail == "2 conversations, 1 pattern")
  }

  @Test func `a damaged database fails`() throws {
    let place = try place()
    try place.write(Workplace.database, rows: ["damaged"])
    let check = try check(.integrity, place)
    #expect(check.result == .failed && check.detail.contains(Workplace.database))
    #expect(try !place.deployment.report(ExamineDeployment()).ok)
  }

  @Test func `what is wrong in a database is named and is a warning`() throws {
    let place = try place([
      "broken key notes", "broken key notes", "broken index found", "silent patterns",
    ])
    let keys = try check(.foreignKeys, place)
    #expect(keys.result == .warning && keys.detail.contains("2 rows of notes"))
    let lost = try check(.foreignKeys, self.place(["no key notes"]))
    #expect(lost.result == .warning && lost.detail.contains("foreign keys of notes"))
    let index = try check(.textIndexes, place)
    #expect(index.result == .warning)
    #expect(index.detail.hasSuffix(#"INSERT INTO "found"("found") VALUES('rebuild')"#))
    let silent = try check(.conversations, place)
    #expect(silent.result == .warning && silent.detail.contains("patterns"))
    #expect(try place.deployment.report(ExamineDeployment()).ok)
  }

  @Test func `a configuration that does not load fails, and a key given twice is a warning`() throws
  {
    let place = try place()
    let path = "cortex-brain/capabilities.yaml"
    try place.write(path, "a: 1\na: 2\n")
    #expect(try check(.configurations, place).result == .warning)
    try place.write(path, "a: [1\n")
    let check = try check(.configurations, place)
    #expect(check.result == .failed && check.detail.contains(path))
    #expect(try !place.deployment.report(ExamineDeployment()).ok)
  }

  @Test func `a change that no state of the last seven days holds is a warning`() throws {
    var place = try place()
    _ = try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
    #expect(try check(.lastState, place).result == .ok)
    try place.write("cortex-brain/documents/new.md", "new")
    place.now = Timestamp(seconds: place.now.seconds + 7 * 86_400 - 1)
    #expect(try check(.lastState, place).result == .ok)
    place.now = Timestamp(seconds: place.now.seconds + 1)
    let old = try check(.lastState, place)
    #expect(old.result == .warning && old.detail.contains("7 days ago"), "\(old.detail)")
    #expect(old.detail.contains("cortex schedule"))
    // As it was saved it can stay for ever.
    try place.disk.remove(place.path("cortex-brain/documents/new.md"))
    #expect(try check(.lastState, place).result == .ok)
  }

  @Test func `versions that differ are named with their places`() throws {
    let place = try place()
    try place.write("VERSION", "4.0.0\n")
    try place.write("cortex-brain/.cortex-version", #"{"cortex_version": "5.2.0"}"#)
    let check = try check(.version, place)
    #expect(check.result == .warning)
    #expect(
      check.detail.contains("VERSION says 4.0.0")
        && check.detail.contains("cortex-brain/.cortex-version says 5.2.0"))
  }

  @Test(arguments: ["VERSION", "cortex-brain/.cortex-version", "requirements.txt"])
  func `a link or a folder where a check reads a file is passed over`(path: String) throws {
    for makesLink in [true, false] {
      let place = try place()
      try place.disk.erase(place.path(path))
      if makesLink {
        try place.disk.writeLink(place.path(path), to: "/home/elsewhere")
      } else {
        try place.disk.createDirectory(place.path(path), permissions: 0o755)
      }
      #expect(
        try place.deployment.report(ExamineDeployment()).checks.count { $0.result == .failed } == 0)
    }
  }

  @Test func `a file or folder that may not be written fails`() throws {
    let place = try place()
    try place.disk.setPermissions(place.path(Workplace.database), 0o444)
    let check = try check(.permission, place)
    #expect(check.result == .failed && check.detail.contains("conversations.db"))
  }

  @Test func `too little space fails`() throws {
    let place = try place()
    place.disk.capacityBytes = place.disk.usedBytes + 4096
    #expect(try check(.space, place).result == .failed)
  }

  @Test func `a managed file that git has not committed is named, and another is not`() throws {
    var place = try place()
    place.programs.answers[1].answer.output =
      " M CORTEX/\(Workplace.database)\0 M CORTEX/mine.txt\0 M other/x\0"
    let check = try check(.git, place)
    #expect(check.result == .warning && check.detail.contains(Workplace.database))
    #expect(!check.detail.contains("mine.txt") && !check.detail.contains("other"))
    place.programs.answers[0].answer.status = 128
    #expect(try self.check(.git, place).result == .ok)
  }

  @Test func `a package that is missing or too old is named, and no python3 is a warning`() throws {
    var place = try place()
    place.programs.answers[2].answer.output = "5.4.1\n\n"
    let check = try check(.pythonPackages, place)
    #expect(check.result == .warning)
    #expect(check.detail.hasPrefix("PyYAML 5.4.1 is too old (6.0 needed), pytest is missing"))
    place.programs.answers.removeLast()
    #expect(try self.check(.pythonPackages, place).result == .warning)
  }

  @Test func `a file with a database's name that is none is a warning`() throws {
    let place = try place()
    try place.write("cortex-brain/tier2/secret.db", "encrypted, and more than a hundred bytes")
    let check = try check(.databaseFiles, place)
    #expect(check.result == .warning && check.detail.contains("cortex-brain/tier2/secret.db"))
  }

  @Test(arguments: [
    ("3.51.2", true, Check.Result.warning), ("3.51.2", false, .ok), ("3.51.3", true, .ok),
    ("3.6.23", true, .ok), ("3.7.0", true, .warning), ("3.40.1", false, .ok),
  ])
  func `the version of SQLite is a warning only where a log is in use`(
    version: String, usesLog: Bool, result: Check.Result
  ) throws {
    let place = try place(usesLog ? ["logged"] : [])
    let listing = try place.deployment.withScratch {
      try place.deployment.capture(
        nil, current: nil, scratch: $0, into: nil
      ).listing
    }
    let health = try DeploymentHealth(
      of: listing.items, in: place.deployment, scratch: Workplace.scratch)
    let check = health.sqliteCheck(version: version)
    #expect(check.result == result && check.detail.contains(version))
  }

  @Test func `requirements are read leniently`() {
    let read = PythonRequirement.read(
      """
      # tools
      PyYAML >= 6.0, < 7
      pytest[all]==8.0  # for tests
      -r more.txt
      pywin32>=1; sys_platform == "win32"
      git+https://example.org/x
      plain
      """)
    #expect(
      read == [
        PythonRequirement(name: "PyYAML", lowest: ["6.0"]),
        PythonRequirement(name: "pytest", lowest: ["8.0"]),
        PythonRequirement(name: "plain", lowest: []),
      ])
    #expect(PythonRequirement(name: "a", lowest: ["1.10"]).problem(installed: "1.9.2") != nil)
    #expect(PythonRequirement(name: "a", lowest: ["1.0"]).problem(installed: "1") == nil)
  }
}

@Suite(.tags(.unit)) struct NoWorseTests {
  @Test func `faults that the deployment came with are warnings of the upgrade`() throws {
    let place = try Workplace.sample()
    try place.write(Workplace.database, rows: ["broken key notes", "broken index found"])
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    let report = try place.upgrade(.local)
    let warnings = report.checks.filter { $0.result == .warning }.map(\.name)
    #expect(warnings.contains(.foreignKeys) && warnings.contains(.textIndexes))
  }

  @Test(arguments: [
    (["broken key notes"], ["broken key notes", "broken key notes"], "2 rows of notes"),
    ([], ["broken index found"], "the full-text index found"),
    ([], ["damaged"], "is damaged"),
    ([], ["silent patterns"], "the table patterns"),
    (["no key tags"], ["no key tags", "no key notes"], "the foreign keys of notes"),
    (["broken key notes", "broken index found"], ["broken index found"], nil),
    (["damaged"], ["damaged"], nil),
  ])
  func `only what is new, or more than before, is worse`(
    before: [String], after: [String], finding: String?
  ) throws {
    let place = try Workplace.sample()
    func health(_ rows: [String]) throws -> DeploymentHealth {
      try place.write(Workplace.database, rows: rows)
      let listing = try place.deployment.withScratch {
        try place.deployment.capture(
          nil, current: nil, scratch: $0, into: nil
        ).listing
      }
      return try DeploymentHealth(
        of: listing.items, in: place.deployment, scratch: Workplace.scratch)
    }
    let old = try health(before)
    let findings = try health(after).regressions(since: old)
    #expect(findings.count == (finding == nil ? 0 : 1))
    if let finding { #expect(findings.first?.contains(finding) ?? false) }
  }

  @Test func `a release whose configuration does not load is refused by name`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    let before = try place.tree()
    let path = "cortex-brain/capabilities.yaml"
    try place.disk.write(Workplace.new.appending(path), "a: [1\n")
    let error = try #require(throws: (any Error).self) { try place.upgrade(.upgrade) }
    #expect("\(error)".contains("invalid configuration: \(path) (line 2, column 1"), "\(error)")
    #expect(try place.tree() == before)
  }
}
