import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct ExitStatusTests {
  /// A command that cannot be carried out in a deployment with generation 1 and nothing else.
  struct Refusal: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var status: Int32
    var code: String

    init(_ line: String, _ status: Int32, _ code: String) {
      arguments = line.split(separator: " ").map(String.init)
      (self.status, self.code) = (status, code)
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let refusals = [
    Refusal("init", 1, "already_initialised"), Refusal("gen show 7", 1, "no_generation"),
    Refusal("gen diff 1 7", 1, "no_generation"), Refusal("gen switch 7", 1, "no_generation"),
    Refusal("gen delete 7", 1, "no_generation"), Refusal("gen delete 1", 1, "failed"),
    Refusal("gen undelete 1", 1, "no_generation"), Refusal("gen pin 7", 1, "no_generation"),
    Refusal("gen restore 1 nowhere --to out", 1, "failed"),
    Refusal("rollback", 1, "no_generation"),
    Refusal("rollback --data carry", 1, "no_generation"),
    Refusal("upgrade --from nowhere", 1, "release"),
    Refusal("upgrade --from RELEASE --to 9.9.9", 1, "failed"),
    Refusal("upgrade --from RELEASE --plan 0123456789abcdef", 2, "plan_changed"),
    Refusal("gen restore 1 --to src", 1, "failed"),
  ]

  @Test func `what cannot be done is refused with its status and one sentence`() throws {
    let place = try Workplace()
    let before = try place.everything()
    for refusal in Self.refusals {
      let arguments = refusal.arguments.map { $0 == "RELEASE" ? place.release.string : $0 }
      for format in [[], ["--json"]] {
        let outcome = try Program.run(
          Program.path.string, arguments + format, in: place.deployment,
          environment: place.environment)
        #expect(outcome.status == refusal.status, "\(refusal.testDescription)")
        #expect(outcome.output.isEmpty, "\(refusal.testDescription)")
        guard !format.isEmpty else {
          #expect(outcome.errors.hasPrefix("cortex: "), "\(refusal.testDescription)")
          #expect(outcome.errors.split(separator: "\n").count == 1, "\(refusal.testDescription)")
          continue
        }
        let failure = try outcome.failure()
        #expect(ReportShapes.error.problems(in: failure) == [], "\(refusal.testDescription)")
        #expect(failure["code"] == .text(refusal.code), "\(refusal.testDescription)")
        #expect(failure["outcome"] == "nothing_changed", "\(refusal.testDescription)")
      }
    }
    #expect(try place.everything() == before)
  }

  @Test func `without a store every command but init has status 1`() throws {
    let place = try Workplace(isManaged: false)
    let before = try place.everything()
    for line in [
      "status", "snapshot", "rollback", "gen", "gen show 1", "gc", "verify",
      "upgrade --from x",
      "gen cat 1 VERSION", "gen pin 1",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty, "\(line)")
      #expect(outcome.errors.contains("run 'cortex init' first"), "\(line): \(outcome.errors)")
    }
    #expect(try place.everything() == before)
  }

  @Test func `damage in the store has status 3 and the result names what is lost`() throws {
    let place = try Workplace()
    try place.damagePacks()
    let text = try place.cortex("verify")
    #expect(text.status == 3 && text.errors.isEmpty)
    #expect(text.output.contains("needed by generation 1"))
    let json = try place.cortex("verify", "--json")
    #expect(json.status == 3 && json.errors.isEmpty)
    #expect(try ReportShapes.verification.problems(in: json.json()) == [])
    #expect(try json.json()["ok"] == false)
    #expect(try json.json()["damage"]?.elements.isEmpty == false)
  }

  @Test(arguments: [100..<4096, 4096..<8192])
  func `a corrupt database stops an upgrade with status 3`(damage: Range<Int>) throws {
    let place = try Workplace()
    let path = place.deployment.appending(Workplace.database)
    var bytes = try place.files.read(path)
    for index in damage { bytes[index] = UInt8(truncatingIfNeeded: index &* 7) }
    try place.files.replace(path, with: bytes)
    let before = try place.tree()
    let outcome = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--json")
    #expect(outcome.status == 3 && outcome.output.isEmpty)
    #expect(try outcome.failure()["code"] == "checks_failed")
    #expect(try outcome.failure()["message"]?.string?.contains(Workplace.database) == true)
    #expect(try place.tree() == before)
  }

  @Test func `a lost database fails the doctor and asks for a decision before an upgrade`() throws {
    let place = try Workplace()
    try place.files.remove(place.deployment.appending(Workplace.database))
    let before = try place.tree()
    #expect(try place.cortex("doctor").status == 3)
    for words in [["--dry-run"], []] {
      let outcome = try Program.run(
        Program.path.string, ["upgrade", "--yes", "--from", place.release.string] + words,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 2 && outcome.errors.contains("--allow-missing"), "\(words)")
    }
    #expect(try place.tree() == before)
    for command in ["status", "snapshot"] {
      let words = try place.cortex(command)
      #expect(words.status == 0 && words.errors.contains("\(Workplace.database) is gone"))
      if command == "status" {
        let json = try place.cortex(command, "--json").json()
        #expect(
          json["lost_databases"]?.elements.map { $0["present"] } == ["nothing"]
            && json["lost_databases"]?.elements.map { $0["generation"] } == [.number(1)])
      }
    }
    // The snapshot has taken it as meant.
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
  }
}

extension ExitStatusTests {
  @Test func `a release with a configuration that cannot be read has status 1 and is named`() throws
  {
    let place = try Workplace()
    try place.write(place.release.appending("cortex-operations.yaml"), "operations: [\n")
    let before = try place.tree()
    for words in [[], ["--dry-run"], ["--on-conflict", "upgrade"]] {
      let outcome = try Program.run(
        Program.path.string,
        ["upgrade", "--yes", "--from", place.release.string, "--json"] + words,
        in: place.deployment, environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty, "\(words)")
      let failure = try outcome.failure()
      #expect(failure["code"] == "release" && failure["outcome"] == "nothing_changed")
      #expect(
        failure["message"]?.string?.contains("cortex-operations.yaml (line 2, column 1") == true)
      #expect(
        failure["advice"]?.string?.hasPrefix("report this to the release's maintainers") == true)
    }
    #expect(try place.tree() == before)
  }
}
