import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Presentation
import Releases
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Configurations that cannot be merged, and what is said of the ones that can.
@Suite(.tags(.unit)) struct WholeFileTests {
  private static let path = "cortex-operations.yaml"

  /// A deployment with one configuration, in the three versions.
  private func place(base: String?, local: String?, upgrade: String) throws -> Workplace {
    let place = Workplace()
    for folder in [Workplace.root, Workplace.old, Workplace.new] {
      try place.disk.write(folder.appending("src/a.py"), "1\n")
    }
    try place.write(Workplace.database, rows: ["one"])
    if let base { try place.disk.write(Workplace.old.appending(Self.path), base) }
    if let local { try place.write(Self.path, local) }
    try place.disk.write(Workplace.new.appending(Self.path), upgrade)
    _ = try InitialiseStore(release: base == nil ? nil : Workplace.old, version: .init("5.2.0"))
      .carryOut(on: place.deployment)
    return place
  }

  private func plan(_ place: Workplace, _ choice: ConflictChoice = .abort) throws -> UpgradePlan {
    try place.deployment.plan(
      Upgrade(source: Workplace.new, version: .init("5.3.0"), onConflict: choice)
    ).plan
  }

  @Test
  func `a configuration that the user deleted and the release changed is a conflict as a whole`()
    throws
  {
    let place = try place(base: "a: 1\n", local: nil, upgrade: "a: 2\n")
    let conflict = try #require(try plan(place).config.first?.conflicts.first)
    #expect(conflict.isWholeFile && conflict.key.isEmpty && conflict.local == nil)
    #expect(conflict.base == "a: 1\n" && conflict.upgrade == "a: 2\n")
    let answered = try place.deployment.plan(
      Upgrade(
        source: Workplace.new, version: .init("5.3.0"), answers: [conflict.identity: .upgrade])
    ).plan
    #expect(answered.undecidedCount == 0 && answered.after[relative(Self.path)] != nil)
    #expect(try plan(place, .local).after[relative(Self.path)] == nil)
  }

  @Test func `a configuration of more than 16 MiB is a conflict as a whole`() throws {
    let long = "a: 1\n#" + String(repeating: "x", count: Release.longestConfiguration)
    let words = "it has \(long.utf8.count) bytes, over the limit of 16777216"
    let place = try place(base: "a: 1\nb: 1\n", local: long, upgrade: "a: 1\nb: 2\n")
    let file = try #require(try plan(place).config.first)
    #expect(file.method == .whole && file.conflicts.map(\.isWholeFile) == [true])
    #expect(file.conflicts.first?.localLine == nil && file.outdated.isEmpty)
    let conflict = try #require(file.conflicts.first)
    #expect(conflict.reason == words && conflict.local == "\(long.utf8.count) bytes")
    #expect(conflict.upgrade == "a: 1\nb: 2\n")
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0"), onConflict: .local))
    #expect(try answered(place) == ["local"])
    #expect(try refusal(place).contains("was not merged: \(words); compare your file"))
  }

  // MARK: Links

  /// A deployment whose configuration is a link to a file outside of it.
  private func linked() throws -> Workplace {
    let place = try place(base: "a: 1\nb: 1\n", local: nil, upgrade: "a: 1\nb: 2\n")
    try place.disk.write("/home/dot/ops.yaml", "a: 7\nb: 1\n")
    try place.disk.createLink(place.path(Self.path), to: Array("../../dot/ops.yaml".utf8))
    return place
  }

  private static let link = "a symbolic link to ../../dot/ops.yaml"

  /// What was answered to the conflicts of the last upgrade.
  private func answered(_ place: Workplace) throws -> [String] {
    try place.deployment.report(ListConflicts(in: Self.path)).conflicts.map(\.resolution.rawValue)
  }

  /// The message where the one conflict is to be answered in another way.
  private func refusal(_ place: Workplace) throws -> String {
    let conflict = try #require(
      try place.deployment.report(ListConflicts(in: Self.path)).conflicts.first)
    let key = String(conflict.identity.description.prefix(12))
    let error = try #require(throws: UpgradeError.self) {
      try place.deployment.plan(Resolve(file: Self.path, key: key, answer: .upgrade)).report
    }
    return "\(error)"
  }

  @Test func `a linked configuration is a conflict that names the link and what can be done`()
    throws
  {
    let place = try linked()
    let conflict = try #require(try plan(place).config.first?.conflicts.first)
    #expect(
      conflict.isWholeFile && conflict.reason == "it is \(Self.link), and links are not followed")
    #expect(conflict.local == Self.link && conflict.upgrade == "a: 1\nb: 2\n")
    #expect(conflict.advice.contains("'cortex config merge'"))
    // What was asked is the same question as ever.
    let sides = ["a: 1\nb: 1\n", "../../dot/ops.yaml", "a: 1\nb: 2\n"].map {
      ObjectID(of: Array($0.utf8)).description
    }
    #expect(
      conflict.identity
        == ObjectID(of: Array(([Self.path] + sides).joined(separator: "\0").utf8)))
  }

  @Test(arguments: [ConflictChoice.local, .upgrade])
  func `a linked configuration is in the report and among the conflicts, and no answer is promised`(
    choice: ConflictChoice
  ) throws {
    let place = try linked()
    let report = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0"), onConflict: choice))
    #expect(try place.disk.text("/home/dot/ops.yaml") == "a: 7\nb: 1\n")
    let isLink = try place.disk.metadata(place.path(Self.path))?.kind == .symbolicLink
    #expect(isLink == (choice == .local))
    #expect(try answered(place) == [choice.rawValue])
    let text = try place.text(try #require(report.report))
    #expect(text.contains("`\(Self.path)`: it is \(Self.link), and links are not followed; "))
    #expect(
      text.contains("  - yours: `\(Self.link)`\n  - release: `a: 1 b: 2`\n  - merge the release"))
    #expect(
      try refusal(place).contains(
        "was not merged: it is \(Self.link), and links are not followed; merge the release"))
    let marked = try #require(throws: UpgradeError.self) {
      try place.deployment.report(MarkConflicts(in: Self.path, of: nil))
    }
    #expect("\(marked)".contains("it is \(Self.link)"))
  }

  @Test func `a release's link in the place of a configuration is named`() throws {
    let place = try place(base: "a: 1\n", local: "a: 2\n", upgrade: "a: 3\n")
    try place.disk.remove(Workplace.new.appending(Self.path))
    try place.disk.write(Workplace.new.appending("other.yaml"), "a: 3\n")
    try place.disk.createLink(Workplace.new.appending(Self.path), to: Array("other.yaml".utf8))
    let conflict = try #require(try plan(place).config.first?.conflicts.first)
    #expect(conflict.reason == "in the release it is a symbolic link to other.yaml")
    #expect(conflict.local == "a: 2\n")
  }

  @Test func `a configuration that was deleted is among the conflicts`() throws {
    let place = try place(base: "a: 1\n", local: nil, upgrade: "a: 2\n")
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0"), onConflict: .local))
    #expect(try answered(place) == ["local"])
    #expect(try refusal(place).contains("you had deleted it; look at the release's"))
  }

  @Test func `of a file that is no text, or a long one, its length is shown`() throws {
    let long = "[" + String(repeating: "x", count: 64 << 10) + "\n"
    for (local, shown) in [("a: \0\n", "5 bytes"), (long, "\(long.utf8.count) bytes"), ("[", "[")] {
      let place = try place(base: nil, local: local, upgrade: "a: 2\n")
      let conflict = try #require(try plan(place).config.first?.conflicts.first { $0.isWholeFile })
      #expect(conflict.local == shown && conflict.upgrade == "a: 2\n", "\(shown)")
    }
  }

  @Test
  func `without a known base the keys of both are there, and those that differ are asked about`()
    throws
  {
    let place = try place(
      base: nil, local: "same: 1\nmine: 2\nboth: 3\n", upgrade: "same: 1\nnew: 4\nboth: 5\n")
    let conflicts = try plan(place).config.flatMap(\.conflicts)
    #expect(conflicts.map(\.key) == ["both"] && conflicts.first?.base == nil)
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0"), onConflict: .upgrade))
    let merged = try place.text(Self.path)
    for line in ["same: 1", "mine: 2", "new: 4", "both: 5"] {
      #expect(merged.contains("\(line)\n"))
    }
  }

  @Test func `a configuration that changes while it is merged stops the upgrade by name`() throws {
    let place = try place(base: "a: 1\nb: 1\n", local: "a: 2\nb: 1\n", upgrade: "a: 1\nb: 2\n")
    let target = place.path(Self.path)
    let disk = place.disk
    let opened = Mutex(0)
    var deployment = place.deployment
    deployment = Deployment(
      root: deployment.root, storeLocation: deployment.storeLocation, scratch: deployment.scratch,
      files: HookedFileSystem(disk) { (call, path) throws(FileError) in
        guard call == .open, path == target else { return }
        let isSecond = opened.withLock { count in
          count += 1
          return count == 2
        }
        if isSecond { try disk.write(path, "a: 3\nb: 1\n") }
      }, databases: deployment.databases, programs: SimulatedPrograms(), workers: 1,
      now: deployment.now, reportText: UpgradeDocuments.texts)
    // The first look is the capture's.
    try place.write(Self.path, "a: 22\nb: 1\n")
    let error = try #require(throws: GenerationError.self) {
      try deployment.carryOut(Upgrade(source: Workplace.new, version: .init("5.3.0")))
    }
    #expect(error == .changedMeanwhile(path: Self.path))
    #expect(try place.text(Self.path) == "a: 3\nb: 1\n")
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0")))
    #expect(try place.text(Self.path) == "a: 3\nb: 2\n")
  }

  // MARK: Entries of an old structure

  private static func operations(_ isNew: Bool, own: Bool = false) -> String {
    var text = "operations:\n"
    for name in ["setup", "cleanup"] + (own ? ["my_op"] : []) {
      text += "  \(name):\n    phases: [check]\n"
      if isNew { text += "    description: what it does\n" }
    }
    return text
  }

  @Test
  func `an entry of the user's own that is made in the old way is a warning, and in the report`()
    throws
  {
    let place = try place(
      base: Self.operations(false), local: Self.operations(false, own: true),
      upgrade: Self.operations(true))
    let report = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0")))
    let file = try #require(report.plan.config.first)
    #expect(file.outdated.map(\.path) == ["operations.my_op"])
    #expect(file.outdated.first?.missing == ["description"] && file.conflicts.isEmpty)
    let check = try #require(report.checks.first { $0.name == .structure })
    #expect(check.result == .warning)
    #expect(
      check.detail.hasPrefix(
        "your custom operation `my_op` in \(Self.path) uses the old structure: it lacks "
          + "`description`; edit it, then run 'cortex config validate my_op'"))
    let text = try place.text(try #require(report.report))
    let sections = text.split(separator: "\n## ").map(String.init)
    let actions = try #require(sections.first { $0.hasPrefix("Action required") })
    #expect(actions.contains("your custom operation `my_op`"))
    let guide = try #require(sections.first { $0.hasPrefix("Migration guide") })
    #expect(guide.contains("- `operations.my_op` in `\(Self.path)`: add `description`"))
  }

  @Test func `entries of an old structure are found until they are made as the release's`() throws {
    let place = try place(
      base: Self.operations(false), local: Self.operations(false, own: true),
      upgrade: Self.operations(true))
    #expect(try !place.deployment.report(ValidateConfigurations(key: nil)).isKnown)
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, version: .init("5.3.0")))
    for key in [nil, "my_op", "operations.my_op"] {
      let report = try place.deployment.report(ValidateConfigurations(key: key))
      #expect(report.isKnown && report.files == 1)
      #expect(
        report.findings.map { "\($0.path) \($0.entry.path)" } == ["\(Self.path) operations.my_op"])
      #expect(report.findings.first?.entry.missing == ["description"])
    }
    #expect(try place.deployment.report(ValidateConfigurations(key: "op")).findings.isEmpty)
    let text = try place.text(Self.path)
    try place.write(Self.path, text + "    description: mine\n")
    // The entry of the user's own is the last one, or it has the new key in its midst.
    if text.hasSuffix("  my_op:\n    phases: [check]\n") {
      #expect(try place.deployment.report(ValidateConfigurations(key: nil)).findings.isEmpty)
    }
  }
}
