import SystemPackage

@testable import FileEffects
@testable import Generations
@testable import ObjectStore
@testable import Presentation
@testable import Upgrades

/// Output for whoever looks inside: at a store, at a path, at a command's work.
enum SampleDescriptions {
  private typealias Sample = SampleReports.Sample

  static let all: [SampleReports.Sample] =
    [
      Sample(name: "DescribeObject", text: object.text),
      Sample(name: "DescribePack", text: pack.text),
      Sample(
        name: "DescribeRecord",
        text: SmallFileDescription(
          name: "generations/2", text: "{}", fault: "\(RecordFault.cutShort)", copy: .different
        ).shown),
      Sample(
        name: "DescribeRecord, whole",
        text: SmallFileDescription(name: "generations/2", text: "{}", fault: nil, copy: .same)
          .shown),
      Sample(name: "DescribeJournal", text: journal.text),
      Sample(name: "DescribeJournal, none", text: JournalDescription.none),
      Sample(name: "DescribeStatCache", text: cache([folder]).text),
      Sample(name: "DescribeStatCache, empty", text: cache([]).text),
      Sample(
        name: "DescribeStatCache, unreadable",
        text: StatCacheDescription(rules: id, packs: [], folders: [], isReadable: false).text),
    ] + explanations + hindered + work

  private static let id = SampleErrors.object
  private static let (two, three) = (SampleReports.two, SampleReports.three)

  private static let object = DescribeObject.Report(
    description: ObjectDescription(
      object: id, type: .chunkList, bytes: 300,
      copies: [
        .init(pack: "PACK", frame: 2, offset: 100, storedBytes: 50, offsetInFrame: 0, base: id)
      ], chain: [id], parts: [.init(bytes: 200, object: id)]),
    files: [
      .init(generation: two, path: "PATH", isReleases: false),
      .init(generation: two, path: "PATH", isReleases: true),
    ])

  private static let pack = PackDescription(
    bytes: 5000,
    frames: [
      .init(
        number: 0, offset: 8, storedBytes: 100, bytes: 300, base: nil,
        objects: [
          .init(object: id, type: .blob, offset: 0, bytes: 200),
          .init(object: id, type: .tree, offset: 200, bytes: 100),
        ])
    ])

  private static let journal = JournalDescription(
    direction: "forward", from: two, to: three, isNew: true, before: id, after: id, migrations: [])

  private static let folder = StatCacheDescription.Folder(
    path: "", isWhole: false, tree: id,
    rows: [.init(name: "NAME", found: .file, bytes: 300, modified: 1_769_860_800, object: id)])

  private static func cache(_ folders: [StatCacheDescription.Folder]) -> StatCacheDescription {
    StatCacheDescription(rules: id, packs: ["PACK"], folders: folders)
  }

  // MARK: Paths

  private static let file = GenerationContents.File(
    path: "PATH", kind: .file, layer: .core, mode: "0644", size: 300, object: id.description)

  private static func explanation(
    _ layer: Layer?, _ reason: LayerReason, _ change: (inout PathExplanation) -> Void = { _ in }
  ) -> Sample {
    var explanation = PathExplanation(
      path: SampleErrors.relative("PATH"), LayerVerdict(layer: layer, reason: reason))
    change(&explanation)
    return Sample(name: "PathExplanation", text: explanation.text)
  }

  private static let explanations: [Sample] =
    [
      explanation(.core, .shipped) {
        ($0.found, $0.isBaseKnown, $0.isEdited) = (.regular, true, true)
        ($0.here, $0.shipped) = (file, file)
        $0.generations = [.first, two].map { .init(generation: $0, version: "5.2.0", file: file) }
        $0.outcomes = [
          .init(release: .unchanged, decision: .unchanged),
          .init(release: .changed, decision: .replacedEdited),
          .init(release: .without, decision: .keptEdited),
          .init(release: .given, decision: .conflict),
        ]
      },
      explanation(.core, .shippedByRule("*.py")) {
        ($0.found, $0.isBaseKnown, $0.isEdited) = (.regular, true, false)
        ($0.here, $0.shipped) = (file, file)
        $0.outcomes = [
          .init(release: .changed, decision: .replaced),
          .init(release: .without, decision: .removed), .init(release: .given, decision: .added),
        ]
      },
      explanation(.config, .held) {
        ($0.found, $0.here) = (.regular, file)
        $0.outcomes = [.init(release: .changed, decision: .conflict)]
      },
      explanation(.brain, .defaultRule("cortex-brain/**")) {
        ($0.found, $0.isBaseKnown, $0.here) = (.regular, true, file)
        $0.outcomes = [.init(release: .changed, decision: .preserved)]
      },
      explanation(nil, .noRule) { $0.found = .regular }, explanation(.core, .workspaceRule("*.md")),
      explanation(.core, .shippedFolder), explanation(.brain, .database),
      explanation(.brain, .database) { ($0.found, $0.here, $0.migrations) = (.regular, file, []) },
      explanation(.brain, .database) {
        ($0.found, $0.here, $0.migrations) = (.regular, file, ["MIGRATION"])
      },
      explanation(.brain, .database) { $0.isLost = true },
      explanation(.config, .shipped) {
        $0.outcomes = [.init(release: .given, decision: .conflict, conflicts: 0)]
      },
      explanation(.config, .shipped) {
        $0.outcomes = [.init(release: .given, decision: .conflict, conflicts: 2)]
      },
      explanation(.core, .shippedFolder) {
        $0.outcomes = [.init(release: .given, decision: .added)]
        $0.refusal = UpgradeError.aFolder(path: "PATH")
      },
      explanation(nil, .reserved),
    ]
    + edited.map { resolution, reason in
      explanation(.core, .shipped) {
        $0.outcomes = [
          .init(
            release: .given, decision: .replacedEdited, resolution: resolution, reason: reason)
        ]
      }
    }

  /// Paths with an obstacle, and files that upgrades write themselves.
  private static let hindered: [Sample] =
    [
      explanation(.core, .shipped) {
        ($0.isSwitchUnfinished, $0.found, $0.here) = (true, .regular, file)
      },
      explanation(.core, .shipped) {
        $0.found = .special(.fifo)
        $0.obstacle = PathObstacle(path: "PATH", kind: .special(.fifo))
        $0.outcomes = [.init(release: .changed, decision: .added)]
      },
      explanation(.core, .shipped) {
        $0.obstacle = PathObstacle(path: "FOLDER", kind: .symbolicLink)
        $0.outcomes = [.init(release: .given, decision: .added)]
        $0.refusal = GenerationError.blocked(path: "FOLDER", by: .kind(.symbolicLink))
      },
    ]
    + ownFiles.map { own in
      explanation(.brain, .defaultRule("cortex-brain/**")) { $0.ownFile = own }
    }

  private static let ownFiles = [
    OwnFile(kind: .version, isWritten: true),
    OwnFile(kind: .version, isWritten: false, instead: ["OTHER"]),
    OwnFile(kind: .version, isWritten: false), OwnFile(kind: .migrations, isWritten: nil),
    OwnFile(kind: .migrations, isWritten: true), OwnFile(kind: .migrations, isWritten: false),
    OwnFile(kind: .report, isWritten: nil),
  ]

  private static let edited: [(CoreFile.Resolution, CoreFile.Reason?)] = [
    (.merged, nil), (.replaced, nil), (.kept, nil), (.replaced, .conflicts(1)), (.kept, .noText),
  ]

  // MARK: Work

  private static let effects: [FileEffect.Kind] = [
    .create, .extend, .truncate, .createFolder, .createLink, .setPermissions, .setOwner, .remove,
    .removeFolder, .sync(bytes: 0), .sync(bytes: 300), .syncFolder, .syncDisk, .lock,
    .rename(over: "OTHER"),
  ]

  private static let databases: [WorkEvent.DatabaseChange] = [.restore, .patch, .migrate]

  private static let work = [
    Sample(
      name: "StepTime",
      text: Step.allCases.map {
        StepTime(step: $0, depth: 0, taken: $0 == .plan ? nil : .milliseconds(12)).text + "\n"
      }.joined() + StepTime(step: .plan, depth: 1, taken: .seconds(1), isTotal: true).text + "\n"),
    Sample(
      name: "FileEffect",
      text: effects.map { FileEffect(kind: $0, path: "PATH").text + "\n" }.joined()),
    Sample(
      name: "WorkEvent",
      text: databases.compactMap { WorkEvent.changes(database: "DATABASE", $0).effect }
        .map { $0 + "\n" }.joined()),
  ]
}
