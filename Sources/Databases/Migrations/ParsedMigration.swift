/// A migration cut into statements, with facts about them.
struct ParsedMigration {
  let migration: Migration
  let text: SQLScript
  private let header: MigrationHeader
  /// The statements that can be tried without harm.
  private(set) var trials: [SQLScript.Statement] = []
  private var isDestroying = false
  private var isChanging = false

  init(_ migration: Migration) {
    self.migration = migration
    text = SQLScript(migration.text)
    header = MigrationHeader(text)
  }

  /// What statements do that they should not.
  mutating func rules() -> [MigrationFinding] {
    var findings = openFindings()
    var own = OwnNames()
    for statement in text.statements {
      let words = StatementWords(statement, of: text)
      let pragma = text.pragma(statement)
      let rules = StatementRules(
        file: migration.fileName, isDestructive: migration.isDestructive, own: own)
      let found = rules.findings(words, pragma)
      findings += found
      isDestroying = isDestroying || rules.destruction(words) != nil
      isChanging = isChanging || pragma == nil && StatementRules.canBeTried(words, nil)
      if statement.isOpen {
        findings.append(
          MigrationFinding(
            migration.fileName, line: statement.line, .unterminated(.trigger)))
        continue
      }
      if let line = openParenthesis(of: statement), text.open == nil {
        findings.append(
          MigrationFinding(migration.fileName, line: line, .unclosedParenthesis))
      }
      let isHopeless = found.contains { $0.rule == .forbidden || $0.rule == .addColumn }
      if !isHopeless && StatementRules.canBeTried(words, pragma) { trials.append(statement) }
      own.note(words)
    }
    return findings
  }

  /// What begins and has no end, so that the rest of the file is part of it.
  private func openFindings() -> [MigrationFinding] {
    guard let open = text.open else { return [] }
    let what: MigrationFault.Unterminated =
      switch open.kind {
      case .comment: .comment
      case .text, .blob: .text
      default: .name
      }
    return [MigrationFinding(migration.fileName, line: open.line, .unterminated(what))]
  }

  /// The line of the first parenthesis of a statement that is not closed in it.
  private func openParenthesis(of statement: SQLScript.Statement) -> Int? {
    var open: [SQLToken] = []
    for token in text.tokens[statement.tokens] where token.kind == .symbol {
      switch text.string(token) {
      case "(": open.append(token)
      case ")": _ = open.popLast()
      default: break
      }
    }
    return open.first.map { text.line(of: $0.range.lowerBound) }
  }

  /// What the header lacks, and where it does not agree with the statements.
  func headerFindings() -> [MigrationFinding] {
    var findings: [MigrationFinding] = []
    func note(_ fault: MigrationFault, line: Int? = nil) {
      findings.append(MigrationFinding(migration.fileName, line: line, fault))
    }
    let missing = [MigrationHeader.Key.version, .date, .author, .description]
      .filter { header.values($0).isEmpty }.map(\.title)
    if !missing.isEmpty { note(.headerLacks(missing)) }
    for entry in header.values(.version) {
      if let version = Int(entry.value), version != migration.version {
        note(
          .versionsDiffer(header: version, statements: migration.version), line: entry.line)
      }
    }
    if header.rollbackLine == nil { note(.noRollback) }
    if migration.isDestructive && !isDestroying {
      note(.needlesslyDestructive, line: header.values(.destructive).first?.line)
    }
    if !isChanging { note(.changesNothing) }
    return findings
  }
}
