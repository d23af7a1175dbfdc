import ConfigMerge
import FileEffects
import Generations
import Presentation
import Releases
import SystemPackage

@testable import Databases
@testable import ObjectStore

/// What errors and findings are made of: values that have words of their own, each case at least once.
enum SampleFaults {
  struct Group {
    var type: String
    /// The message where it is met first, and the advice, if there is any.
    var words: [(message: String, remedy: String)]

    init(_ type: String, _ words: [(message: String, remedy: String)]) {
      (self.type, self.words) = (type, words)
    }

    init(_ type: String, _ reasons: [any CustomStringConvertible]) {
      self.init(type, reasons.map { ($0.description, "") })
    }

    init(_ type: String, errors: [any Phrased]) {
      self.init(type, errors.map { ($0.phrasing.message, $0.phrasing.advice) })
    }
  }

  static let all: [Group] = [
    Group("MigrationFault", faults.map { words(MigrationFinding("004_NAME.sql", line: 7, $0)) }),
    Group("MigrationFailure.Loss", errors: losses.map { MigrationFailure.notAdditive(place, $0) }),
    Group(
      "MigrationFailure.Trespass", errors: trespasses.map { MigrationFailure.forbidden(place, $0) }),
    Group(
      "DatabaseNameFault",
      errors: names.map { MigrationError("004_NAME.sql", line: 7, .unusableDatabase($0, $1)) }),
    Group("PackFault", errors: packs.map { StoreError.damagedPack("PATH", $0) }),
    Group("FileFault", errors: files.map { StoreError.damagedFile("PATH", $0) }),
    Group("RecordFault", errors: records.map { GenerationError.damagedRecord("PATH", $0) }),
    Group("LedgerFault", errors: ledgers.map { StoreError.damagedLedger("PATH", $0) }),
    Group("ExportFault", errors: exports.map { StoreError.damagedExport("PATH", $0) }),
    Group(
      "BrainExportFault",
      errors: brains.map { BrainExportError.unreadable("PATH", line: 7, $0) }),
    Group(
      "BrainExportError.TableFault",
      errors: tables.map { BrainExportError.otherTables(database: "DATABASE", $0) }),
    Group("SmallFileFault", smallFiles),
    Group("ArchiveFault", errors: archives.map { ReleaseError.damaged("ARCHIVE", $0) }),
    Group(
      "ChecksumListFault",
      errors: lists.map { ReleaseError.malformedChecksums(list: "LIST", line: 7, $0) }),
    Group("SigningFault", errors: SamplePublishing.faults),
    Group("ManifestFault", errors: manifests.map { ReleaseError.malformedManifest($0) }),
    Group("JSONFault", texts),
    Group(
      "DatabaseFault",
      errors: databases.map { DatabaseAccessError.failed(database: "DATABASE", $0) }),
    Group("CarryOmission", omissions.map { "TABLE: \($0)" }), Group("ParseFault", parsing),
    Group("ConfigFault", configurations), Group("UnusableAnswer", answers),
    Group("MergeReason", merges),
    Group(
      "StoreError.Operation",
      errors: StoreError.Operation.allCases.map {
        StoreError.unknownFeature("PATH", operation: $0, feature: "FEATURE")
      }),
  ]

  /// As 'cortex migrate lint' shows it.
  private static func words(_ finding: MigrationFinding) -> (message: String, remedy: String) {
    (
      "\(finding.file):\(finding.line ?? 0): \(finding.severity): \(finding.message)",
      finding.remedy
    )
  }

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
    .missing, .file(.tooLarge), .cutShort, .otherDigest, .malformed(.missing(field: "FIELD")),
    .ofGeneration(3), .noNumber, .malformedFormat,
  ]

  private static let ledgers: [LedgerFault] = [
    .missing, .file(.tooLarge), .anotherStores, .outdated(last: 7), .damaged(from: 100, to: 200),
    .damaged(from: 100, to: nil), .empty, .gaps, .unfinished,
  ]

  private static let exports: [ExportFault] =
    [.pack(.cutShort), .noRecord, .lacks(SampleErrors.object)]
    + [ObjectType.blob, .tree, .chunkList].map { .malformed(SampleErrors.object, expected: $0) }
    + [.unreadableDatabase(path, SampleErrors.noDatabase)]

  private static let brains: [BrainExportFault] = [
    .noMemory, .syntax("found unexpected end of stream"), .cutOff, .noKey("KEY"), .noText,
    .noNumber,
    .noList, .noMap, .noValue, .noPath, .newerFormat(2), .reference, .plainText("no"), .noBinary,
    .unknownColumn("COLUMN", table: "TABLE"), .missingColumn("COLUMN", table: "TABLE"),
    .columnTwice("COLUMN", table: "TABLE"), .otherCount(table: "TABLE", says: 3, has: 2),
    .otherDatabase("DATABASE"), .more,
  ]

  private static let tables: [BrainExportError.TableFault] = [
    .noTable("TABLE"), .noColumn("COLUMN", table: "TABLE"),
    .otherType(column: "COLUMN", table: "TABLE", here: "TEXT", there: ""),
    .otherKey(table: "TABLE", here: [], there: ["a", "b"]),
  ]

  private static let entry = Array("ENTRY".utf8)
  private static let path = RelativePath(unchecked: Array("PATH".utf8))

  private static let archives: [ArchiveFault] = [
    .library("Damaged tar archive (bad header checksum)"), .gzipTooShort(bytes: 3), .gzipChecksum,
    .noDirectory, .strayEnd,
    .wideEndOutside, .wideEndMisplaced, .directoryMisplaced, .directoryTooShort,
    .directoryMalformed, .entryCutShort, .noPlace(of: entry), .outside(entry), .misplaced(entry),
    .otherEntry(entry), .unlistedEntries, .entryCount(listed: 2, found: 1), .noEndBlocks,
    .trailingBytes, .otherSize(path, declared: 200, found: 100), .changedMeanwhile(path),
    .unreadableDatabase(path, SampleErrors.noDatabase), .onlyInManifest(path),
    .notAsInManifest(path), .notInManifest(path), .severalEnds, .severalDisks, .leadingBytes,
    .headersDiffer(entry), .extraFields(of: entry), .overlap(entry, Array("OTHER".utf8)),
    .strayBytes(after: entry), .checksum(of: entry), .folderWithContents(entry),
  ]

  private static let lists: [ChecksumListFault] = [
    .notAFile(longest: 16 << 20), .noDigest, .noSeparator, .unknownEscape, .badPath(entry),
    .contradiction(path),
  ]

  private static let manifests: [ManifestFault] =
    [
      .json(.missing(field: "FIELD")), .listedTwice(path), .notUTF8(path),
      .renamedInCircle("KEY", in: path),
      .tooLong(longest: 16 << 20), .notAFile,
    ]
    + [ManifestFault.Kind.path, .layer, .digest, .mode, .version, .package, .format].map {
      .invalid(field: "FIELD", text: "TEXT", expected: $0)
    }

  private static let texts: [JSONFault] =
    [
      .notJSON, .missing(field: "FIELD"), .null(field: "FIELD"), .null(field: ""),
      .invalid(field: "FIELD"), .invalid(field: ""), .wrongType(field: "", expected: .object),
    ]
    + [JSONFault.Kind.text, .list, .object, .flag, .number].map {
      .wrongType(field: "FIELD", expected: $0)
    }

  private static let databases: [DatabaseFault] =
    [
      .file(FileError(.write, "PATH", .noSpace)), .missing, .notAFile, .noTable("TABLE"),
      .noColumn("COLUMN", table: "TABLE"), .onlyRead, .noFile, .otherPage(7), .notRestored,
      .otherPageSize(now: 4096, restored: 1024),
      .noRoomForLog(SpaceFigures(free: 100_000, needed: 300_000)),
      SampleErrors.fault,
      .sqlite(SQLiteFailure(message: cannotOpen, code: 14, lack: .files)),
      .sqlite(SQLiteFailure(message: cannotOpen, code: 14, lack: .bytes)),
      .sqlite(SQLiteFailure(message: failure, code: 778, activity: .writing, system: .ioError)),
    ] + activities.map { .sqlite(SQLiteFailure(message: failure, code: 10, activity: $0)) }

  private static let (cannotOpen, failure) = ("unable to open database file", "disk I/O error")

  private static let activities: [SQLiteFailure.Activity] = [
    .reading, .readingShort, .syncing, .syncingFolder, .truncating, .inspecting, .unlocking,
    .locking, .deletingJournal, .findingJournal, .closing, .usingLogIndex, .seeking, .mapping,
    .findingTemporaryFolder, .allocating,
  ]

  private static let omissions: [CarryOmission] = [
    .tableRemoved, .noTable, .noCommonColumn, .indistinguishable(onlyNullKeys: true, added: 3),
    .indistinguishable(onlyNullKeys: false, added: 3), .noColumn("COLUMN"),
    .foreignModule("MODULE"), .onlyIndex, .otherColumns,
    .refused(reason: "CHECK constraint failed: rating > 0"), .missing,
    .keyTaken, .removedOther, .changedOther, .noParent(table: "TABLE"), .converted, .others,
  ]

  private static let parsing: [ParseFault] = [
    .library("did not find expected key"), .library(""), .noStructure, .severalValues, .noMemory,
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
      .writesSchema(table: "sqlite_schema"), .loadsExtension, .namesTokenizer,
      .foreignPragma(schema: "temp", "user_version"), .forbiddenPragma("journal_mode"),
      .ownTransaction("BEGIN"), .addColumnIfNotExists, .createTableIfNotExists("TABLE"),
      .refused(message: "no such table: TABLE", line: 7), .endless(seconds: 1),
      .endless(seconds: 10),
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
    .namesTokenizer, .openComment,
  ]

  private static let names: [(String, DatabaseNameFault)] = [
    ("", .empty), ("a\\x07.db", .controlCharacters), ("tier1\\a.db", .backslash),
    ("/a.db", .absolute), ("cortex-brain/a.db", .belowBrain(folder: "cortex-brain")),
    ("../a.db", .badComponent), ("a,b.db", .comma),
  ]
}
