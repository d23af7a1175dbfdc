import ConfigMerge
import Databases
import ObjectStore

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// Reports as people read them, where they say something: each sentence at least once, together with the golden
/// files of the command line.
enum SampleReports {
  struct Sample {
    var name: String
    var text: String
  }

  static let all =
    [
      Sample(
        name: "UpgradePlan, empty",
        text: UpgradePlan(from: "5.3.0", to: "5.3.0").text(verbose: false)),
      Sample(name: "WaysBack", text: ways.text),
      Sample(name: "NewMigrationReport", text: newMigration.text),
      Sample(name: "MigrationStatusReport, empty", text: migrationStatus.text),
      Sample(name: "DifferenceReport, same", text: same.text),
      Sample(name: "DifferenceReport, same file", text: sameFile.lineText(.none)),
      Sample(
        name: "AnsweredConflicts, none",
        text: AnsweredConflicts(generation: nil, conflicts: []).text(.none)),
      Sample(
        name: "GenerationList, empty",
        text: GenerationList(current: nil, generations: [], damaged: [], deleted: []).text),
      Sample(
        name: "GenerationList, nothing deleted",
        text: GenerationList(current: nil, generations: [], damaged: [], deleted: []).deletedText),
      Sample(
        name: "RestoreReport",
        text: RestoreReport(
          generation: two, to: "DIR", files: 3, bytes: 300, dryRun: true, warnings: []
        ).text(to: "DIR")),
    ] + imports + snapshots + deletions + restores + switches + resolutions + validations
    + databases + verifications + SamplePlans.all + SampleLists.all + SampleDescriptions.all
    + SampleReasons.all + SampleProgress.reports + SamplePublishing.reports + SampleChannels.reports
    + SampleUpkeep.all + SampleBrains.reports
    + [Sample(name: "SnapshotReport, with a channel", text: inChannel.text(of: .initialisation))]

  static let two = Generation.Number.first.next
  static let three = two.next

  static func generation(
    _ number: Generation.Number, _ version: String, _ kind: Generation.Kind = .snapshot
  ) -> Generation {
    Generation(
      number: number, parent: number == .first ? nil : .first, created: SampleErrors.time,
      version: version, kind: kind, note: "NOTE",
      contents: .init(tree: SampleErrors.object, files: 1, bytes: 1), base: SampleErrors.object)
  }

  static func named(_ number: Generation.Number, _ version: String) -> NamedGeneration {
    NamedGeneration(generation(number, version), among: UpgradeHistory([]))
  }

  private static let ways: WaysBack = {
    var ways = WaysBack([generation(.first, "5.2.0")], current: generation(three, "5.3.0"))
    ways.parent = named(two, "5.3.0")
    ways.beforeUpgrade = named(.first, "5.2.0")
    return ways
  }()

  private static let newMigration = NewMigrationReport(
    file: "migrations/004_add_tags.sql", number: 4, name: "add_tags", database: "tier1/notes.db",
    folder: "migrations")

  private static let migrationStatus = MigrationStatusReport(
    release: "RELEASE", databases: [],
    passedOver: [PassedMigration(file: "FILE", reason: .misnamed, isMeant: true)], ok: true)

  private static let same = DifferenceReport(
    files: DifferenceReport.Files(added: [], removed: [], modified: []), config: [], databases: [])

  private static let sameFile: DifferenceReport = {
    var report = same
    report.paths = ["PATH"]
    return report
  }()

  private static let imports = [Generation.Number?.none, three].map { number in
    Sample(
      name: "ImportReport\(number == nil ? ", dry run" : "")",
      text: ImportReport(
        generation: number, exportedAs: nil, created: nil, version: "5.2.0", files: 18,
        bytes: 17_100, newBytes: 0, dryRun: number == nil, warnings: []
      ).text(from: "FILE.pack"))
  }

  private static let snapshots: [Sample] = [(true, true), (false, true), (true, false)].map {
    dryRun, created in
    Sample(
      name: "SnapshotReport\(dryRun ? ", dry run" : "")\(created ? "" : ", nothing new")",
      text: SnapshotReport(
        generation: two, created: created, version: "5.2.0", versionSource: "VERSION", files: 18,
        bytes: 17_100, newBytes: 4700, dryRun: dryRun, workspace: "DIR",
        fits: ReleaseFit(same: 2300, edited: 1, missing: 37), withoutBase: nil, warnings: [],
        recovered: .init(from: two, to: three, isFinished: true, left: [])
      ).text(of: .initialisation))
  }

  private static let inChannel: SnapshotReport = {
    var report = SnapshotReport(
      generation: .first, created: true, version: "5.2.0", versionSource: "VERSION", files: 18,
      bytes: 17_100, newBytes: 4700, dryRun: false, workspace: "DIR", fits: nil, withoutBase: nil,
      warnings: [], recovered: nil)
    report.channel = "SOURCE"
    return report
  }()

  private static let deletions: [Sample] = [
    ([two], [], true), ([two], [], false), ([two, three], [], false), ([two, three], [two], false),
    ([two], [two], false), ([two, three], [two, three], false),
    ([.first, two, three], [two], false),
  ].map { (numbers: [Generation.Number], lost: [Generation.Number], dryRun: Bool) in
    Sample(
      name: "DeletionReport\(dryRun ? ", dry run" : "")",
      text: DeletionReport(generations: numbers, irrecoverable: lost, dryRun: dryRun).text)
  }

  private static let restores: [Sample] = [
    (true, true, 1), (false, true, 5), (false, false, 1), (false, false, 5),
  ]
  .map { dryRun, created, paths in
    Sample(
      name: "RestoreInPlaceReport\(dryRun ? ", dry run" : "")\(created ? "" : ", nothing to do")",
      text: RestoreInPlaceReport(
        generation: three, from: .first, saved: dryRun ? two : nil, before: two,
        created: created, paths: Array(["a", "b", "c", "d", "e"].prefix(paths)),
        files: RestoreInPlaceReport.Files(added: ["NEW"], replaced: ["OLD", "OTHER"]),
        foldersChanged: 1, databases: [], kept: ["KEPT"], takeBack: .restore(two, paths: ["a"]),
        dryRun: dryRun, warnings: [], recovered: nil
      ).text(verbose: false))
  }

  static func switching(_ dryRun: Bool, _ data: DataChoice) -> SwitchReport {
    SwitchReport(
      from: three, to: .first, saved: nil, data: data, filesChanged: 3, foldersChanged: 1,
      files: SwitchReport.Files(added: ["ADDED"], replaced: ["REPLACED"], removed: ["REMOVED"]),
      brainRemoved: ["OWN", "SHIPPED"], brainReplaced: ["BRAIN"], ownRemoved: ["OWN"],
      leftBehind: ["LEFT"],
      databases: [
        SwitchReport.Database(
          path: "DATABASE", action: .carried, rowsCarried: 13,
          tables: [.init(name: "notes", inserted: 12, updated: 1, deleted: 0)],
          notCarried: [
            .init(
              table: "notes", reason: "\(CarryOmission.changedOther)", rows: 2,
              written: ["id": "1"], there: ["id": "2"])
          ])
      ], replacedEdits: ["EDIT"], keptEdits: ["KEPT"],
      config: [SwitchReport.Config(path: "CONFIG", conflicts: [])], fromVersion: "5.3.0",
      version: dryRun ? "5.3.0" : "5.2.0", toVersion: dryRun ? "5.3.0" : "5.2.0",
      target: named(.first, "5.2.0"), earlier: dryRun ? named(two, "5.1.0") : nil,
      forward: named(three.next, "5.4.0"), dryRun: dryRun, warnings: [], recovered: nil)
  }

  private static let exact: SwitchReport = {
    var report = inForce
    (report.dryRun, report.filesChanged, report.saved) = (true, 1, three.next)
    return report
  }()

  private static let inForce: SwitchReport = {
    var report = switching(false, .keep)
    (report.to, report.filesChanged, report.foldersChanged) = (report.from, 0, 0)
    report.files = SwitchReport.Files()
    (report.brainRemoved, report.brainReplaced, report.ownRemoved) = ([], [], [])
    (report.leftBehind, report.databases, report.replacedEdits) = ([], [], [])
    return report
  }()

  private static let switches = [
    Sample(name: "SwitchReport, dry run", text: switching(true, .carry).text(verbose: true)),
    Sample(name: "SwitchReport", text: switching(false, .keep).text(verbose: false)),
    Sample(name: "SwitchReport, what is at stake", text: switching(true, .restore).stake),
    Sample(name: "SwitchReport, nothing to do", text: inForce.text(verbose: false)),
    Sample(name: "SwitchReport, edits that go", text: exact.stake + exact.resultOfSeen),
  ]

  private static let resolutions: [Sample] = [
    (ConflictResolution.local, true, false, true), (.upgrade, true, true, true),
    (.both, false, true, true), (.both, false, false, true), (.text, true, false, false),
  ].map { (resolution, changed: Bool, dryRun: Bool, created: Bool) in
    Sample(
      name: "ResolveReport\(dryRun ? ", dry run" : "")",
      text: ResolveReport(
        path: "FILE", key: "KEY", resolution: resolution, text: nil, fileChanged: changed,
        created: created, generation: three, saved: nil, parent: two, dryRun: dryRun, warnings: [],
        recovered: nil
      ).text)
  }

  private static let validations = [
    ValidationReport(
      isKnown: true, files: 3,
      findings: [
        ValidationReport.Finding(
          path: "FILE",
          entry: UpgradePlan.Outdated(path: "operations.NAME", missing: ["a"], dropped: ["b"]))
      ]), ValidationReport(isKnown: true, files: 3, findings: []),
    ValidationReport(isKnown: false, files: 0, findings: []),
  ].map { Sample(name: "ValidationReport", text: $0.text) }

  private static let databases = [
    Sample(
      name: "BrainChanges",
      text: BrainChanges(
        generation: two,
        databases: [
          DatabaseChanges(
            path: "DATABASE",
            tables: [
              .init(
                name: "new", inserted: 3, updated: 0, deleted: 0, rowsBefore: nil, rowsAfter: 3,
                hasKey: true),
              .init(
                name: "old", inserted: 0, updated: 0, deleted: 1, rowsBefore: 1, rowsAfter: nil,
                hasKey: true),
              .init(
                name: "keyless", inserted: 0, updated: 0, deleted: 0, rowsBefore: 1, rowsAfter: 4,
                hasKey: false),
              .init(
                name: "notes", inserted: 2, updated: 1, deleted: 3, rowsBefore: 7, rowsAfter: 6,
                hasKey: true),
            ])
        ]
      ).text)
  ]

  private static func verified(
    _ level: VerificationReport.Level, repaired: Bool = false, ok: Bool = true,
    damage: [VerificationReport.Damage] = [], files: [VerificationReport.File] = [],
    current: Generation.Number? = nil, newestWhole: Generation.Number? = nil,
    deleted: [Generation.Number] = []
  ) -> Sample {
    Sample(
      name: "VerificationReport, \(level)",
      text: VerificationReport(
        level: level, wasRepaired: repaired, ok: ok, objects: 300, bytes: 17_100, damage: damage,
        files: files, current: current, newestWhole: newestWhole, deleted: deleted, unreadable: [],
        setAside: repaired ? "damaged/1" : nil
      ).text)
  }

  private static let damage = [
    VerificationReport.Damage(
      object: "OBJECT", generations: [two, three], paths: ["PATH"], repaired: false),
    VerificationReport.Damage(object: "OTHER", generations: [], paths: [], repaired: true),
  ]

  private static let damagedFiles = [
    VerificationReport.File(
      file: "current", problem: .noCurrent, generations: [], paths: [],
      repaired: false),
    VerificationReport.File(
      file: "packs/PACK", problem: .pack(.missing), generations: [two],
      paths: ["a", "b", "c", "d"], repaired: false),
    VerificationReport.File(
      file: "pins/3", problem: .smallFile(.damaged(.otherDigest)),
      generations: [two, three], paths: [],
      repaired: false),
    VerificationReport.File(
      file: "format", problem: .smallFile(.missing), generations: [], paths: [], repaired: true),
  ]

  private static func withLog(isRepaired: Bool) -> Sample {
    var report = VerificationReport(
      level: .full, wasRepaired: isRepaired, ok: isRepaired, objects: 300, bytes: 17_100,
      damage: [], files: [], current: two, newestWhole: two, deleted: [], unreadable: [],
      setAside: nil)
    report.log = [.missing(3...3)]
    return Sample(name: "VerificationReport, log", text: report.text)
  }

  private static let verifications = [
    withLog(isRepaired: false), withLog(isRepaired: true),
    verified(.quick), verified(.subset), verified(.full), verified(.full, repaired: true),
    verified(.full, ok: false, damage: damage, files: damagedFiles, deleted: [two]),
    verified(.full, ok: false, damage: damage),
    verified(
      .full, repaired: true, ok: false, damage: damage, files: damagedFiles, current: three,
      newestWhole: .first),
    verified(.full, repaired: true, ok: false, damage: damage, current: three),
  ]
}
