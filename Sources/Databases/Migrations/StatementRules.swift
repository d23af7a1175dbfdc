/// What a statement does that a migration may not do, or only if its header says so.
struct StatementRules {
  /// The file's name.
  let file: String
  let isDestructive: Bool
  /// What the statements before this one make.
  let own: OwnNames

  /// Whether a statement can be tried: it stays inside its database and leaves the transaction alone.
  static func canBeTried(_ words: StatementWords, _ pragma: Pragma?) -> Bool {
    if let pragma { return pragma.name == "user_version" || refusal(of: pragma) == nil }
    return !outside.contains(words.verb) && !transactions.contains(words.verb)
  }

  private static let outside: Set = ["attach", "detach", "vacuum"]
  private static let transactions: Set = [
    "begin", "commit", "end", "rollback", "savepoint", "release",
  ]

  func findings(_ words: StatementWords, _ pragma: Pragma?) -> [MigrationFinding] {
    forbidden(words, pragma) + notes(words) + additive(words)
  }

  private func finding(
    _ words: StatementWords, _ rule: MigrationFinding.Rule, _ message: String, _ remedy: String,
    _ severity: MigrationFinding.Severity = .error
  ) -> MigrationFinding {
    MigrationFinding(file, line: words.line, rule, severity, message, remedy: remedy)
  }

  private func forbidden(_ words: StatementWords, _ pragma: Pragma?) -> [MigrationFinding] {
    let verb = words.verb
    if let pragma {
      return Self.refusal(of: pragma).map { [finding(words, .forbidden, $0.0, $0.1)] } ?? []
    }
    if Self.outside.contains(verb) {
      return [
        finding(
          words, .forbidden, "\(verb.uppercased()) is no change of a schema",
          verb == "vacuum"
            ? "leave it out; it cannot run in a transaction"
            : "leave it out; name a second database in the header")
      ]
    }
    var findings: [MigrationFinding] = []
    let rollsBack =
      ["insert", "update"].contains(verb)
      && words.has("or", "rollback", at: words.verbIndex + 1)
    if ["rollback", "savepoint", "release"].contains(verb) || rollsBack {
      findings.append(
        finding(
          words, .forbidden,
          "\(rollsBack ? "OR ROLLBACK" : verb.uppercased()) interferes with the transaction that all "
            + "pending migrations run in",
          "leave it out; where a statement fails, everything is put back"))
    }
    if let table = words.changedTable, Self.schemaTables.contains(table) {
      findings.append(
        finding(
          words, .forbidden, "writing to \(table) can make a database unreadable",
          "use CREATE and ALTER"))
    }
    if words.words.indices.contains(where: { words.has("load_extension", "(", at: $0) }) {
      findings.append(
        finding(
          words, .forbidden, "load_extension() would run code from another file",
          "do without it"))
    }
    return findings
  }

  private static let schemaTables: Set = [
    "sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema",
  ]

  private func notes(_ words: StatementWords) -> [MigrationFinding] {
    if ["begin", "commit", "end"].contains(words.verb) {
      return [
        finding(
          words, .transaction,
          "\(words.verb.uppercased()) is passed over: all pending migrations of "
            + "a database run in one transaction", "leave it out", .note)
      ]
    }
    if words.has("alter", "table", at: 0), let end = words.name(at: 2)?.end,
      words.has("add", at: end),
      words.first("if", "not", "exists", from: end).map({ $0 <= end + 2 }) ?? false
    {
      return [
        finding(
          words, .addColumn, "SQLite has no ADD COLUMN IF NOT EXISTS",
          "leave IF NOT EXISTS out; a migration runs only once")
      ]
    }
    guard let creation = words.creation, creation.kind == "table", creation.isConditional,
      let name = words.name(at: creation.name)?.name
    else { return [] }
    return [
      finding(
        words, .ifNotExists,
        "where there is a table \(name) of another shape already, this does nothing",
        "try it on a real brain (--against), or leave IF NOT EXISTS out", .note)
    ]
  }

  private func additive(_ words: StatementWords) -> [MigrationFinding] {
    guard !isDestructive, let (what, instead) = destruction(words) else { return [] }
    return [
      finding(
        words, .additive, "\(what), and the header does not say `Destructive: yes`",
        "\(instead), or add `-- Destructive: yes` to the header: users are asked first then")
    ]
  }

  /// What is lost by a statement, and how to do without; `nil` if it only adds.
  func destruction(_ words: StatementWords) -> (what: String, instead: String)? {
    if own.coversChanges(of: words) { return nil }
    let start = words.verbIndex
    let table = words.changedTable ?? "a table"
    switch words.verb {
    case "drop":
      let index = words.has("if", "exists", at: 2) ? 4 : 2
      let kind = words.words.count > 1 ? words.words[1].text.uppercased() : ""
      return (
        "DROP \(kind) takes away \(words.name(at: index)?.name ?? "what is there")",
        "leave what is there"
      )
    case "alter":
      guard words.has("table", at: 1), let (name, end) = words.name(at: 2) else { return nil }
      if words.has("drop", at: end) {
        return ("DROP COLUMN takes values of \(name) away", "leave the column")
      }
      guard words.has("rename", at: end) else { return nil }
      return (
        "RENAME takes a name of \(name) away that programs may use", "add a new table or column"
      )
    case "delete": return ("DELETE takes rows of \(table) away", "leave the rows")
    case "update":
      return ("UPDATE changes rows of \(table)", "give a new column a DEFAULT, or add rows")
    case "replace": return ("REPLACE changes rows of \(table)", "use INSERT OR IGNORE")
    case "insert":
      if words.has("or", "replace", at: start + 1) {
        return ("INSERT OR REPLACE changes rows of \(table)", "use INSERT OR IGNORE")
      }
      return words.first("do", "update", from: start) == nil
        ? nil : ("DO UPDATE changes rows of \(table)", "use DO NOTHING")
    default: return triggerOnForeignTable(words)
    }
  }

  private func triggerOnForeignTable(_ words: StatementWords) -> (String, String)? {
    guard let creation = words.creation, creation.kind == "trigger",
      let (trigger, end) = words.name(at: creation.name), let on = words.first("on", from: end),
      let table = words.name(at: on + 1)?.name, !own.names.contains(table)
    else { return nil }
    return (
      "the trigger \(trigger) acts on the table \(table), which this migration does not make",
      "put triggers on tables of your own"
    )
  }
}
