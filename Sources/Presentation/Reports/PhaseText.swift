package import Upgrades

extension UpgradePhase {
  package var title: String {
    switch self {
    case .preflight: "Pre-flight"
    case .backup: "Backup"
    case .plan: "Plan"
    case .core: "Core files"
    case .migrations: "Migrations"
    case .configurations: "Configurations"
    case .validation: "Validation"
    }
  }

  /// What stands before everything that is said of it: `Phase 4/7  Core files`.
  package var heading: String { "Phase \(rawValue)/\(Self.allCases.count)  \(title)" }

  /// How wide the widest heading is.
  private static let width = allCases.map(\.heading.count).max() ?? 0

  /// The heading in a column of its own.
  var column: String {
    heading + String(repeating: " ", count: Self.width - heading.count + 2)
  }
}

extension PhaseResult {
  /// What the phase came to: `47 updated, 12 added`.
  package var words: String {
    func words(_ counts: (Int, String)..., none: String) -> String {
      let parts = counts.filter { $0.0 > 0 }.map { "\(Words.digits($0.0)) \($0.1)" }
      return parts.isEmpty ? none : parts.joined(separator: ", ")
    }
    switch self {
    case .preflight(let from, let to, let key):
      let change = from == to ? to : "\(from.isEmpty ? "unknown version" : from) to \(to)"
      return change + (key.map { ", signed by key \($0)" } ?? "")
    case .backup(let files, let bytes, let databases):
      return "\(Words.number(files, "file")) (\(Text.bytes(bytes)))"
        + (databases > 0 ? ", \(Words.number(databases, "database")) among them" : "")
    case .plan(let changes, let conflicts, let migrations, let seconds):
      let rest = [
        conflicts > 0 ? Text.count(conflicts, "conflict") : nil,
        migrations > 0
          ? "\(Text.count(migrations, "migration")) tried on copies in \(Words.seconds(seconds))"
          : nil,
      ].compactMap(\.self)
      let first = changes > 0 ? [Words.number(changes, "file") + " to change"] : []
      return first.isEmpty && rest.isEmpty
        ? "nothing to change" : (first + rest).joined(separator: ", ")
    case .core(let added, let replaced, let removed):
      return words(
        (replaced, "updated"), (added, "added"), (removed, "removed"), none: "nothing to change")
    case .migrations(let count, let databases):
      return count == 0
        ? "none"
        : "\(Text.count(count, "migration")) in \(Text.count(databases, "database"))"
    case .configurations(let merged, let conflicts):
      return words(
        (merged, "merged"),
        (conflicts, conflicts == 1 ? "conflict resolved" : "conflicts resolved"),
        none: "nothing to merge")
    case .validation(let databases, let tables, let rows):
      return databases == 0
        ? "no databases"
        : "\(Words.number(rows, "row")) in \(Words.number(tables, "table")) of "
          + "\(Words.number(databases, "database")) preserved"
    }
  }

  /// The phase and what it came to, in lines of at most `width` characters; `nil` is any.
  package func line(width: Int?) -> String {
    let column = phase.column
    guard let width, column.count + words.count > width, width > column.count + 10 else {
      return column + words
    }
    let indent = String(repeating: " ", count: column.count)
    return column
      + Text.wrapped(words, to: width - column.count).replacing("\n", with: "\n" + indent)
  }
}
