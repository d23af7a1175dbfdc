import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Conflicts of the last upgrade that are answered in another way.
@Suite(.tags(.unit)) struct ResolveTests {
  private static let templates = MergingTests.templates
  private static let key = MergingTests.key

  /// A deployment that was upgraded, with one conflict in it.
  private func place(_ choice: ConflictChoice = .local) throws -> Workplace {
    let place = try MergingTests.place()
    _ = try place.upgrade(choice)
    return place
  }

  @discardableResult
  private func resolve(
    _ place: Workplace, _ answer: ConflictAnswer, file: String = Self.templates,
    key: String = Self.key, dryRun: Bool = false
  ) throws -> ResolveReport {
    try place.deployment.run(Resolve(file: file, key: key, answer: answer), dryRun: dryRun)
  }

  /// All that is on the disk but for what is only remembered of how files looked.
  private func everything(_ place: Workplace) throws -> [String: String] {
    try place.everything().filter { !$0.key.hasSuffix("stat-cache") }
  }

  private func answers(_ place: Workplace) throws -> [String] {
    try place.deployment.report(ListConflicts()).conflicts.map {
      "\($0.path) \($0.key) \($0.resolution)"
    }
  }

  @Test(arguments: [
    (ConflictAnswer.upgrade, "Plan of work"), (.text("Plan for the crew"), "Plan for the crew"),
  ])
  func `another answer changes that key, and nothing else`(
    answer: ConflictAnswer, value: String
  ) throws {
    let place = try place()
    let before = try place.text(Self.templates)
    let expected = before.replacing("    title: Plan on deck\n", with: "    title: \(value)\n")
    let report = try resolve(place, answer)
    #expect(report.fileChanged && report.created && report.saved == nil)
    #expect(try place.text(Self.templates) == expected && expected != before)
    #expect(try answers(place) == ["\(Self.templates) \(Self.key) \(answer.word)"])
    let current = try place.deployment.log().current()
    #expect(current.number == report.generation && current.kind == .snapshot)
    #expect(current.note == "resolved \(Self.key) in \(Self.templates)")
    #expect(try place.deployment.report(ShowStatus()).modified.isEmpty)

    _ = try place.deployment.carryOut(Switch(to: nil))
    #expect(try place.text(Self.templates) == before)
    #expect(try answers(place) == ["\(Self.templates) \(Self.key) local"])
  }

  @Test func `an answer can be changed again and again`() throws {
    let place = try place()
    let before = try place.text(Self.templates)
    for answer in [ConflictAnswer.upgrade, .text("Third"), .upgrade, .local] {
      try resolve(place, answer)
    }
    #expect(try place.text(Self.templates) == before)
    #expect(try answers(place) == ["\(Self.templates) \(Self.key) local"])
  }

  @Test func `what was done since stays, and the state before is a generation`() throws {
    let place = try place()
    let text = try place.text(Self.templates).replacing("title: Help", with: "title: Now help")
    try place.write(Self.templates, text)
    try place.write("src/entry.py", "# edited since\n")
    let report = try resolve(place, .upgrade)
    #expect(
      try place.text(Self.templates) == text.replacing("Plan on deck", with: "Plan of work"))
    #expect(try place.text("src/entry.py") == "# edited since\n")
    let saved = try #require(report.saved)
    #expect(try place.text(of: Self.templates, in: saved.rawValue) == text)
    #expect(try place.deployment.log().current().parent == saved)
  }

  @Test func `an answer is refused where the file was edited at that very place`() throws {
    let place = try place()
    let text = try place.text(Self.templates)
    try place.write(Self.templates, text.replacing("Plan on deck", with: "Plan aloft"))
    let before = try everything(place)
    for dryRun in [true, false] {
      let error = try #require(throws: UpgradeError.self) {
        try resolve(place, .upgrade, dryRun: dryRun)
      }
      guard case .editedSince = error else { throw error }
      #expect("\(error)".contains("was edited at \(Self.key) since the upgrade"))
    }
    #expect(try everything(place) == before)
    #expect(try answers(place) == ["\(Self.templates) \(Self.key) local"])
    #expect(try place.deployment.log().rememberedAnswers().isEmpty)
  }

  @Test func `a dry run says what is then done, and does nothing`() throws {
    let place = try place()
    try place.write("src/entry.py", "# edited since\n")
    let before = try place.everything()
    var planned = try resolve(place, .upgrade, dryRun: true)
    #expect(try place.everything() == before && planned.dryRun)
    planned.dryRun = false
    #expect(try resolve(place, .upgrade) == planned)
  }

  @Test func `the answer that is there already makes no generation, and is remembered`() throws {
    let place = try place()
    let number = try place.deployment.log().current().number
    let report = try resolve(place, .local)
    #expect(!report.created && !report.fileChanged && report.generation == number)
    #expect(try place.deployment.log().current().number == number)
    #expect(try place.deployment.log().rememberedAnswers().values.map(\.answer) == [.local])
  }

  @Test func `an answer is remembered for the next upgrade`() throws {
    let place = try place()
    try resolve(place, .upgrade)
    _ = try place.deployment.carryOut(Switch(to: .first, isExact: true))
    try SampleDeployment.conflictingTemplates(of: .release(version: "5.2.0"))
      .install(on: place.disk, at: Workplace.root)
    let conflict = try #require(
      try place.upgrade().plan.config.flatMap(\.conflicts).first)
    #expect(conflict.remembered && conflict.resolution == .upgrade)
    #expect(try place.text(Self.templates).contains("    title: Plan of work\n"))
  }

  @Test func `only the file that is named changes, though a copy asks the same`() throws {
    let place = try MergingTests.place()
    try place.write(MergingTests.copy, "# Second copy\n" + (try place.text(Self.templates)))
    _ = try place.upgrade(.local)
    try resolve(place, .upgrade)
    #expect(try place.text(Self.templates).contains("Plan of work"))
    #expect(try place.text(MergingTests.copy).contains("Plan on deck"))
    #expect(
      try answers(place).sorted()
        == [
          "\(Self.templates) \(Self.key) upgrade", "\(MergingTests.copy) \(Self.key) local",
        ].sorted())
  }

  // MARK: Naming

  @Test func `a conflict is named by the end of a path, and by its identity`() throws {
    let place = try place()
    let conflict = try #require(try place.deployment.report(ListConflicts()).conflicts.first)
    try resolve(place, .upgrade, file: "response-templates.yaml")
    try resolve(place, .local, key: String(conflict.identity.description.prefix(12)))
    #expect(try answers(place) == ["\(Self.templates) \(Self.key) local"])
  }

  @Test func `a name that says nothing or too much is refused`() throws {
    let place = try MergingTests.place()
    try place.write(MergingTests.copy, "# Second copy\n" + (try place.text(Self.templates)))
    _ = try place.upgrade(.local)
    let before = try everything(place)
    for (file, key) in [
      ("x.yaml", Self.key), (Self.templates, "templates.x"), (Self.templates, ""),
    ] {
      let error = try #require(throws: UpgradeError.self) {
        try resolve(place, .upgrade, file: file, key: key)
      }
      guard case .noConflict = error else { throw error }
    }
    let error = try #require(throws: UpgradeError.self) {
      try resolve(place, .upgrade, file: "response-templates.yaml")
    }
    guard case .severalConflicts = error else { throw error }
    let marked = try #require(throws: UpgradeError.self) {
      try place.deployment.report(MarkConflicts(in: "response-templates.yaml", of: nil))
    }
    guard case .severalConflicts = marked else { throw marked }
    let other = try #require(throws: UpgradeError.self) { try resolve(place, .both) }
    guard case .noSuchAnswer = other else { throw other }
    #expect("\(other)".contains("use yours, release or a value of your own"))
    #expect(try everything(place) == before)
  }

  // MARK: Which merge

  @Test func `conflicts are listed until there is another release in force`() throws {
    let place = try place()
    try place.write("src/entry.py", "# edited since\n")
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    #expect(try answers(place).count == 1)
    let number = try #require(try place.deployment.report(ListConflicts()).generation)
    let next: FilePath = "/releases/5.4.0"
    try SampleDeployment.release(version: "5.4.0").install(on: place.disk, at: next)
    _ = try place.upgrade(to: next)
    #expect(try answers(place).isEmpty)
    #expect(try place.deployment.report(ListConflicts(of: number)).conflicts.count == 1)
    #expect(throws: UpgradeError.self) { try resolve(place, .upgrade) }
  }

  @Test func `without what a file was merged from an answer is refused, and the list is there`()
    throws
  {
    let place = try place()
    let from = try #require(try place.deployment.log().current().mergedFrom)
    try place.deployment.carryOut(DeleteGenerations([from]))
    let error = try #require(throws: UpgradeError.self) { try resolve(place, .upgrade) }
    guard case .mergeGone = error else { throw error }
    #expect(try answers(place).count == 1)
  }

  @Test func `a file is printed with its conflict between markers`() throws {
    let place = try place()
    let text = String(
      decoding: try place.deployment.report(MarkConflicts(in: Self.templates, of: nil)),
      as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    for label in ["<<<<<<< yours", "||||||| 5.2.0", ">>>>>>> 5.3.0"] {
      #expect(lines.contains { $0.hasPrefix(label) }, "\(label)")
    }
    #expect(text.contains("title: Plan on deck") && text.contains("title: Plan of work"))
    let edited = try place.deployment.report(EditConflict(in: Self.templates, at: Self.key))
    #expect(
      edited == """
        <<<<<<< yours
        Plan on deck
        ||||||| base
        Plan
        =======
        Plan of work
        >>>>>>> release

        """)
    #expect(ConflictMarkers.isLeft(in: edited) && !ConflictMarkers.isLeft(in: "Plan\n== x\n"))
  }
}

extension ResolveTests {
  @Test func `the same question twice in a file without structure has one answer`() throws {
    let place = try Workplace.sample()
    let path = "cortex-operations.yaml"
    func text(_ value: String) -> String {
      (1...20).map { [4, 16].contains($0) ? value : "line \($0): [" }.joined(separator: "\n") + "\n"
    }
    for (file, value) in [
      (Workplace.old.appending(path), "one"), (place.path(path), "mine"),
      (Workplace.new.appending(path), "other"),
    ] { try place.disk.write(file, text(value)) }
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade(.local)
    let conflicts = try place.deployment.report(ListConflicts(in: path)).conflicts
    #expect(conflicts.count == 2 && conflicts.allSatisfy { $0.kind == .known(.lines) })
    let identities = Set(conflicts.map(\.identity))
    for identity in identities {
      try resolve(place, .upgrade, file: path, key: String(identity.description.prefix(12)))
    }
    #expect(try place.text(path) == text("other"))
  }

  @Test(arguments: ["[never closed", "a: 1\n  b: 2", "\"open"])
  func `a text that is no value is refused, and changes nothing`(text: String) throws {
    let place = try place()
    let before = try everything(place)
    let error = try #require(throws: UpgradeError.self) { try resolve(place, .text(text)) }
    guard case .unusableText = error else { throw error }
    #expect(try everything(place) == before)
  }
}
