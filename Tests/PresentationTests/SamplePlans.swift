import ConfigMerge
import FileEffects
import ObjectStore
import Releases

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// Plans of upgrades, their reports, and what is asked about their conflicts.
enum SamplePlans {
  private typealias Sample = SampleReports.Sample

  static let all: [SampleReports.Sample] = [
    Sample(name: "UpgradePlan", text: plan(from: "5.2.0", to: "5.3.0").text(verbose: true)),
    Sample(name: "UpgradePlan, folded", text: long.text(verbose: false) + long.nextText),
    Sample(
      name: "ConfigFile, kept", text: UpgradePlan.ConfigFile(path: "FILE", kept: 1).words + "\n"),
    Sample(name: "UpgradePlan, its page", text: PageText.written(to: "FILE")),
    Sample(
      name: "UpgradePlan, reinstall", text: plan(from: "5.2.0", to: "5.2.0").text(verbose: false)),
    Sample(name: "UpgradePlan, what is at stake", text: plan(from: "5.3.0", to: "5.2.0").stake),
    Sample(name: "UpgradePlan, downgrade", text: plan(from: "5.3.0", to: "5.2.0").nextText),
    Sample(name: "UpgradePlan, how long it takes", text: long.stake),
    Sample(
      name: "UpgradePlan, decided before", text: decided.stake),
    Sample(name: "UpgradePlan, unknown version", text: unknown.stake),
    Sample(name: "UpgradeReport", text: report(from: "5.3.0", to: "5.2.0").text(verbose: true)),
    Sample(
      name: "UpgradeReport, unseen plan",
      text: report(from: "5.3.0", to: "5.2.0").text(verbose: false)),
    Sample(
      name: "UpgradeReport, seen plan",
      text: report(from: "5.2.0", to: "5.3.0").text(verbose: false, isPlanSeen: true)),
    Sample(
      name: "UpgradeReport, seen plan with much in it",
      text: crowded.text(verbose: false, isPlanSeen: true)),
    Sample(
      name: "UpgradeReport, reinstalled",
      text: report(from: "5.2.0", to: "5.2.0").text(verbose: false)),
    Sample(
      name: "Conflict, asked about",
      text: ConfigText.question(
        conflict("KEY", .bothChanged, "1", "2", "3"), in: "FILE", .none)),
    Sample(
      name: "Conflict, a whole file",
      text: ConfigText.question(conflict("", .wholeFile, nil, "2", "3"), in: "FILE", .none)),
    Sample(
      name: "Conflicts with one cause",
      text: ConfigText.question(
        [
          conflict("a.b", .deletedThere, "1", "2", nil),
          conflict("a.c", .deletedHere, "1", nil, "3"),
        ], "\(MergeReason.deletedThere("a"))", in: "FILE", .none)),
  ]

  static func conflict(
    _ key: String, _ kind: MergeConflict.Kind, _ base: String?, _ local: String?,
    _ upgrade: String?, resolution: ConflictResolution = .abort, isRemembered: Bool = false
  ) -> UpgradePlan.Conflict {
    UpgradePlan.Conflict(
      key: key, base: base, local: local, upgrade: upgrade, resolution: resolution, text: nil,
      kind: kind, baseLine: base.map { _ in 1 }, localLine: local.map { _ in 2 },
      upgradeLine: upgrade.map { _ in 3 }, choices: [.local, .upgrade], suggestion: .local,
      reason: "", remembered: isRemembered, identity: SampleErrors.object, question: nil)
  }

  private static func whole(
    _ path: String, _ base: String?, _ local: String?, _ upgrade: String?
  ) -> UpgradePlan.ConfigFile {
    UpgradePlan.ConfigFile(
      path: path, conflicts: [conflict("", .wholeFile, base, local, upgrade)])
  }

  private static let configurations: [UpgradePlan.ConfigFile] = [
    UpgradePlan.ConfigFile(
      path: "lines.yaml", merged: 1, method: .lines, reason: "\(MergeReason.unclearOrder)",
      changes: [.init(path: "a", kind: .replaced, container: "", custom: false)]),
    UpgradePlan.ConfigFile(path: "kept.yaml", kept: 1),
    whole("here.yaml", "1", nil, "3"), whole("there.yaml", "1", "2", nil),
    whole("new.yaml", nil, "2", "3"), whole("both.yaml", "1", "2", "3"),
  ]

  private static func own(_ path: String, _ resolution: ConflictResolution)
    -> UpgradePlan.FileConflict
  {
    UpgradePlan.FileConflict(
      path: path, base: nil, local: "a", upgrade: "b", resolution: resolution,
      identity: SampleErrors.object)
  }

  private static func plan(from: String, to: String) -> UpgradePlan {
    var plan = UpgradePlan(from: from, to: to)
    (plan.id, plan.isDowngrade) = ("PLAN", from > to)
    (plan.fromSource, plan.toSource) = (".cortex-version", "VERSION")
    plan.files = UpgradePlan.Files(
      added: ["ADDED"], replaced: ["REPLACED"], removed: ["REMOVED"],
      preserved: ["BRAIN"], editedCore: [], left: ["LEFT"])
    plan.core = (1...6).map { CoreFile(path: "core/\($0).py", resolution: .replaced) }
    plan.config = configurations
    plan.conflicts = [own("OWN", .abort), own("OWN-2", .local), own("OWN-3", .upgrade)]
    plan.migrations = [
      .init(database: "DATABASE", number: 4, name: "a", seconds: 0.002, isDestructive: true),
      .init(database: "DATABASE", number: 5, name: "b", seconds: 0.0001, isDestructive: false),
    ]
    plan.breaking = [ReleaseNotice(what: "FIRST", instead: "WAY"), "SECOND"]
    plan.checks = [Check(.git, .warning, .machine(.uncommitted(["PATH"])))]
    return plan
  }

  /// More of everything than is shown unasked.
  private static let long: UpgradePlan = {
    var plan = SamplePlans.plan(from: "5.2.0", to: "5.3.0")
    plan.files.removed = (1...40).map { "old/\($0 % 4)/\($0).py" }
    plan.files.installed = ["cortex-brain/new.md"]
    plan.config = (1...14).map { number in
      UpgradePlan.ConfigFile(
        path: "config/\(number).yaml", merged: 1, kept: 1, added: 1, method: .structure,
        changes: (1...(number == 1 ? 9 : 1)).map { keyChange("a.key\($0)", .added, nil, "\($0)") }
          + [
            keyChange("mine", .kept, nil, "[1, 2]", isCustom: true),
            keyChange("gone", .removed, "1", nil), keyChange("line 4", .kept, nil, nil),
            keyChange("limit", .replaced, "a value that is too long for a line of a terminal", "2"),
          ].prefix(number == 1 ? 4 : 1))
    }
    plan.config += (1...12).map { UpgradePlan.ConfigFile(path: "taken/\($0).yaml", merged: 1) }
    plan.config += [UpgradePlan.ConfigFile(path: "new.yaml", added: 1)]
    plan.schemaChanges = [
      .init(
        database: "DATABASE",
        changes: (1...14).map {
          SchemaAlteration(kind: "table", name: "t\($0)", .added)
        })
    ]
    plan.config[0].renamed = [.init(from: "a.old", to: "a.new")]
    plan.config[1].conflicts = (1...12).map {
      conflict("KEY-\($0)", .bothChanged, "1", "2", "3", resolution: .local)
    }
    plan.removals = [FolderRemoval(folder: "old", files: 40)]
    plan.lostDatabases = [LostDatabase(path: "lost.db", generation: .first, present: .nothing)]
    plan.features = (1...7).map { "FEATURE \($0)" }
    plan.deprecations = [ReleaseNotice(what: "OLD", instead: "NEW"), ReleaseNotice(what: "OTHER")]
    plan.impact = UpgradePlan.Impact(
      filesWritten: 2, bytesWritten: 1_200, filesRemoved: 40, brainFiles: 18,
      brainBytes: 3_200_000, databases: 2, seconds: 2.1)
    return plan
  }()

  static func keyChange(
    _ path: String, _ kind: ConfigChange.Kind, _ before: String?, _ after: String?,
    isCustom: Bool = false
  ) -> UpgradePlan.KeyChange {
    UpgradePlan.KeyChange(
      path: path, kind: kind, container: "", custom: isCustom, before: before, after: after)
  }

  private static let unknown: UpgradePlan = {
    var plan = UpgradePlan(from: "", to: "5.3.0")
    plan.toSource = "VERSION"
    plan.files.added = ["ADDED"]
    return plan
  }()

  private static let decided: UpgradePlan = {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    (plan.fromSource, plan.toSource) = (".cortex-version", "VERSION")
    plan.files.preserved = ["BRAIN", "BRAIN-2"]
    plan.config = [
      UpgradePlan.ConfigFile(
        path: "FILE",
        conflicts: [
          conflict("a", .bothChanged, "1", "2", "3", resolution: .local, isRemembered: true),
          conflict("b", .bothChanged, "1", "2", "3", resolution: .upgrade),
        ], method: .structure)
    ]
    return plan
  }()

  /// More of everything than is told of a plan that was seen.
  private static let crowded: UpgradeReport = {
    var report = Self.report(from: "5.2.0", to: "5.3.0")
    report.plan.files.added = ["ADDED"]
    report.plan.files.removed = ["REMOVED", "REMOVED-2"]
    report.plan.migrations = [
      .init(database: "DATABASE", number: 4, name: "a", seconds: 0.002, isDestructive: false)
    ]
    report.plan.core = (1...6).map { CoreFile(path: "core/\($0).py", resolution: .replaced) }
    report.plan.core[0].restore = .restore(from: SampleReports.two, path: "core/1.py")
    report.plan.config[0].merged = 1
    report.plan.config[0].conflicts = (1...6).map {
      conflict("KEY-\($0)", .bothChanged, "1", "2", "3", resolution: .local)
    }
    return report
  }()

  private static func report(from: String, to: String) -> UpgradeReport {
    var plan = UpgradePlan(from: from, to: to)
    (plan.isDowngrade, plan.dryRun) = (from > to, false)
    (plan.fromSource, plan.toSource) = (".cortex-version", "VERSION")
    plan.files.replaced = ["REPLACED"]
    plan.config = [
      UpgradePlan.ConfigFile(
        path: "FILE", conflicts: [conflict("KEY", .bothChanged, "1", "2", "3", resolution: .local)],
        method: .structure)
    ]
    let dropped = DeletedGeneration(
      Deleted(
        generation: SampleReports.generation(.first, "5.1.0"), until: SampleErrors.time))
    return UpgradeReport(
      plan: plan, generation: SampleReports.three, saved: SampleReports.two,
      parent: SampleReports.two, databases: [], checks: [],
      checksAfter: [
        Check(.pythonFiles, .ok, .machine(.sourcesCompile(3))),
        Check(.pythonPackages, .warning, .machine(.noPython)),
      ], report: "REPORT.md",
      brainExport: "FOLDER", recovered: nil, deleted: [dropped])
  }
}
