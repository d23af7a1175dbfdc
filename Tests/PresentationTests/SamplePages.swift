import ConfigMerge
import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

@testable import Presentation
@testable import Upgrades

/// A plan and a report with something in every part of their pages; names and texts may be hostile.
enum SamplePages {
  static let plan = UpgradePage.text(
    of: upgrade { $0 }, refusal: UpgradeError.planChanged(asked: "PLAN", now: "OTHER"),
    now: SampleErrors.time)
  static let decided = UpgradePage.text(of: decidedPlan, now: SampleErrors.time)
  static let empty = UpgradePage.text(
    of: UpgradePlan(from: "5.3.0", to: "5.3.0"), now: SampleErrors.time)
  static let report = UpgradePage.text(
    of: done { $0 }, before: SampleReports.two, now: SampleErrors.time)
  /// Nothing was in doubt, nothing is in the release's notes, and nothing is in the brain.
  static let plain = UpgradePage.text(
    of: UpgradeReport(
      plan: decidedPlan, generation: SampleReports.three, saved: nil, databases: [], checks: [],
      report: "REPORT.md"), before: SampleReports.two, now: SampleErrors.time)

  private static let decidedPlan: UpgradePlan = {
    var plan = UpgradePlan(from: "", to: "5.3.0")
    (plan.id, plan.files.replaced) = ("0123456789abcdef", ["src/a.py"])
    (plan.impact.brainFiles, plan.impact.brainBytes) = (1, 100)
    return plan
  }()

  /// A plan of which parts have to be left out, and a report.
  static let crowded: [String] = {
    var plan = upgrade { $0 }
    let names = (1...5_000).map { "folder/\($0)-\(String(repeating: "<", count: 100))" }
    (plan.files.added, plan.files.removed) = (names, names)
    plan.breaking = names.map { ReleaseNotice(what: $0) }
    plan.core = names.map { CoreFile(path: $0, resolution: .merged) }
    let lines = (1...9_000).map { "\($0): \(String(repeating: "\"", count: 10))\n" }
    func texts(_ before: [String], _ after: [String]) -> ConfigTexts {
      .texts(before: Array(before.joined().utf8), after: Array(after.joined().utf8))
    }
    let much = texts(lines, lines.reversed())
    let keys = names.prefix(300).map { SamplePlans.keyChange($0, .added, nil, $0) }
    plan.config = names.prefix(250).map { name in
      UpgradePlan.ConfigFile(
        path: name, merged: 1,
        conflicts: (1...60).map { SamplePlans.conflict("\($0)", .bothChanged, "1", "2", "3") },
        method: .structure, changes: keys, texts: name == names[0] ? much : nil)
    }
    let folded = Array(lines.prefix(1_000))
    plan.config.insert(
      UpgradePlan.ConfigFile(
        path: "folded.yaml", merged: 1, texts: texts(["a\n"] + folded, ["b\n"] + folded)), at: 0)
    var report = done { $0 }
    report.plan = decidedPlan
    let record = DatabaseRecord(
      path: "a.db", tables: names.prefix(600).map { .init(name: $0, rows: 1, digest: "aa") })
    report.databases = DatabaseComparison.compare([record], [record])
    return [
      UpgradePage.text(of: plan, now: SampleErrors.time),
      UpgradePage.text(of: report, before: SampleReports.two, now: SampleErrors.time),
    ]
  }()

  /// A plan in which each name and text is what `word` makes of it.
  static func upgrade(_ word: (String) -> String) -> UpgradePlan {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    plan.id = "0123456789abcdef"
    (plan.fromSource, plan.toSource) = (word(".cortex-version"), word("VERSION"))
    plan.files = UpgradePlan.Files(
      added: [word("src/new.py"), "GUIDE.md"], replaced: [word("src/a.py")],
      installed: ["GUIDE.md"], removed: (1...9).map { word("old/\($0).py") },
      preserved: [word("README.md")], editedCore: [word("src/mine.py")], left: [word("left.yaml")])
    plan.core = [
      CoreFile(
        path: word("src/mine.py"), resolution: .replaced,
        see: .diff(before: .first, after: SampleReports.two, path: word("src/mine.py")),
        restore: .restore(from: .first, path: word("src/mine.py"))),
      CoreFile(path: word("src/kept.py"), resolution: .kept, reason: .conflicts(2)),
    ]
    plan.conflicts = [
      UpgradePlan.FileConflict(
        path: word("own.py"), base: nil, local: "a", upgrade: "b", resolution: .local,
        identity: SampleErrors.object)
    ]
    plan.config = configurations(word)
    plan.migrations = [
      .init(
        database: word("a.db"), number: 4, name: word("moods"), seconds: 0.002, isDestructive: true),
      .init(
        database: word("a.db"), number: 5, name: word("tags"), seconds: 0.1, isDestructive: false),
    ]
    plan.schemaChanges = [
      .init(
        database: word("a.db"),
        changes: [SchemaAlteration(kind: "table", name: word("tags"), .added)])
    ]
    plan.passedOver = [
      PassedMigration(file: word("x.sql"), reason: .noDatabase(word("b.db")), isMeant: true)
    ]
    plan.lostDatabases = [
      LostDatabase(path: word("lost.db"), generation: .first, present: .nothing)
    ]
    plan.breaking = [ReleaseNotice(what: word("the old prompt is gone"))]
    plan.features = [word("faster")]
    plan.deprecations = [ReleaseNotice(what: word("a"), instead: word("b"))]
    plan.checks = [
      Check(.version, .ok, .version(.again(word("5.3.0")))),
      Check(.git, .warning, .machine(.uncommitted([word("PATH")]))),
      Check(.pythonPackages, .failed, .machine(.uncommitted([word("OTHER")]))),
    ]
    plan.warnings = [.upgrade(.baseUnknown)]
    plan.impact = UpgradePlan.Impact(
      filesWritten: 1_300, bytesWritten: 40_200, filesRemoved: 9, brainFiles: 18,
      brainBytes: 3_200_000, databases: 2, seconds: 2.1)
    return plan
  }

  private static func configurations(
    _ word: (String) -> String
  ) -> [UpgradePlan.ConfigFile] {
    func texts(_ before: String?, _ after: String?) -> ConfigTexts {
      .texts(before: before.map { Array($0.utf8) }, after: after.map { Array($0.utf8) })
    }
    let lines = (1...20).map { "key_\($0): \(word("value"))" }
    var after = lines
    after[2] = "key_3: another \(word("value"))"
    after.removeLast()
    after.insert("new: 1", at: 12)
    var merged = UpgradePlan.ConfigFile(
      path: word("operations.yaml"), merged: 2, kept: 3, added: 1,
      conflicts: [
        SamplePlans.conflict(
          word("a.b"), .bothChanged, word("1"), word("2"), word("3"), resolution: .local),
        SamplePlans.conflict(word("c"), .deletedHere, "1", nil, word("3\n4"), resolution: .upgrade),
        SamplePlans.conflict(word("d"), .bothAdded, nil, "2", "3", resolution: .text),
        SamplePlans.conflict(word("e"), .bothChanged, "1", "2", "3"),
      ], method: .structure,
      changes: [
        SamplePlans.keyChange(word("mine"), .kept, nil, word("1"), isCustom: true),
        SamplePlans.keyChange("left", .kept, "1", "2"),
        SamplePlans.keyChange("gone", .kept, "1", nil),
        SamplePlans.keyChange("new", .added, nil, "1"),
        SamplePlans.keyChange("limit", .replaced, "1", "2"),
        SamplePlans.keyChange("old", .removed, "1", nil),
      ],
      renamed: [.init(from: word("a.old"), to: word("a.new"))],
      outdated: [
        .init(path: word("x"), missing: [word("a"), "b"], dropped: [word("c")]),
        .init(path: "y", missing: [], dropped: ["c"]),
      ],
      texts: texts(lines.joined(separator: "\n"), after.joined(separator: "\n") + "\n"))
    merged.conflicts[0].reason = word("the reason")
    merged.conflicts[0].advice = word("the advice")
    return [
      UpgradePlan.ConfigFile(path: "kept.yaml", kept: 1), merged,
      UpgradePlan.ConfigFile(path: word("taken.yaml"), merged: 1, texts: texts("a\n", "b\n")),
      UpgradePlan.ConfigFile(path: "new.yaml", added: 1, texts: texts(nil, word("a: 1") + "\n")),
      UpgradePlan.ConfigFile(path: "long.yaml", merged: 1, texts: .tooLong(bytes: 17_000_000)),
      UpgradePlan.ConfigFile(
        path: "binary.json", merged: 1, texts: .texts(before: [0], after: [1])),
      UpgradePlan.ConfigFile(
        path: "lines.conf", merged: 1, method: .lines, reason: "\(MergeReason.unclearOrder)"),
      UpgradePlan.ConfigFile(
        path: "answered.yaml",
        conflicts: [SamplePlans.conflict("k", .bothChanged, "1", "2", "3", resolution: .local)],
        method: .structure),
    ]
  }

  /// The same plan carried out.
  static func done(_ word: (String) -> String) -> UpgradeReport {
    var plan = upgrade(word)
    plan.dryRun = false
    func record(_ tables: [(String, Int, String)]) -> [DatabaseRecord] {
      [
        DatabaseRecord(
          path: word("a.db"),
          tables: tables.map { .init(name: word($0), rows: $1, digest: $2) })
      ]
    }
    let databases = DatabaseComparison.compare(
      record([("notes", 1_200, "0123456789abcdef01"), ("old", 1, "aa"), ("log", 4, "bb")]),
      record([("notes", 1_200, "0123456789abcdef01"), ("tags", 0, "cc"), ("log", 5, "dd")]))
    var report = UpgradeReport(
      plan: plan, generation: SampleReports.three, saved: SampleReports.two,
      parent: SampleReports.two, databases: databases, checks: plan.checks, report: "REPORT.md")
    report.checksAfter = [Check(.version, .ok, .version(.again(word("5.3.0"))))]
    return report
  }
}
