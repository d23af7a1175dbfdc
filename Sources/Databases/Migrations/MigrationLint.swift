/// What a release's author should know of migrations before users run them.
///
/// Nothing is read or written: texts come in, findings go out.
public struct MigrationLint: Sendable {
  /// The names and contents of the files, in any order.
  public var files: [(name: String, bytes: [UInt8])]
  /// The bytes of database files against which to try the migrations, by their paths below
  /// `cortex-brain/`. The others are tried on an empty database.
  public var brain: [String: [UInt8]] = [:]
  /// How long the statements of one file may run.
  public var limit = Duration.seconds(10)

  public init(_ files: [(name: String, bytes: [UInt8])]) {
    self.files = files
  }

  /// The databases that the files name, as far as they can be read.
  public var databases: [String] {
    // A file that cannot be read is a finding.
    let read = files.compactMap { try? Migration(fileName: $0.name, bytes: $0.bytes) }
    return Set(read.flatMap(\.databases)).sorted()
  }

  /// All findings, in the order of the files' numbers and of their lines.
  public func findings() -> [MigrationFinding] {
    var findings = numbers()
    var parsed: [ParsedMigration] = []
    for file in files.sorted(by: { Self.key($0.name) < Self.key($1.name) }) {
      do throws(MigrationError) {
        parsed.append(ParsedMigration(try Migration(fileName: file.name, bytes: file.bytes)))
      } catch {
        findings.append(MigrationFinding(error))
      }
    }
    findings += Self.versions(parsed.map(\.migration)) + rules(&parsed) + trials(of: parsed)
    var isKnown: Set<MigrationFinding> = []
    return findings.filter { isKnown.insert($0).inserted }.sorted { a, b in
      let (left, right) = (Self.key(a.file), Self.key(b.file))
      if left != right { return left < right }
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
            file.name, .numbers, .error,
            file.name == last.name
              ? "is there twice, in two folders of the release"
              : "has the number \(file.number), which \(last.name) has, too",
            remedy: file.name == last.name
              ? "take one of them away" : "give one of them the next free number"))
      } else if file.number > last.number + 1 {
        let before = last.number == 0 ? "there is no number 1" : "the one before is \(last.name)"
        findings.append(
          MigrationFinding(
            file.name, .numbers, .error, "has the number \(file.number), but \(before)",
            remedy: "call it number \(last.number + 1), or add what is missing"))
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
              migration.fileName, .versions, .error,
              "takes \(database) to version \(migration.version), and \(before.fileName) has taken "
                + "it to \(before.version) already",
              remedy: "set user_version to \(max(before.version + 1, migration.number))"))
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
