import Databases
import FileEffects
import ObjectStore
import SystemPackage

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// Reports that list what there is, or what differs.
enum SampleLists {
  private typealias Sample = SampleReports.Sample

  static let all: [SampleReports.Sample] =
    generations + collections + differences + migrations + [
      Sample(name: "ExportFileReport", text: export.text(to: "FILE.pack")),
      Sample(name: "StatusReport", text: status.text),
      Sample(
        name: "FolderRemoval",
        text: "\(removal.removalWords ?? ""):\n"
          + removal.removalFolders(limit: 1).map { "  \($0)\n" }.joined()),
    ] + changes

  private static let (two, three) = (SampleReports.two, SampleReports.three)

  private static let deleted = DeletedGeneration(
    Deleted(generation: SampleReports.generation(two, "5.2.0"), until: SampleErrors.time))

  private static let failed: Generation = {
    var generation = SampleReports.generation(three, "5.3.0", .upgrade)
    generation.state = .failed
    return generation
  }()

  private static let list = GenerationList(
    current: three,
    generations: [GenerationSummary(failed, 1, .whole(Pin(reason: "before the move")))],
    damaged: [.init(number: .first, reason: "\(GenerationError.damagedRecord("PATH", .cutShort))")],
    deleted: [deleted])

  private static let generations = [
    Sample(name: "GenerationList", text: list.text),
    Sample(
      name: "GenerationList, not measured",
      text: GenerationList(
        current: three, generations: [GenerationSummary(failed, nil, nil)], damaged: [],
        deleted: []
      ).text),
    Sample(name: "GenerationList, deleted", text: list.deletedText),
    Sample(name: "NamedGeneration", text: "\(beforeDowngrade)\n"),
    Sample(
      name: "NamedGeneration, unknown version", text: "\(SampleReports.named(two, ""))\n"),
  ]

  private static let beforeDowngrade: NamedGeneration = {
    var generation = SampleReports.named(three, "5.3.0")
    generation.meaning = .beforeDowngrade(to: "5.2.0")
    return generation
  }()

  private static let collections = [true, false].map { dryRun in
    var report = CollectionReport(
      kept: [.init(number: three, reasons: [.current, .lastGood])], dropped: [two],
      expired: [.first], deleted: [deleted], freedBytes: 17_100, freedByNow: 4700, dryRun: dryRun)
    report.fetched = [.init(path: "A.zip", bytes: 12_000, complete: true)]
    return Sample(name: "CollectionReport" + (dryRun ? ", dry run" : ""), text: report.text)
  }

  /// What a file held, and may do with it.
  private struct Held {
    var text: String
    var permissions: UInt16 = 0o644
    var bytes: [UInt8] { Array(text.utf8) }
    var entry: Entry {
      Entry(
        kind: .file, layer: .core, permissions: permissions, size: UInt64(bytes.count),
        object: ObjectID(of: bytes))
    }
  }

  private static func difference(
    _ path: String, from before: Held?, to after: Held?
  ) -> FileDifference {
    let change = Change(
      path: SampleErrors.relative(path), before: before?.entry, after: after?.entry)
    return FileDifference(change) { entry in
      [before, after].compactMap(\.self).first { $0.entry == entry }?.bytes ?? []
    }
  }

  private static let lines: DifferenceReport = {
    var report = DifferenceReport(
      files: DifferenceReport.Files(added: [], removed: [], modified: []), config: [],
      databases: [
        .init(
          path: "DATABASE", schema: .changed,
          schemaChanges: [SchemaAlteration(kind: "table", name: "tags", .added)],
          tables: [.init(name: "tags", rowsBefore: nil, rowsAfter: 3)])
      ])
    report.lines = [
      difference("new.py", from: nil, to: Held(text: "a\n")),
      difference("old.py", from: Held(text: "a\n"), to: nil),
      difference("run.sh", from: Held(text: "a\n"), to: Held(text: "a\n", permissions: 0o755)),
      difference("logo.png", from: Held(text: "\0"), to: Held(text: "\0\0")),
    ]
    return report
  }()

  private static let differences = [
    Sample(name: "DifferenceReport, lines", text: lines.lineText(.none))
  ]

  private static let migrations = [
    Sample(
      name: "MigrationLintReport",
      text: MigrationLintReport(
        folder: "migrations", files: ["004_a.sql"],
        findings: [MigrationFinding("004_a.sql", line: 7, .loadsExtension)], against: ["notes.db"]
      ).text),
    Sample(
      name: "MigrationStatusReport",
      text: MigrationStatusReport(
        release: "RELEASE",
        databases: [
          .init(
            path: "a.db", version: 3, newest: 5, applied: [],
            pending: ["004_a.sql", "005_b.sql"], problem: nil),
          .init(path: "b.db", version: 0, newest: nil, applied: [], pending: [], problem: nil),
        ], passedOver: [], ok: false
      ).text),
  ]

  private static let export = ExportFileReport(
    generation: two, to: "FILE.pack", files: 18, bytes: 17_100, exportBytes: 4700)

  private static let status = StatusReport(
    workspace: "/a", version: "5.2.0", versionSource: "VERSION", current: three, parent: two,
    modified: [], missing: [], added: [], lostDatabases: [], recovered: nil, warnings: [],
    store: .init(packs: 1, objects: 12, bytes: 4700))

  private static let removal: UpgradePlan = {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    plan.coreCount = 60
    plan.removals = [
      FolderRemoval(folder: nil, files: 3), FolderRemoval(folder: "src/old", files: 2),
      FolderRemoval(folder: "docs", files: 1),
    ]
    return plan
  }()

  private static let changes = [false, true].flatMap { dryRun in
    let report = GenerationsChanged(two, dryRun: dryRun)
    return [
      report.undeletedText, report.pinnedText("before the move", until: nil),
      report.pinnedText("before the move", until: SampleErrors.time), report.unpinnedText,
    ].map { Sample(name: "GenerationsChanged\(dryRun ? ", dry run" : "")", text: $0) }
  }
}
