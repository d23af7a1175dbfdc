/// What a migration has made so far: nobody's rows are in it yet, so that it may do with it what it
/// likes.
struct OwnNames {
  /// Tables, views, indexes and triggers, in lower case.
  private(set) var names: Set<String> = []
  /// Columns that were added to tables from before.
  private var columns: [String: Set<String>] = [:]

  mutating func note(_ words: StatementWords) {
    if let creation = words.creation, let name = words.name(at: creation.name)?.name {
      names.insert(name)
    }
    guard words.has("alter", "table", at: 0), let (table, end) = words.name(at: 2),
      words.has("add", at: end)
    else { return }
    let place = words.has("column", at: end + 1) ? end + 2 : end + 1
    if let column = words.name(at: place)?.name { columns[table, default: []].insert(column) }
  }

  /// Whether a statement changes rows of own tables or columns only, or drops something own.
  func coversChanges(of words: StatementWords) -> Bool {
    if words.verb == "drop" {
      let place = words.has("if", "exists", at: 2) ? 4 : 2
      return words.name(at: place).map { names.contains($0.name) } ?? false
    }
    guard let table = words.changedTable else { return false }
    if names.contains(table) { return true }
    guard words.verb == "update", let set = words.first("set", from: words.verbIndex),
      let own = columns[table], let changed = Self.columns(set: words, from: set + 1)
    else { return false }
    return changed.allSatisfy(own.contains)
  }

  /// The columns that `SET` names; `nil` where they are a list in parentheses.
  private static func columns(set words: StatementWords, from start: Int) -> [String]? {
    var found: [String] = []
    var index: Int? = start
    while let place = index {
      guard let (name, end) = words.name(at: place), words.has("=", at: end) else { return nil }
      found.append(name)
      index = words.words.indices.dropFirst(end).first {
        words.has(",", at: $0) && words.words[$0].depth == 0
      }
      .map { $0 + 1 }
    }
    return found
  }
}
