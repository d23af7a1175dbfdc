import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Presentation
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Configurations that both the user and the release changed, merged in an upgrade.
@Suite(.tags(.unit)) struct MergingTests {
  static let templates = "cortex-brain/response-templates.yaml"
  static let copy = "cortex-brain/templates/response-templates.yaml"
  static let key = "templates.plan.title"
  private static let old = SampleDeployment.release(version: "5.2.0")
  private static let new = SampleDeployment.release(version: "5.3.0")

  /// A deployment in which the user and the release have another title at one place.
  static func place(_ work: SampleDeployment? = nil) throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try (work ?? .conflictingTemplates(of: old)).install(on: place.disk, at: Workplace.root)
    return place
  }

  private func line(_ text: String, in file: String?) throws -> Int {
    let lines = try #require(file).split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.hasSuffix(text) }) + 1
  }

  private func plan(_ place: Workplace) throws -> UpgradePlan {
    try place.deployment.plan(Upgrade(source: Workplace.new)).plan
  }

  // MARK: Without a conflict

  @Test func `what only one side changed is merged without a question`() throws {
    let place = try Self.place(.editedTemplates(of: Self.old))
    let mine = try place.text(Self.templates)
    let report = try place.upgrade()
    let merged = try place.text(Self.templates)
    for line in mine.split(separator: "\n") where line.contains("#") {
      #expect(merged.contains("\(line)\n"), "a comment of the user's")
    }
    for line in ["    title: Help on deck", "  harbour_report:", "    title: Plan of work"] {
      #expect(merged.contains("\(line)\n"))
    }
    #expect(merged.contains("schema_version: \"2.1\"") && merged.contains("  review:\n"))
    #expect(!merged.contains("legacy_status"))

    let file = try #require(report.plan.config.first { $0.path == Self.templates })
    #expect(file.method == .structure && file.conflicts.isEmpty)
    let changes = Dictionary(uniqueKeysWithValues: file.changes.map { ($0.path, $0) })
    let own = try #require(changes["templates.harbour_report"])
    #expect(own.kind == .kept && own.custom && own.container == "templates")
    #expect(changes["templates.help.title"].map { $0.kind == .kept && !$0.custom } == true)
    #expect(changes["templates.review"]?.kind == .added)
    #expect(changes.contains { Self.key.hasPrefix($0.key) && $0.value.kind == .replaced })
    #expect(changes["templates.legacy_status"]?.kind == .removed)
    #expect(file.kept == 2 && file.added >= 1 && file.merged >= 3)
    #expect(file.summary.hasPrefix("1 custom template preserved, 1 of your values preserved, "))
    #expect(try place.upgrade().isNothingToDo)
  }

  @Test func `a file that only one side changed is that side's, byte for byte`() throws {
    let place = try Self.place(.editedTemplates(of: Self.old))
    let mine = "# mine\ncapabilities: []\n"
    try place.disk.write(
      Workplace.new.appending("cortex-brain/capabilities.yaml"),
      try #require(Self.old.text("cortex-brain/capabilities.yaml")))
    try place.write("cortex-brain/capabilities.yaml", mine)
    _ = try place.upgrade()
    #expect(try place.text("cortex-brain/capabilities.yaml") == mine)
    #expect(try place.text(Self.copy) == Self.new.text(Self.copy))
  }

  @Test func `the merged file has the permissions of the user's`() throws {
    let place = try Self.place(.editedTemplates(of: Self.old))
    try place.disk.setPermissions(place.path(Self.templates), 0o600)
    _ = try place.upgrade()
    #expect(try place.disk.metadata(place.path(Self.templates))?.permissions == 0o600)
    #expect(try place.text(Self.templates).contains("  review:\n"))
  }

  @Test func `what was merged is a generation, and the state before is another one`() throws {
    let place = try Self.place(.editedTemplates(of: Self.old))
    let mine = try place.text(Self.templates)
    let report = try place.upgrade()
    #expect(try place.text(of: Self.templates, in: 2) == mine)
    let merged = try place.text(Self.templates)
    #expect(try place.text(of: Self.templates, in: report.generation.rawValue) == merged)
    #expect(try place.deployment.report(ShowStatus()).modified.isEmpty)
    _ = try place.deployment.carryOut(Switch(to: nil))
    #expect(try place.text(Self.templates) == mine)
  }

  // MARK: Conflicts

  @Test func `a conflict has its key, the three values and their lines`() throws {
    let place = try Self.place()
    let plan = try plan(place)
    let file = try #require(plan.config.first { $0.path == Self.templates })
    let conflict = try #require(file.conflicts.first)
    #expect(file.conflicts.count == 1 && plan.conflictCount == 1 && plan.undecidedCount == 1)
    #expect(conflict.key == Self.key && conflict.kind == .bothChanged)
    #expect(conflict.base == "Plan" && conflict.local == "Plan on deck")
    #expect(conflict.upgrade == "Plan of work")
    #expect(conflict.baseLine == (try line("title: Plan", in: Self.old.text(Self.templates))))
    #expect(conflict.localLine == (try line("title: Plan on deck", in: place.text(Self.templates))))
    let there = try line("title: Plan of work", in: Self.new.text(Self.templates))
    #expect(conflict.upgradeLine == there)
    #expect(conflict.resolution == .abort && !conflict.remembered)
    #expect(conflict.choices.contains(.local) && conflict.choices.contains(.upgrade))
    #expect(file.summary.hasSuffix("1 conflict"))
  }

  @Test(arguments: [
    (ConflictAnswer.local, "Plan on deck"), (.upgrade, "Plan of work"),
    (.text("Plan for the crew"), "Plan for the crew"),
  ])
  func `an answer decides one conflict, and all else is merged`(
    answer: ConflictAnswer, value: String
  ) throws {
    let place = try Self.place()
    let conflict = try #require(try plan(place).config.flatMap(\.conflicts).first)
    var request = Upgrade(source: Workplace.new, answers: [conflict.identity: answer])
    request.planID = try place.deployment.plan(request).plan.id
    let report = try place.deployment.carryOut(request)
    let merged = try place.text(Self.templates)
    #expect(merged.contains("    title: \(value)\n") && merged.contains("  review:\n"))
    let decided = try #require(report.plan.config.flatMap(\.conflicts).first)
    #expect(decided.resolution.rawValue == answer.word && decided.isDecided)
    #expect(report.plan.id == request.planID)
  }

  @Test func `each answer is another plan`() throws {
    let place = try Self.place()
    let conflict = try #require(try plan(place).config.flatMap(\.conflicts).first)
    let answers: [ConflictAnswer?] = [nil, .local, .upgrade, .text("a"), .text("b")]
    let plans = try answers.map { answer in
      try place.deployment.plan(
        Upgrade(
          source: Workplace.new, answers: answer.map { [conflict.identity: $0] } ?? [:])
      ).plan.id
    }
    #expect(Set(plans).count == plans.count)
  }

  @Test func `one answer counts for both copies of a file`() throws {
    let place = try Self.place()
    let mine = try place.text(Self.templates)
    try place.write(Self.copy, "# Second copy\n" + mine)
    let conflicts = try plan(place).config.flatMap(\.conflicts)
    #expect(conflicts.count == 2 && Set(conflicts.map(\.identity)).count == 1)
    let identity = try #require(conflicts.first?.identity)
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, answers: [identity: .upgrade]))
    for path in [Self.templates, Self.copy] {
      #expect(try place.text(path).contains("    title: Plan of work\n"))
    }
  }

  @Test func `the answers are in the generation's record, with where the sides are`() throws {
    let place = try Self.place()
    _ = try place.upgrade(.upgrade)
    let current = try place.deployment.log().current()
    let record = try #require(current.conflicts?.first)
    #expect(current.conflicts?.count == 1 && current.mergedFrom == current.parent)
    #expect(record.file == Self.templates && record.key == Self.key && record.answer == .upgrade)
    #expect(record.local?.text == "Plan on deck" && record.upgrade?.text == "Plan of work")
    _ = try place.deployment.carryOut(Switch(to: .first))
    #expect(try place.deployment.log().current().conflicts == nil)
  }

  // MARK: Remembering

  private func back(_ place: Workplace) throws {
    _ = try place.deployment.carryOut(Switch(to: nil))
  }

  @Test func `what was answered one by one is not asked again`() throws {
    let place = try Self.place()
    let conflict = try #require(try plan(place).config.flatMap(\.conflicts).first)
    _ = try place.deployment.carryOut(
      Upgrade(
        source: Workplace.new, answers: [conflict.identity: .upgrade], remembersAnswers: true))
    try back(place)
    #expect(try place.text(Self.templates).contains("    title: Plan on deck\n"))
    let again = try #require(try plan(place).config.flatMap(\.conflicts).first)
    #expect(again.remembered && again.resolution == .upgrade)
    // What is remembered counts before the choice for all others, and the user's word before both.
    _ = try place.upgrade(.local)
    #expect(try place.text(Self.templates).contains("    title: Plan of work\n"))
    try back(place)
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, answers: [conflict.identity: .local]))
    #expect(try place.text(Self.templates).contains("    title: Plan on deck\n"))
  }

  @Test func `a choice for all conflicts is not remembered, nor an answer that is not to be`()
    throws
  {
    let place = try Self.place()
    _ = try place.upgrade(.local)
    try back(place)
    let conflict = try #require(try plan(place).config.flatMap(\.conflicts).first)
    #expect(!conflict.isDecided)
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, answers: [conflict.identity: .local]))
    try back(place)
    #expect(try plan(place).undecidedCount == 1)
  }

  @Test func `an answer to another question is not used`() throws {
    let place = try Self.place()
    let conflict = try #require(try plan(place).config.flatMap(\.conflicts).first)
    _ = try place.deployment.carryOut(
      Upgrade(
        source: Workplace.new, answers: [conflict.identity: .local], remembersAnswers: true))
    try back(place)
    let text = try place.text(Self.templates)
    try place.write(Self.templates, text.replacing("Plan on deck", with: "Plan below deck"))
    #expect(try plan(place).undecidedCount == 1)
  }
}
