/// What a release's author should know of migrations before users run them.
///
/// Nothing is read or written: texts come in, findings go out.
public struct MigrationLint: Sendable {
  /// The names and contents of the files, in any order.
  public var files: [(name: String, bytes: [UInt8])]
  /// The bytes of database files against which to try the migrations, by their paths below
  /// ``brainFolder``. The others are tried on an empty database.
  public var brain: [String: [UInt8]] = [:]
  /// How long the statements of one file may run.
  public var limit = Duration.seconds(10)

  /// The folder below which the databases are that migrations name.
  private let brainFolder: String

  public init(_ files: [(name: String, bytes: [UInt8])], brainFolder: String) {
    (self.files, self.brainFolder) = (files, brainFolder)
  }

  private func migration(
    _ file: (name: String, bytes: [UInt8])
  ) throws(MigrationError) -> Migration {
    try Migration(fileName: file.name, bytes: file.bytes, brainFolder: brainFolder)
  }

  /// The databases that the files name, as far as they can be read.
  public var databases: [String] {
    // A file that cannot be read is a finding.
    let read = files.compactMap { try? migration($0) }
    return Set(read.flatMap(\.databases)).sorted()
  }

  /// All findings, in the order of the files' numbers and of their lines.
  public func findings() -> [MigrationFinding] {
    var findings = numbers()
    var parsed: [ParsedMigration] = []
    for file in files.sorted(by: { Self.key($0.name) < Self.key($1.name) }) {
      do throws(MigrationError) {
        parsed.append(ParsedMigration(try migration(file)))
      } catch {
        findings.append(MigrationFinding(error))
      }
    }
    findings += Self.versions(parsed.map(\.migration)) + rules(&parsed) + trials(of: parsed)
    var isKnown: Set<MigrationFinding> = []
    return findings.filter { isKnown.insert($0).inserted }.sorted { a, b in
      let (left, right) = (Self.key(a.file), Self.key(b.file))
      if left != right { return left < right }
      // By their words, so that a report always has the same order.
      return (a.line ?? 0, a.rule.rawValue, a.message) < (b.line ?? 0, b.rule.rawValue, b.message)
    }
  }

  /// Names in the order of their numbers; those without one last.
  private static func key(_ name: String) -> (Int, String) {
    (Migration.parts(of: name)?.number ?? .max, name)
  }

  private func numbers() -> [MigrationFinding] {
    let numbered = files.compactMap { file in
      Migration.parts(of: file.name).map { (number: $0.number, name: file.name) }
    }.filter { $0.number > 0 }.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
    var findings: [MigrationFinding] = []
    var last = (number: 0, name: "")
    for file in numbered {
      if file.number == last.number {
        findings.append(
          MigrationFinding(
            file.name,
            file.name == last.name
              ? .inTwoFolders : .numberTaken(file.number, by: last.name)))
      } else if file.number > last.number + 1 {
        findings.append(
          MigrationFinding(
            file.name,
            .numberSkipped(
              file.number, after: last.number == 0 ? nil : last.name, next: last.number + 1)))
      }
      last = file
    }
    return findings
  }

  private static func versions(_ migrations: [Migration]) -> [MigrationFinding] {
    var last: [String: Migration] = [:]
    var findings: [MigrationFinding] = []
    for migration in migrations {
      for database in migration.databases {
        if let before = last[database], before.version >= migration.version {
          findings.append(
            MigrationFinding(
              migration.fileName,
              .versionNotRaised(
                database: database, to: migration.version, earlier: before.fileName,
                version: before.version, next: max(before.version + 1, migration.number))))
        }
        last[database] = migration
      }
    }
    return findings
  }

  /// What each statement and header has against it, by its words alone.
  private func rules(_ parsed: inout [ParsedMigration]) -> [MigrationFinding] {
    var findings: [MigrationFinding] = []
    for index in parsed.indices {
      let found = parsed[index].rules()
      findings += found + parsed[index].headerFindings()
    }
    return findings
  }
}
