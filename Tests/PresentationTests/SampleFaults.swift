import ConfigMerge
import FileEffects
import Presentation
import Releases
import SystemPackage

@testable import Databases
@testable import ObjectStore

/// What errors and findings are made of: values that have words of their own, each case at least once.
enum SampleFaults {
  struct Group {
    var type: String
    /// What is said, and what to do about it, if anything is said of that.
    var words: [(message: String, remedy: String)]

    init(_ type: String, _ words: [(message: String, remedy: String)]) {
      (self.type, self.words) = (type, words)
    }

    init(_ type: String, _ reasons: [any CustomStringConvertible]) {
      self.init(type, reasons.map { ($0.description, "") })
    }
  }

  static let all: [Group] = [
    Group("MigrationFault", faults.map { ("\($0)", "\(MigrationFault.Remedy(for: $0))") }),
    Group("MigrationFailure.Loss", losses.map { "\(MigrationFailure.notAdditive(place, $0))" }),
    Group(
      "MigrationFailure.Trespass", trespasses.map { "\(MigrationFailure.forbidden(place, $0))" }),
    Group("DatabaseNameFault", names), Group("PackFault", packs),
    Group("FileFault", files), Group("RecordFault", records), Group("LedgerFault", ledgers),
    Group("ExportFault", exports), Group("SmallFileFault", smallFiles),
    Group("ArchiveFault", archives), Group("ChecksumListFault", lists),
    Group("ManifestFault", manifests), Group("DatabaseFault", databases),
    Group("CarryOmission", omissions), Group("ParseFault", parsing),
    Group("ConfigFault", configurations), Group("UnusableAnswer", answers),
    Group("MergeReason", merges),
    Group(
      "StoreError.Operation",
      StoreError.Operation.allCases.map {
        StoreError.unknownFeature("PATH", operation: $0, feature: "FEATURE").phrasing.message
      }),
  ]

  private static let packs: [PackFault] = [
    .missing, .unreadable(.ioError), .cutShort, .noEnd, .indexNotFramed, .indexHasOtherDigest,
    .noIndexHeader, .unknownIndexVersion(found: 2, known: 1), .indexCutShort,
    .unknownBase(frame: 7), .misplacedFrame(7), .misplacedObject(7),
    .otherLength(frames: 200, found: 100), .otherHeads, .damagedFrames(1, of: 7),
  ]

  private static let files: [FileFault] = [
    .notAFile, .misplaced(.regular, needsFolder: true),
    .misplaced(.symbolicLink, needsFolder: false), .tooLarge, .unreadable(.ioError),
  ]

  private static let records: [RecordFault] = [
    .missing, .file(.tooLarge), .cutShort, .otherDigest, .malformed(reason: "REASON"),
    .ofGeneration(3), .noNumber, .malformedFormat,
  ]

  private static let ledgers: [LedgerFault] = [
    .missing, .file(.tooLarge), .anotherStores, .outdated(last: 7), .damaged(from: 100, to: 200),
    .damaged(from: 100, to: nil), .empty, .gaps, .unfinished,
  ]

  private static let exports: [ExportFault] =
    [.pack(.cutShort), .noRecord, .lacks(SampleErrors.object)]
    + [ObjectType.blob, .tree, .chunkList].map { .malformed(SampleErrors.object, expected: $0) }
    + [.unreadableDatabase(path, SampleErrors.fault)]

  private static let entry = Array("ENTRY".utf8)
  private static let path = RelativePath(unchecked: Array("PATH".utf8))

  private static let archives: [ArchiveFault] = [
    .library("REASON"), .gzipTooShort(bytes: 3), .gzipChecksum, .noDirectory, .strayEnd,
    .wideEndOutside, .wideEndMisplaced, .directoryMisplaced, .directoryTooShort,
    .directoryMalformed, .entryCutShort, .noPlace(of: entry), .outside(entry), .misplaced(entry),
    .otherEntry(entry), .unlistedEntries, .entryCount(listed: 2, found: 1), .noEndBlocks,
    .trailingBytes, .otherSize(path, declared: 200, found: 100), .changedMeanwhile(path),
    .unreadableDatabase(path, SampleErrors.fault), .onlyInManifest(path), .notAsInManifest(path),
  ]

  private static let lists: [ChecksumListFault] = [
    .notAFile(longest: 16 << 20), .noDigest, .noSeparator, .unknownEscape, .badPath(entry),
    .contradiction(path),
  ]

  private static let manifests: [ManifestFault] =
    [
      .notJSON, .missing(field: "FIELD"), .null(field: "FIELD"), .null(field: ""),
      .listedTwice(path), .notUTF8(path), .other(field: "FIELD", reason: "REASON"),
      .other(field: "", reason: "REASON"),
    ]
    + [ManifestFault.Kind.text, .list, .object, .flag, .number].map {
      .wrongType(field: "FIELD", expected: $0)
    }
    + [ManifestFault.Kind.path, .digest, .mode, .version].map {
      .invalid(field: "FIELD", text: "TEXT", expected: $0)
    } + [.wrongType(field: "", expected: .object)]

  private static let databases: [DatabaseFault] =
    [
      .file(FileError(.write, "PATH", .noSpace)), .missing, .notAFile, .noTable("TABLE"),
      .noColumn("COLUMN", table: "TABLE"), .onlyRead, .noFile, .otherPage(7), .notRestored,
      .otherPageSize(now: 4096, restored: 1024),
      .noRoomForLog(SpaceFigures(free: 100_000, needed: 300_000)),
      .sqlite(SQLiteFailure(message: "REASON", code: 1)),
      .sqlite(SQLiteFailure(message: "REASON", code: 14, lack: .files)),
      .sqlite(SQLiteFailure(message: "REASON", code: 14, lack: .bytes)),
      .sqlite(SQLiteFailure(message: "REASON", code: 778, activity: .writing, system: .ioError)),
    ] + activities.map { .sqlite(SQLiteFailure(message: "REASON", code: 10, activity: $0)) }

  private static let activities: [SQLiteFailure.Activity] = [
    .reading, .readingShort, .syncing, .syncingFolder, .truncating, .inspecting, .unlocking,
    .locking, .deletingJournal, .findingJournal, .closing, .usingLogIndex, .seeking, .mapping,
    .findingTemporaryFolder, .allocating,
  ]

  private static let omissions: [CarryOmission] = [
    .tableRemoved, .noTable, .noCommonColumn, .indistinguishable(onlyNullKeys: true, added: 3),
    .indistinguishable(onlyNullKeys: false, added: 3), .noColumn("COLUMN"),
    .foreignModule("MODULE"), .onlyIndex, .otherColumns, .refused(reason: "REASON"), .missing,
    .keyTaken, .removedOther, .changedOther, .noParent(table: "TABLE"), .converted, .others,
  ]

  private static let parsing: [ParseFault] = [
    .library("REASON"), .library(""), .noStructure, .severalValues, .noMemory,
    .tooManyValues(limit: 1000, withAliases: false),
    .tooManyValues(limit: 1000, withAliases: true), .tooDeep(limit: 200), .utf16,
    .aliasInsideItself("NAME"), .aliasToNothing("NAME"), .misplacedText, .trailingText,
    .unterminatedComment, .commentNotUTF8, .hashComment, .loneSlash, .missingBrace,
    .missingComma(or: "]"), .missingColon, .missingKey, .missingValue, .unquotedKey,
    .singleQuotedKey, .singleQuotedText, .controlCharacter, .unknownEscape,
    .unterminatedString, .stringNotUTF8, .badNumber("TEXT", isHexadecimal: false),
    .badNumber("TEXT", isHexadecimal: true), .badValue("TEXT"),
  ]

  private static let parseError = ParseError(line: 2, column: 1, .missingKey)

  private static let configurations: [ConfigFault] =
    [
      KeyedFault.missing("]"), .missingKey, .missingValue, .missingQuote, .keyOnSeveralLines,
      .tooManyDots, .tooDeep, .unbalancedBrackets, .severalStatements,
    ].map { .keys($0, line: 7) } + [
      .parse(parseError), .conflictMarkers(line: 7), .definedTwice(key: "KEY", line: 7),
      .definedInTwoWays(name: "NAME"),
    ]

  private static let answers: [UnusableAnswer] = [
    .empty, .onlyComment, .commentBeside, .severalDocuments,
    .unreadable(line: 2, column: 1, .missingKey),
  ]

  private static let key = LineFault.Key(name: "KEY", table: "TABLE", isHeader: false)

  private static let lines: [LineFault] =
    [
      .unreadable, .unreadableKeys(.missingKey, line: 7), .double(key), .doubleAtTop("KEY"),
      .changedByBoth(key), .lost(key), .wrong(key), .strange(key),
      .definedInTwoWays(name: "NAME"),
      .double(LineFault.Key(name: "TABLE", table: "TABLE", isHeader: true)),
      .lost(LineFault.Key(name: "KEY", table: "", isHeader: false)),
    ]

  private static let splices: [SpliceFault] = [
    .lineBreakAbove, .unclearStart, .wholeDocument, .unclearDocuments, .anchorsNotRewritten,
    .noPlaceForAnchors, .changesMeet, .reachesBeyond, .sharedLine, .noModel, .commentMoved,
    .commentLost, .commentTwice, .otherMeaning, .unreadable,
    .foreign(lineComments: true, blockComments: true, trailingCommas: false),
    .foreign(lineComments: false, blockComments: false, trailingCommas: true),
  ]

  private static let merges: [MergeReason] =
    [
      .tooLong(bytes: 200, limit: 100), .unreadable(.base, parseError),
      .unreadable(.local, parseError), .unreadableKeys(.upgrade, .missingKey, line: 7),
      .unclearChanges, .notText, .both(.unclearChanges, .notText), .identicalItems,
      .unclearOrder, .unmatchedItems, .repeatedKey(times: 2), .strayAlias("NAME"),
      .deletedHere("PLACE"), .deletedThere("PLACE"), .addedTo("PLACE"),
      .changedTogether("PLACE"),
    ] + lines.map { .lines($0) } + splices.map { .splice($0) }

  private static let smallFiles: [FaultyFile] = [
    SmallFileFault.missing, .lost, .deletedOrLost, .outdated, .differs, .cameBack, .lostAndCameBack,
    .noCopy, .damaged(.cutShort), .damagedAndCameBack(.cutShort), .damagedForGood(.cutShort),
    .misplaced(.misplaced(.regular, needsFolder: true), isLink: false),
    .misplaced(.misplaced(.symbolicLink, needsFolder: true), isLink: true), .ledger(.missing),
    .ledger(.gaps), .journal(.cutShort), .journalOfUnknownState,
  ].map { FaultyFile("NAME", $0) }

  private static let faults: [MigrationFault] =
    [
      .unreadable(.notUTF8), .inTwoFolders, .numberTaken(4, by: "004_a.sql"),
      .numberSkipped(4, after: "002_a.sql", next: 3), .numberSkipped(4, after: nil, next: 1),
      .versionNotRaised(database: "DATABASE", to: 4, earlier: "003_a.sql", version: 5, next: 6),
      .headerLacks(["Version", "Date"]), .versionsDiffer(header: 3, statements: 4), .noRollback,
      .needlesslyDestructive, .changesNothing, .unterminated(.comment), .unterminated(.text),
      .unterminated(.name), .unterminated(.trigger), .unclosedParenthesis,
      .leavesDatabase("VACUUM"), .leavesDatabase("ATTACH"), .endsTransaction("ROLLBACK"),
      .writesSchema(table: "sqlite_schema"), .loadsExtension,
      .foreignPragma(schema: "temp", "user_version"), .forbiddenPragma("journal_mode"),
      .ownTransaction("BEGIN"), .addColumnIfNotExists, .createTableIfNotExists("TABLE"),
      .refused(message: "REASON", line: 7), .endless(seconds: 1), .endless(seconds: 10),
      .tooLarge(pages: 65536), .elsewhere(than: ["FOLDER", "OTHER"]),
      .noDatabase("NAME", other: nil), .noDatabase("NAME", other: "Name"),
    ] + lossy.map { .undeclared($0) }

  private static let lossy: [LossyStatement] = [
    .drop(kind: "TABLE", name: "TABLE"), .drop(kind: "", name: nil), .dropColumn(of: "TABLE"),
    .rename(of: "TABLE"), .delete(from: "TABLE"), .delete(from: nil), .update("TABLE"),
    .update(nil), .replace("TABLE"), .replace(nil), .insertOrReplace("TABLE"),
    .insertOrReplace(nil), .doUpdate("TABLE"), .doUpdate(nil), .trigger("TRIGGER", on: "TABLE"),
  ]

  private static let place = MigrationFailure.Place(
    database: "cortex-brain/DATABASE", fileName: "004_NAME.sql", line: 7)

  private static let losses: [MigrationFailure.Loss] = [
    .drops("TABLE"), .dropsColumn, .renamesColumn, .renamesTable, .deletesRows(of: "TABLE"),
    .changes(column: "COLUMN", of: "TABLE"), .writes(table: "sqlite_sequence"),
    .addsTrigger(on: "TABLE"),
  ]

  private static let trespasses: [MigrationFailure.Trespass] = [
    .pragma("NAME"), .otherDatabase, .savepoint, .rollback, .endsTransaction, .loadsExtension,
    .openComment,
  ]

  private static let names: [DatabaseNameFault] = [
    .empty, .controlCharacters, .backslash, .absolute, .belowBrain(folder: "FOLDER"),
    .badComponent, .comma,
  ]
}
