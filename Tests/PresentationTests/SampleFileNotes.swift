import FileEffects

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// What reports say of single files and generations, each sentence at least once.
enum SampleFileNotes {
  struct Group {
    var type: String
    var texts: [String]
  }

  static let all = [
    Group(type: "CoreFile", texts: coreFiles.map(\.words)),
    Group(type: "CoreFile.Command", texts: commands.map { "\($0)" }),
    Group(type: "WholeFile.Side", texts: sides.map { "\($0)" }),
    Group(type: "WholeFile.Reason", texts: wholeFiles.map { "\($0)" }),
    Group(
      type: "WholeFile.Advice",
      texts: [WholeFile.Advice.mergeTarget, .compare, .look].map { "\($0)" }),
    Group(
      type: "UnreadableMerge",
      texts: [UnreadableMerge.release(SampleErrors.unreadable), .merged(SampleErrors.unreadable)]
        .map { "\($0)" }),
    Group(type: "PassedMigration.Reason", texts: migrations.map { "\($0)" }),
    Group(type: "FileDifference.Note", texts: differences.map { "\($0)" }),
    Group(type: "SchemaAlteration", texts: schemas.map { "\($0)" }),
    Group(type: "KeepReason", texts: reasons.map { "\($0)" }),
    Group(
      type: "FoundPin",
      texts: [FoundPin.whole(Pin(reason: "REASON")), .damaged].map { "\($0)" }),
  ]

  private static let coreFiles: [CoreFile] = [
    CoreFile(path: "PATH", resolution: .merged), CoreFile(path: "PATH", resolution: .kept),
    CoreFile(path: "PATH", resolution: .replaced),
    CoreFile(path: "PATH", resolution: .kept, reason: .noLongerShipped),
    CoreFile(path: "PATH", resolution: .kept, reason: .conflicts(1)),
    CoreFile(path: "PATH", resolution: .replaced, reason: .conflicts(3)),
    CoreFile(path: "PATH", resolution: .replaced, reason: .link),
    CoreFile(path: "PATH", resolution: .replaced, reason: .noText),
    CoreFile(path: "PATH", resolution: .replaced, reason: .tooLong(bytes: 20_000_000)),
  ]

  private static let commands: [CoreFile.Command] = [
    .diff(before: .first, after: .first.next, path: "PATH"), .restore(from: .first, path: "PATH"),
  ]

  private static let schemas: [SchemaAlteration] = [
    .added, .removed, .changed, .columnAdded("COLUMN"), .columnRemoved("COLUMN"),
  ].map { SchemaAlteration(kind: "table", name: "TABLE", $0) }

  private static let reasons: [KeepReason] =
    [
      .current, .parentOfCurrent, .lastGood, .pinned(reason: "REASON"), .recent(5), .failed,
    ] + KeepReason.Period.allCases.map { .newest($0) }
    + KeepReason.Upgrade.allCases.flatMap { [.upgrade($0), .before($0)] }

  private static let sides: [WholeFile.Side] = [
    .link(to: "TARGET"), .link(to: nil), .text("a: 1"), .bytes(1), .bytes(300),
  ]

  private static let wholeFiles: [WholeFile.Reason] = [
    .localLink(to: "TARGET"), .releaseLink(to: "TARGET"), .tooLong(bytes: 20_000_000),
  ]

  private static let migrations: [PassedMigration.Reason] = [
    .misnamed, .misplaced, .emptyDatabase("DATABASE"), .unreadableDatabase("DATABASE"),
    .noDatabase("DATABASE"), .otherCase("DATABASE", present: "Database"),
    .elsewhere("DATABASE", present: "OTHER"),
  ]

  private static let differences: [FileDifference.Note] = [
    .link(before: .link(to: "TARGET"), after: .folder),
    .link(before: .file, after: .link(to: "TARGET")),
    .link(before: nil, after: .link(to: "TARGET")), .link(before: .link(to: "TARGET"), after: nil),
    .folderBecameFile, .fileBecameFolder, .tooLong(bytes: 20_000_000, limit: 16_777_216),
  ]
}
