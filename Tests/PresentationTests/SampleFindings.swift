import ConfigMerge
import ObjectStore
import Releases
import SystemPackage

@testable import FileEffects
@testable import Generations
@testable import Upgrades

/// Every finding of a check and every warning, each case at least once.
enum SampleFindings {
  struct Group {
    var type: String
    var findings: [Finding]
  }

  static let all = [
    Group(type: "DatabaseFinding", findings: databases.map { .database($0) }),
    Group(type: "ConfigurationFinding", findings: configurations.map { .configuration($0) }),
    Group(type: "MachineFinding", findings: machine.map { .machine($0) }),
    Group(type: "VersionFinding", findings: versions.map { .version($0) }),
    Group(type: "UpgradeFinding", findings: upgrades.map { .upgrade($0) }),
    Group(type: "SwitchFinding", findings: switches.map { .switching($0) }),
    Group(type: "StoreFinding", findings: store.map { .store($0) }),
    Group(type: "CaptureWarning", findings: captures.map { .capture($0) }),
    Group(type: "ChecksumFinding", findings: SampleErrors.checksums.map { .checksum($0) }),
    Group(type: "ReleaseCaution", findings: cautions.map { .caution($0) }),
    Group(type: "BuildFinding", findings: SamplePublishing.build.map { .build($0) }),
    Group(type: "SignatureFinding", findings: SamplePublishing.signatures.map { .signature($0) }),
    Group(type: "FetchFinding", findings: SampleChannels.findings.map { .fetch($0) }),
    Group(type: "Recovered", findings: recovered),
    Group(type: "Attempt", findings: attempts),
  ]

  private static let path = SampleErrors.relative("PATH")
  private static let other = SampleErrors.relative("OTHER")
  private static let third = SampleErrors.relative("THIRD")
  private static let two = Generation.Number.first.next
  private static let three = two.next

  private static func lost(
    _ present: LostDatabase.Present, leftovers: [String] = []
  ) -> LostDatabase {
    LostDatabase(path: "DATABASE", generation: two, present: present, leftovers: leftovers)
  }

  private static func table(
    _ name: String, _ before: Int?, _ after: Int?, isSame: Bool = false
  ) -> DatabaseComparison.Table {
    DatabaseComparison.Table(
      name: name, rowsBefore: before, rowsAfter: after, digestBefore: before.map { _ in "a" },
      digestAfter: after.map { _ in isSame ? "a" : "b" })
  }

  private static func migrated(_ tables: DatabaseComparison.Table...) -> DatabaseFinding {
    var database = DatabaseComparison(path: "DATABASE", before: nil, after: nil)
    database.tables = tables
    return .migrated(database)
  }

  private static let databases: [DatabaseFinding] = [
    .whole(count: 1), .whole(count: 3), .damaged(path, problem: SampleErrors.problem),
    .obstructed(path, by: DatabaseObstacle(ending: "-wal", kind: .directory)),
    .lost(lost(.nothing)), .lost(lost(.empty)), .lost(lost(.withoutTables)), .lost(lost(.folder)),
    .lost(lost(.other, leftovers: ["DATABASE-wal", "DATABASE-shm"])),
    .lostOrRemoved(lost(.nothing)), .referencesHold,
    .dangling(path, [.init(table: "notes", rows: 3), .init(table: "tags", rows: 1)]),
    .danglingSince(path, .init(table: "notes", rows: 3), before: 1),
    .unfollowed(
      path, table: "notes",
      reason: #"foreign key mismatch - "notes" referencing "tags" (SQLite error 1)"#),
    .indexesMatch,
    .brokenIndex(
      path, name: "search", remedy: #"INSERT INTO "search"("search") VALUES('rebuild')"#),
    .schemaVersions([]),
    .schemaVersions([.init(version: 4, paths: [path, other])]),
    .schemaVersions([.init(version: 4, paths: [path, other]), .init(version: 5, paths: [third])]),
    .unanswered(path, table: "patterns", reason: "no such module: fts5 (SQLite error 1)"),
    .conversations(1, patterns: 22),
    .unchanged(tables: 1), .unchanged(tables: 7), .writtenMeanwhile(["PATH", "OTHER"]),
    migrated(table("notes", 12, 12, isSame: true)),
    migrated(
      table("notes", 12, 12, isSame: true), table("tags", 1, 3), table("old", 3, nil),
      table("new", nil, 1)),
  ]

  private static let configurations: [ConfigurationFinding] = [
    .load(count: 1), .load(count: 7),
    .unloadable([UnreadableConfiguration(path: "PATH", reason: SampleErrors.unreadable)]),
    .unloadable([
      UnreadableConfiguration(path: "PATH", reason: SampleErrors.unreadable),
      UnreadableConfiguration(path: "OTHER", reason: "line 7: missing key"),
    ]),
    .duplicateKeys([.init(path: "PATH", count: 2), .init(path: "OTHER", count: 1)]),
    .outdated(
      UpgradePlan.Outdated(path: "operations.NAME", missing: ["a", "b"], dropped: ["c"]),
      file: "FILE"),
    .outdated(UpgradePlan.Outdated(path: "NAME", missing: [], dropped: ["c"]), file: "FILE"),
    .deprecated([
      DeprecatedKey(path: "FILE", key: "a.KEY", line: 3, what: "KEY is old", instead: "OTHER")
    ]),
    .deprecated(
      (1...7).map {
        DeprecatedKey(path: "FILE", key: "KEY\($0)", line: $0, what: "WHY", instead: nil)
      }),
  ]

  private static let space = SpaceFigures(free: 2_000_000, needed: 3_000_000)
  private static let twelve = "abcdefghijkl".map { "\($0)" }
  private static let seven = Array(twelve.prefix(7))

  private static let machine: [MachineFinding] = [
    .room(SpaceFigures(free: 5_000_000_000, needed: 3_000_000)), .tooLittleRoom(space),
    .roomForBrain(SpaceFigures(free: 5_000_000_000, needed: 3_000_000)),
    .tooLittleRoomForBrain(space), .tooFewFiles(left: 1, needed: 40),
    .tooFewFiles(left: 3, needed: 40), .writable,
    .notWritable([.init(by: nil, paths: ["PATH", "OTHER"])]),
    .notWritable([
      .init(by: .immutable, paths: ["PATH"]), .init(by: .appendOnly, paths: ["PATH", "OTHER"]),
      .init(by: .mountPoint, paths: ["PATH"]), .init(by: nil, paths: twelve),
    ]),
    .unreadable([
      UnreadableFile(
        path: "PATH", reason: NotedError(FileError(.read, "PATH", .permissionDenied)))
    ]),
    .unreadable(
      seven.map {
        UnreadableFile(
          path: $0,
          reason: NotedError(DatabaseAccessError.busy(database: FilePath($0), seconds: 5)))
      }),
    .foreignOwners([path]), .foreignOwners([path, other]), .ownersLost([path]),
    .ownersLost(seven.map(SampleErrors.relative)), .noGit, .noRepository, .gitFails, .committed,
    .uncommitted(["PATH"]), .uncommitted(seven), .noPackages, .noPython, .packagesInstalled(1),
    .packagesInstalled(7), .noPythonAnswer, .sourcesCompile(1), .sourcesCompile(2310),
    .sources([
      .init(path: "PATH", line: 3, problem: "PROBLEM", module: nil),
      .init(path: "PATH", line: nil, problem: nil, module: nil),
      .init(path: "PATH", line: nil, problem: nil, module: "src/MODULE"),
    ]), .sources([.init(path: "PATH", line: nil, problem: nil, module: "src/MODULE")]),
    .packages([
      .init(name: "PyYAML", installed: "5.4.1", needed: "6.0"),
      .init(name: "pytest", installed: nil, needed: "8.0"),
    ]), .sqlite("3.51.3"), .sqliteBugUnused("3.45.1"),
    .sqliteBug("3.45.1", databases: ["PATH", "OTHER"]), .databaseNames,
    .foreignFiles(["PATH", "OTHER"]),
  ]

  private static func agreement(
    _ reason: VersionAgreement.Counted.Reason, _ source: String, files: [(String, String)],
    record: String? = nil, faults: [VersionFile.Fault] = []
  ) -> VersionFinding {
    .disagreement(
      VersionAgreement(
        files: files.map { SaidVersion(file: $0.0, text: $0.1) },
        unreadable: faults.map { .init(file: ".cortex-version", reason: $0) },
        counts: .init(version: "5.2.0", source: source, because: reason), record: record))
  }

  /// To a release that is no older than the installed one, but older than what migrated a database.
  private static func downgrade(from: String, to: String) -> VersionFinding {
    .downgrade(
      Downgrade(
        from: from, to: to, isOlder: false,
        ahead: [Downgrade.Ahead(path: "DATABASE", version: 4, by: "5.3.0")]),
      VersionChange(from: from, fromSource: ".cortex-version", to: to, toSource: "VERSION"))
  }

  private static let versions: [VersionFinding] = [
    .installed("5.2.0", source: ".cortex-version"), .unknown, .unknownYet,
    .change(
      VersionChange(
        from: "5.2.0", fromSource: ".cortex-version", to: "5.3.0", toSource: "VERSION")),
    .change(VersionChange(from: "", fromSource: nil, to: "5.3.0", toSource: nil)), .again("5.3.0"),
    .downgrade(SampleErrors.downgrade, SampleErrors.change),
    downgrade(from: "5.2.0", to: "5.2.5"), downgrade(from: "5.2.0", to: "5.2.0"),
    agreement(
      .onRecord, "generation 3", files: [("VERSION", "5.1.0"), (".cortex-version", "5.0.0")],
      record: "5.2.0"),
    agreement(.said, "--to", files: [("VERSION", "5.1.0")]),
    agreement(
      .askedFirst, "VERSION",
      files: [("VERSION", "5.2.0"), ("cortex-brain/.cortex-version", "5.1.0")],
      faults: [.noVersion]),
    agreement(.askedFirst, "VERSION", files: [], faults: [.noObject]),
    agreement(.askedFirst, "VERSION", files: [], faults: [.noShortText]),
    agreement(
      .askedFirst, "VERSION", files: [],
      faults: [.noJSON(NotedError(ParseError(line: 2, column: 1, .missingKey)))]),
    .releaseDisagrees(
      [
        SaidVersion(file: "VERSION", text: "5.1.0"),
        SaidVersion(file: ".cortex-version", text: "5.2.0"),
      ],
      counts: "5.2.0", source: ".cortex-version"), .nameless("0.0.0+c0ffee"),
    .versionFileIsLink(path, target: "TARGET"),
    .workspaceIDs(.init(id: "ID", file: path), .init(id: "ANOTHER", file: other)),
  ]

  private static let upgrades: [UpgradeFinding] = [
    .baseUnknown,
    .withoutBase(WithoutBase(configurations: 1, coreFiles: 2338), store: "STORE"),
    .rehearsed(RehearsedMigrations(count: 1, databases: 1, seconds: 0.002, destructive: 0)),
    .rehearsed(RehearsedMigrations(count: 3, databases: 2, seconds: 0.25, destructive: 1)),
    .rehearsed(RehearsedMigrations(count: 3, databases: 2, seconds: 0.25, destructive: 2)),
    .passedOver(seven.map { PassedMigration(file: $0, reason: .misnamed, isMeant: true) }),
  ]

  private static let schema = SwitchFinding.SchemaDifference(now: 5, in: two, 4)

  private static let switches: [SwitchFinding] = [
    .databaseStays(path, target: two), .migratedSince(path, schema),
    .brokenChain(gone: three, target: two), .takenAway(migration: "MIGRATION", target: two),
    .behind(path, schema), .restoredSchema(path, schema), .bitsDropped([path]),
    .bitsDropped([path, other]), .excluded([path]), .excluded([path, other]),
    .wayBack(two, reasons: [.parentOfCurrent, .recent(5)]),
    .importedReserved(path),
    .ambiguousPath("TYPED", meant: path, other: nil),
  ]

  private static let store: [StoreFinding] = [
    .damagedFiles([
      FaultyFile("FILE", .damaged(.cutShort)), FaultyFile("OTHER", .lost),
    ]), .switchUnfinished, .lastSaved(SampleErrors.time),
    .unsaved(since: SampleErrors.time, days: 12),
  ]

  private static let captures: [CaptureWarning] = [
    .special(.fifo), .tooLong, .unreadableDatabase(reason: "\(SampleErrors.noDatabase)"), .reserved,
    .linkedDatabases(["/DATABASE"], folder: "/FOLDER"),
    .linkedDatabases(["/DATABASE", "/OTHER"], folder: "/FOLDER"),
    .linkedDatabases(["/DATABASE"]), .danglingLink, .largeLinkedFolder("/FOLDER"),
    .severalNames(2), .obstructed(DatabaseObstacle(ending: "-wal", kind: .symbolicLink)),
  ].map { CaptureWarning(path: path, kind: $0) }

  private static let cautions: [ReleaseCaution] = [
    .unknownKeys(["KEY"]), .unknownKeys(["KEY", "OTHER"]),
    .workingTree("FOLDER", option: "--from"),
  ]

  private static let recovered: [Finding] = [
    .recovered(.init(from: two, to: three, isFinished: true, left: [])),
    .recovered(.init(from: two, to: three, isFinished: false, left: [path, other])),
  ]

  private static let attempts: [Finding] = Finding.Attempt.allCases.map {
    .failed($0, NotedError(FileError(.write, "PATH", .noSpace)))
  }
}
