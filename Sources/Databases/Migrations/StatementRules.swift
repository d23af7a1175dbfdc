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
    (forbidden(words, pragma) + notes(words) + additive(words)).map {
      MigrationFinding(file, line: words.line, $0)
    }
  }

  private func forbidden(_ words: StatementWords, _ pragma: Pragma?) -> [MigrationFault] {
    let verb = words.verb
    if let pragma { return [Self.refusal(of: pragma)].compactMap(\.self) }
    if Self.outside.contains(verb) { return [.leavesDatabase(verb.uppercased())] }
    var faults: [MigrationFault] = []
    let rollsBack =
      ["insert", "update"].contains(verb)
      && words.has("or", "rollback", at: words.verbIndex + 1)
    if ["rollback", "savepoint", "release"].contains(verb) || rollsBack {
      faults.append(.endsTransaction(rollsBack ? "OR ROLLBACK" : verb.uppercased()))
    }
    if let table = words.changedTable, Self.schemaTables.contains(table) {
      faults.append(.writesSchema(table: table))
    }
    if words.words.indices.contains(where: { words.has("load_extension", "(", at: $0) }) {
      faults.append(.loadsExtension)
    }
    if words.words.indices.contains(where: { words.has("fts3_tokenizer", "(", at: $0) }) {
      faults.append(.namesTokenizer)
    }
    return faults
  }

  private static let schemaTables: Set = [
    "sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema",
  ]

  private func notes(_ words: StatementWords) -> [MigrationFault] {
    if ["begin", "commit", "end"].contains(words.verb) {
      return [.ownTransaction(words.verb.uppercased())]
    }
    if words.has("alter", "table", at: 0), let end = words.name(at: 2)?.end,
      words.has("add", at: end),
      words.first("if", "not", "exists", from: end).map({ $0 <= end + 2 }) ?? false
    {
      return [.addColumnIfNotExists]
    }
    guard let creation = words.creation, creation.kind == "table", creation.isConditional,
      let name = words.name(at: creation.name)?.name
    else { return [] }
    return [.createTableIfNotExists(name)]
  }

  private func additive(_ words: StatementWords) -> [MigrationFault] {
    guard !isDestructive, let lossy = destruction(words) else { return [] }
    return [.undeclared(lossy)]
  }

  /// How a statement loses something; `nil` if it only adds.
  func destruction(_ words: StatementWords) -> LossyStatement? {
    if own.coversChanges(of: words) { return nil }
    let start = words.verbIndex
    let table = words.changedTable
    switch words.verb {
    case "drop":
      let index = words.has("if", "exists", at: 2) ? 4 : 2
      let kind = words.words.count > 1 ? words.words[1].text.uppercased() : ""
      return .drop(kind: kind, name: words.name(at: index)?.name)
    case "alter":
      guard words.has("table", at: 1), let (name, end) = words.name(at: 2) else { return nil }
      if words.has("drop", at: end) { return .dropColumn(of: name) }
      return words.has("rename", at: end) ? .rename(of: name) : nil
    case "delete": return .delete(from: table)
    case "update": return .update(table)
    case "replace": return .replace(table)
    case "insert":
      if words.has("or", "replace", at: start + 1) { return .insertOrReplace(table) }
      return words.first("do", "update", from: start) == nil ? nil : .doUpdate(table)
    default: return triggerOnForeignTable(words)
    }
  }

  private func triggerOnForeignTable(_ words: StatementWords) -> LossyStatement? {
    guard let creation = words.creation, creation.kind == "trigger",
      let (trigger, end) = words.name(at: creation.name), let on = words.first("on", from: end),
      let table = words.name(at: on + 1)?.name, !own.names.contains(table)
    else { return nil }
    return .trigger(trigger, on: table)
  }
}
