import ConfigMerge
import ObjectStore
import Presentation
import Releases
import SystemPackage

@testable import Databases
@testable import FileEffects
@testable import Generations
@testable import Upgrades

/// Every error of the program, each case at least once.
enum SampleErrors {
  struct Group {
    var type: String
    var errors: [any Phrased]
  }

  static let all: [Group] = [
    Group(type: "FileError", errors: files), Group(type: "StoreError", errors: store),
    Group(type: "GenerationError", errors: generations),
    Group(type: "SwitchError", errors: switches),
    Group(type: "StepsError", errors: SampleProgress.failures),
    Group(type: "GenerationNameError", errors: names),
    Group(type: "LookupError", errors: lookups),
    Group(type: "DatabaseAccessError", errors: databases),
    Group(type: "CarryError", errors: carrying),
    Group(type: "BrainExportError", errors: importing),
    Group(type: "MigrationFailure", errors: migrations),
    Group(type: "MigrationError", errors: migrationFiles),
    Group(type: "MigrationPlanError", errors: migrationPlans),
    Group(type: "MigrationFolderError", errors: migrationFolders),
    Group(type: "ReleaseError", errors: releases),
    Group(
      type: "EntryRefusal",
      errors: entries.map { ReleaseError.refused(path, name: name, reason: $0) }),
    Group(type: "GitRevision.Failure", errors: git),
    Group(type: "SigningError", errors: SamplePublishing.signing),
    Group(type: "TrustError", errors: SamplePublishing.trust),
    Group(type: "BuildError", errors: SamplePublishing.building),
    Group(type: "PackagingError", errors: SamplePublishing.packaging),
    Group(type: "WebError", errors: SampleChannels.web),
    Group(type: "ChannelError", errors: SampleChannels.channels),
    Group(type: "FetchError", errors: SampleChannels.fetching),
    Group(type: "ScheduleError", errors: schedules),
    Group(type: "UpgradeError", errors: upgrades), Group(type: "Command line", errors: commands),
  ]

  private static let schedules: [ScheduleError] = [
    .lineBreak("/a\nb"), .noSystemd, .noConfigurationFolder, .notOurs(path), .noProgram,
  ]

  static let path: FilePath = "PATH"
  static let database: FilePath = "cortex-brain/DATABASE"
  static let object = ObjectID(of: Array("example".utf8))
  static let two = Generation.Number.first.next
  static let three = two.next
  static let time = Timestamp(seconds: 1_769_860_800)
  static let link = FileMetadata.Kind.symbolicLink
  static let obstacle = DatabaseObstacle(ending: "-wal", kind: .directory)

  static func generation(_ number: Generation.Number, _ version: String) -> Generation {
    Generation(
      number: number, parent: nil, created: time, version: version, kind: .upgrade, note: "",
      contents: .init(tree: object, files: 1, bytes: 1), base: nil)
  }

  private static let files: [any Phrased] =
    [
      Errno.noSuchFileOrDirectory, .noSpace, .readOnlyFileSystem, .permissionDenied,
      .tooManyOpenFiles, .invalidArgument,
    ].map { FileError(.read, path, $0) } + [
      FileError(.create, path, .noSpace, lacksFiles: true), FileError(.lock, path, .noLocks),
    ]

  private static let store: [StoreError] = [
    .noStore(path), .unfinished(path), .exists(path), .foreign(path, name: "NAME"),
    .danglingLink(path, target: "TARGET"), .notAFolder(path),
    .unknownFormat(path, found: "cortex-store 2", known: "cortex-store 1"),
    .unknownFeature(path, operation: .read, feature: "FEATURE"),
    .locked(path, holder: "cortex upgrade, process 4711, since \(time)"), .missing(object),
    .damaged(object, pack: path), .damagedPack(path, .cutShort), .notAPack(path),
    .malformed(object, expected: .tree), .tooLarge(bytes: 70_000_000, limit: 67_108_864),
    .damagedLedger(path, .gaps), .damagedFile(path, .tooLarge),
    .linkedFolder(path), .noLockFile(path, .misplaced(.directory, needsFolder: false)),
    .noLockFile(path, .misplaced(.symbolicLink, needsFolder: false)),
    .compression("Allocation error : not enough memory"),
    .damagedExport(path, .noRecord), .taken(path), .notEmpty(path),
  ]

  private static let generations: [GenerationError] = [
    .noCurrent, .pointerMissing(highest: three), .unreadablePointer(text: "TEXT"),
    .noGeneration(three), .damagedRecord(path, .otherDigest),
    .notWhole([FaultyFile("generations/2", .missing), FaultyFile("format", .lost)]),
    .currentNamesNone, .lacksObjects([two, three], example: object),
    .lacksObjects([two], example: object), .deletedLacksObjects([two], example: object),
    .numberTaken(three), .isCurrent(three),
    .isPinned(three, reason: "before the move"), .deleted(three),
    .alreadyDeleted(three, until: time), .notDeleted(three),
    .cannotUndelete(three, objects: 1, paths: []),
    .cannotUndelete(three, objects: 7, paths: ["a", "b", "c", "d", "e", "f"]),
    .pinEnded(until: time), .notPinned(three), .blocked(path: "PATH", by: .kind(.directory)),
    .blocked(path: "PATH", by: .fileOrLink), .blocked(path: "PATH", by: .fullFolder),
    .blocked(path: "PATH", by: .foreign),
    .changedMeanwhile(path: "PATH"), .reserved(path: "PATH"),
    .severalNames(path: "PATH", count: 2), .databaseIsLink(path: "PATH"),
    .databaseObstructed(path: "PATH", by: obstacle),
  ]

  private static let switches: [SwitchError] = [
    SwitchError(outcome: .nothingChanged, cause: GenerationError.changedMeanwhile(path: "PATH")),
    SwitchError(outcome: .rolledBack, cause: FileError(.write, path, .noSpace)),
    SwitchError(
      outcome: .rolledBack, cause: FileError(.write, path, .noSpace),
      left: [RelativePath(unchecked: Array("NAME".utf8))]),
    SwitchError(outcome: .needsAttention, cause: FileError(.write, path, .noSpace)),
  ]

  private static let names: [GenerationNameError] = [
    .unreadable("~x", .noSteps), .unreadable("0", .noNumber), .unreadable("2026-02-30", .noDay),
    .unreadable("newest", .noName),
    .noVersion(version("5.3.0"), there: []),
    .noVersion(version("5.3.0"), there: [generation(two, "5.2.0"), generation(three, "5.2.1")]),
    .noVersion(
      version("5.9.0"),
      there: (1...8).compactMap { Generation.Number("\($0)") }.map { generation($0, "5.\($0).0") }),
    .noDay("2026-01-30", there: [generation(two, "5.2.0")]), .noParent(.first), .none,
    .currentIsNotDeleted, .nothingDeleted, .notDeleted(.noParent(.first)),
  ]

  private static let lookups: [LookupError] = [
    .noObject("0a"), .missing(object, neededBy: [two], path: "PATH"),
    .missing(object, neededBy: [two, three], path: nil), .severalObjects("0a", [object, object]),
  ]

  static let fault = DatabaseFault.sqlite(SQLiteFailure(message: "no such table: TABLE", code: 1))
  static let noDatabase = DatabaseFault.sqlite(
    SQLiteFailure(message: "file is not a database", code: 26))
  static let fullDisk = DatabaseFault.sqlite(
    SQLiteFailure(message: "database or disk is full", code: 13))
  /// What SQLite's check says of a damaged database.
  static let problem = "row 12 missing from index notes_title"

  private static let databases: [DatabaseAccessError] = [
    .busy(database: database, seconds: 1),
    .busy(
      database: database, seconds: 5, holder: LockHolder(program: "python3", process: 4711)),
    .changedMeanwhile(database: database), .unreadable(database: database, noDatabase),
    .obstructed(database: database, by: obstacle),
    .obstructed(database: database, by: DatabaseObstacle(ending: "-shm", kind: link)),
    .noSpace(database: database, fullDisk), .failed(database: database, fault),
    .failed(database: database, .otherPageSize(now: 4096, restored: 1024)),
  ]

  private static let carrying: [CarryError] = [
    .danglingReference(table: "TABLE", parent: "PARENT", row: "id = 1"),
    .incomplete(table: "TABLE", changes: 3, taken: 2), .replaced(table: "TABLE", rows: 3),
    .refused(table: "TABLE", reason: "CHECK constraint failed: rating > 0"),
  ]

  private static let importing: [BrainExportError] = [
    .unreadable("PATH", line: 7, .cutOff), .unreadable("PATH", line: 1, .newerFormat(2)),
    .unreadable("PATH", line: 7, .plainText("no")),
    .otherTables(database: "DATABASE", .noTable("TABLE")),
    .refused(table: "TABLE", row: "id = 1", reason: "CHECK constraint failed: rating > 0"),
    .unusableSchema(database: "DATABASE", reason: "no such module: MODULE"),
  ]

  private static let place = MigrationFailure.Place(
    database: database, fileName: "004_NAME.sql", line: 7)

  private static let migrations: [MigrationFailure] = [
    .statement(place, reason: "no such column: rating"), .notAdditive(place, .drops("t")),
    .forbidden(place, .otherDatabase), .endless(place, seconds: 60), .full(place),
    .tooLong(place),
    .rowsLost(
      database: database, fileNames: ["004_NAME.sql"], table: "TABLE", rowsBefore: 3,
      rowsAfter: nil),
    .rowsLost(
      database: database, fileNames: ["004_NAME.sql"], table: "TABLE", rowsBefore: 3,
      rowsAfter: 2),
    .foreignKeys(
      database: database, fileNames: ["004_NAME.sql", "005_NAME.sql"], table: "TABLE", before: 0,
      after: 1),
    .foreignKeys(
      database: database, fileNames: ["004_NAME.sql"], table: "TABLE", before: 0, after: 2),
  ]

  private static let migrationFiles: [MigrationError] =
    [MigrationError("add_tags.sql", .fileName), MigrationError("000_NAME.sql", .numberZero)]
    + [.noFile, .tooLong(bytes: 5_000_000), .notUTF8, .noDatabase, .noStatement].map {
      MigrationError("004_NAME.sql", $0)
    }
    + [
      .zeroByte, .unusableDatabase("/notes.db", .absolute), .openComment, .unusableVersion("TEXT"),
      .versionSetTwice(first: "4", line: 5, second: "5"), .unknownDestructive("TEXT"),
    ].map { MigrationError("004_NAME.sql", line: 7, $0) }

  private static let migrationPlans: [MigrationPlanError] = [
    .sameNumber("004_a.sql", "004_b.sql"),
    .missing(number: 4, after: "003_a.sql", before: "005_b.sql"),
    .versionsDoNotRise(path: "DATABASE", "003_a.sql", "004_b.sql"),
    .newerDatabase(path: "DATABASE", found: 7, newest: 5),
    .gap(path: "DATABASE", found: 2, known: [4, 5], next: "004_b.sql"),
    .edited(path: "DATABASE", fileName: "004_b.sql", difference: ["-old", "+new"]),
    .tooLong(fileName: "004_b.sql", bytes: 5_000_000),
    .link(path: "DATABASE", fileName: "004_b.sql"),
    .worseThanBefore([.damaged(relative("DATABASE"), problem: problem)], after: ["004_b.sql"]),
    .consentNeeded(["004_b.sql", "005_c.sql"]), .consentNeeded(["004_b.sql"]),
  ]

  private static let migrationFolders: [MigrationFolderError] = [
    .missing(path), .noFolder(path), .noMigrations(path), .unusableName("NAME"),
    .unusableDatabase("/notes.db", .absolute), .nameTaken(path), .noNumberLeft(path),
    .whichDatabase(path, named: ["a.db", "b.db"]), .noDatabase(path, named: ["a.db", "b.db"]),
  ]

  static func version(_ text: String) -> ReleaseVersion {
    guard let version = ReleaseVersion(text) else { fatalError("\(text) is no version") }
    return version
  }

  /// What lists of digests said of a release that is not refused.
  static let checksums: [ChecksumFinding] = [
    .agrees(list: "LIST", files: 7), .notNamed(list: "LIST", name: "NAME"),
    .unlisted(list: "LIST", names: [RelativePath(unchecked: name)]),
    .unlisted(list: "LIST", names: ["a", "b", "c", "d", "e"].map(relative)),
    .disagrees(.checksum(path, name: name, list: "LIST", listed: "DIGEST", found: nil)),
    .disagrees(.malformedManifest(.json(.notJSON))), .disagrees(.empty(path)),
  ]

  private static let name = Array("ENTRY".utf8)

  static func relative(_ path: String) -> RelativePath {
    RelativePath(unchecked: Array(path.utf8))
  }

  static let downgrade = Downgrade(
    from: "5.3.0", to: "5.2.0", isOlder: true,
    ahead: [Downgrade.Ahead(path: "DATABASE", version: 4, by: "5.3.0")])

  static let change = VersionChange(
    from: "5.3.0", fromSource: ".cortex-version", to: "5.2.0", toSource: "VERSION")

  private static let releases: [ReleaseError] = [
    .notAnArchive(path), .empty(path),
    .notARelease(path, .noSign(hasManifest: false), .none),
    .notARelease(path, .noSign(hasManifest: true), .folders([path], more: false)),
    .notARelease(
      path, .fewFiles(shared: 1, known: 2338, version: "5.2.0"),
      .folders(["A", "B", "C"], more: true)),
    .notARelease(path, .noFile, .folders(["A", "B"], more: false)),
    .notARelease(path, .deployment, .revision("git:REV:FOLDER")),
    .notARelease(path, .otherDeployment, .inArchive("FOLDER")),
    .repository(path, of: path, option: "--from"),
    .notUpgradedFrom(version("5.4.0"), installed: "5.2.0", known: [version("5.3.0")]),
    .notUpgradedFrom(version("5.1.0"), installed: "5.2.0", known: [version("5.0.0")]),
    .notUpgradedFrom(
      version("5.6.0"), installed: "5.2.0", known: [version("5.4.0"), version("5.5.0")]),
    .notUpgradedFrom(version("5.4.0"), installed: "", known: [version("5.3.0")]),
    .truncated(path, .noEndBlocks, at: .after(name)),
    .damaged(path, .directoryMalformed, at: .start),
    .damaged(path, .gzipChecksum, at: .inside(name)),
    .refused(path, name: name, reason: .encrypted),
    .checksum(path, name: name, list: "LIST", listed: "DIGEST", found: "OTHER"),
    .checksum(path, name: name, list: "LIST", listed: "DIGEST", found: nil),
    .malformedChecksums(list: "LIST", line: 7, .noDigest),
    .unlisted(path, name: name, list: "LIST"), .unusableSignature(path, .notA(.signature)),
    .tooManyEntries(path, maximum: 200_000),
    .tooBig(path, name: name, bytes: 5_000_000_000, maximumBytes: 4 << 30),
    .bomb(path, name: name, packedBytes: 2000, unpackedBytes: 3_000_000, maximumRatio: 1000),
    .malformedManifest(.json(.notJSON)), .malformedManifest(.json(.missing(field: "version"))),
    .noLibrary(
      reason: "libarchive.so.13: cannot open shared object file: No such file or directory"),
    .file(FileError(.read, path, .noSuchFileOrDirectory)),
    .file(FileError(.read, path, .permissionDenied)),
  ]

  private static let entries: [EntryRefusal] = [
    .absoluteName, .climbingName, .malformedName, .nameTooLong, .tooMuchInNames,
    .longNote(maximumBytes: 1 << 20), .tooMuchText, .backslashInName, .driveLetter,
    .controlCharacter, .tooDeep, .linkTooLong,
    .packedWith(99), .duplicate, .sameButForCase(other: name), .fileAndFolder,
    .belowFile(name), .linkLeaves(target: name), .reservedName,
    .besideDatabase(RelativePath(unchecked: Array("DATABASE".utf8))), .hardLink(target: name),
    .special(.fifo), .encrypted,
  ]

  private static let git: [GitRevision.Failure] = [
    .noRevision("git:PATH@"), .noGit, .noRepository(path), .noSuchRevision("REV", folder: path),
    .notWritten("REV", folder: "."),
  ]

  /// Why no program can load a configuration.
  static let unreadable = "line 2, column 1: missing key"

  private static let lost = LostDatabase(path: "DATABASE", generation: two, present: .nothing)

  private static let noSpace = Check(
    .space, .failed, .machine(.tooLittleRoom(SpaceFigures(free: 2_000_000, needed: 3_000_000))))

  private static let upgrades: [UpgradeError] = [
    .notADeployment(path), .noDeployment(["/a/b", "/a", "/"]),
    .brainIsNoFolder(path, .symbolicLink),
    .alreadyInitialised(path, lacksBase: false), .alreadyInitialised(path, lacksBase: true),
    .wrongRelease(
      path, ReleaseFit(same: 1200, edited: 1100, missing: 38),
      ReleaseFit.Difference(file: "VERSION", local: "5.2.0", release: "5.3.0")),
    .currentIsKnown(three), .otherDeployment("/a", store: "/store", asked: "/b"),
    .unreadableLayers(path, .notYAML(ParseError(line: 2, column: 1, .missingKey))),
    .unreadableLayers(path, .noList), .unreadableLayers(path, .incompleteRule(3)),
    .unreadableLayers(path, .unknownLayer("TEXT", rule: 3)), .emptyFolder(path),
    .inTheWay(path: "PATH", local: .regular, release: .directory),
    .inTheWayOfUpgrade(path: "PATH", local: .directory, needed: .regular),
    .besideDatabase(path: "PATH", database: "DATABASE"),
    .unreadableRelease([
      UnreadableConfiguration(path: "PATH", reason: unreadable),
      UnreadableConfiguration(path: "OTHER", reason: "line 7: missing key"),
    ]),
    .unreadableRelease([UnreadableConfiguration(path: "PATH", reason: unreadable)]),
    .decisionNeeded(conflicting), .decisionNeeded(onlyYours), .dataChoiceNeeded(["004_b.sql"]),
    .downgrade(downgrade, change), .removals(removing), .coreUnknown(.merge),
    .databasesLost([lost]), .planChanged(asked: "PLAN", now: "OTHER"),
    .noPlan("PLAN"), .severalPlans("0123456789", ["01234567890", "01234567891"]),
    .unreadablePlan("/store/plans/PLAN.json"),
    .checksFailed([
      noSpace,
      Check(
        .integrity, .failed, .database(.damaged(relative("DATABASE"), problem: problem))),
    ]),
    .checksFailed([noSpace]),
    .nothingBefore(ways([.first])), .nothingBefore(ways([.first, two])),
    .notConfirmed(path: "PATH"),
    .worseThanBefore([
      .database(.danglingSince(relative("DATABASE"), .init(table: "notes", rows: 3), before: 1)),
      .configuration(.unloadable([UnreadableConfiguration(path: "PATH", reason: unreadable)])),
    ]),
    .wrongVersion(asked: "5.3.0", found: "5.4.0"),
    .notInGeneration(path: "PATH", generation: "3"), .inNeither(path: "PATH", two, three),
    .aFolder(path: "PATH"), .notManaged(path: "PATH", generation: "3"), .wholeGeneration(three),
    .outside(path: "PATH", means: "/a", root: "/b"), .noConflict(file: "FILE", key: "KEY"),
    .severalConflicts(file: "FILE", key: "KEY", names: ["0a1b", "0a2c"]),
    .mergeGone(path: "PATH", from: two),
    .decidedWhole(path: "PATH", .localLink(to: "TARGET"), .mergeTarget),
    .decidedWhole(path: "PATH", nil, .look),
    .noSuchAnswer(key: "KEY", choices: [.local, .upgrade]),
    .noSuchAnswer(key: "", choices: [.local, .upgrade]),
    .unusableText(key: "KEY", reason: .empty), .unusableText(key: "KEY", reason: nil),
    .editedSince(path: "PATH", key: "KEY"),
    .unknownConfigFormat(names: ["settings", "settings.old"]),
    .notMerged(path, .folder), .notMerged(path, .tooLong(limit: 100)),
    .notMerged(path, .danglingLink(to: "TARGET")),
    .notCarried(path: "DATABASE", .rows(.incomplete(table: "TABLE", changes: 3, taken: 2))),
    .notCarried(path: "DATABASE", .database(fault)),
    .exportInside("PATH"), .noExport("PATH"), .noDatabaseThere(relative("PATH")),
    .brainTooLarge(300_000_000, limit: 200_000_000, two),
    .noScratch([FileError(.createDirectory, "/tmp/NAME", .permissionDenied)]),
  ]

  private static let conflicting: UpgradePlan = {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    plan.conflicts = ["PATH", "OTHER"].map {
      UpgradePlan.FileConflict(
        path: $0, base: nil, local: "a", upgrade: "b", resolution: .abort, identity: object)
    }
    return plan
  }()

  /// With a conflict that the release's version cannot answer.
  private static let onlyYours: UpgradePlan = {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    let conflict = UpgradePlan.Conflict(
      key: "KEY", base: nil, local: "a", upgrade: "b", resolution: .abort, text: nil,
      kind: .bothChanged,
      baseLine: nil, localLine: 1, upgradeLine: 1, choices: [.local], suggestion: .local,
      reason: "", remembered: false, identity: object, question: nil)
    plan.config = [UpgradePlan.ConfigFile(path: "FILE", conflicts: [conflict])]
    return plan
  }()

  private static let removing: UpgradePlan = {
    var plan = UpgradePlan(from: "5.2.0", to: "5.3.0")
    plan.removals = [FolderRemoval(folder: "FOLDER", files: 300)]
    plan.coreCount = 2338
    return plan
  }()

  private static func ways(_ numbers: [Generation.Number]) -> WaysBack {
    WaysBack(
      numbers.map { generation($0, "5.\($0).0") }, current: generation(.first, "5.1.0"))
  }

  private static let commands: [any Phrased] = [
    ConsentNeeded(), NoPage(path: "FILE"), OutputError(code: .noSpace),
    OutputError(code: .noSpace, isDone: true),
    EditorError.notFound(editor: "EDITOR"), EditorError.ended(editor: "EDITOR", status: 1),
    EditorError.markersLeft, PassphraseError.nobodyToAsk, PassphraseError.differs,
    PassphraseError.empty(file: "FILE"), PassphraseError.empty(file: nil),
  ]
}
