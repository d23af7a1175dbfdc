package import Upgrades

/// Rows that came, changed and went: `12 new, 1 changed`.
private func rowWords(_ inserted: Int, _ updated: Int, _ deleted: Int) -> String {
  [(inserted, "new"), (updated, "changed"), (deleted, "removed")].filter { $0.0 > 0 }
    .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
}

extension BrainChanges {
  /// The rows at stake, one line for each database.
  package var text: String {
    Text.list(
      "Written since generation \(generation)",
      databases.map { database in
        "\(database.path): " + database.tables.map(\.words).joined(separator: "; ")
      }, limit: 5)
  }
}

extension DatabaseChanges.Table {
  fileprivate var words: String {
    switch (rowsBefore, rowsAfter) {
    case (nil, let after?): "\(name): new table with \(Text.count(after, "row"))"
    case (let before?, nil): "\(name): table removed, with \(Text.count(before, "row"))"
    case (let before?, let after?) where !hasKey: "\(name): \(before) → \(after) rows"
    default: "\(name): \(rowWords(inserted, updated, deleted))"
    }
  }
}

extension SwitchReport.Database {
  /// Its outcome, in words.
  var words: String {
    guard !tables.isEmpty else { return action.rawValue }
    let rows = tables.map { "\($0.name): \(rowWords($0.inserted, $0.updated, $0.deleted))" }
    return "\(action.rawValue), \(Text.count(rowsCarried, "row")) (\(rows.joined(separator: "; ")))"
  }
}

extension SwitchReport {
  /// The rows that could not be carried, and where they are.
  var notCarriedText: String {
    Text.list(
      "Not carried (still in generation \(saved ?? from))",
      databases.flatMap { database in
        database.notCarried.map { "\(database.path) \($0.words)" }
      })
  }
}

extension SwitchReport.Database.NotCarried {
  fileprivate var words: String {
    var text = "\(table): \(reason)"
    if rows > 1 { text += " (\(rows) rows)" }
    if let written { text += "; written since: \(Self.row(written))" }
    if let there { text += "; there: \(Self.row(there))" }
    return text
  }

  /// A row for people: by column, long values cut.
  private static func row(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }
      .map { "\($0.key) = \($0.value.count > 60 ? $0.value.prefix(60) + "…" : $0.value)" }
      .joined(separator: ", ")
  }
}
