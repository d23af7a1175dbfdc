import ConfigMerge
import FileEffects
import Upgrades

/// The configurations on a page: what is merged, key by key and line by line, and what is in conflict.
extension UpgradePage {
  static func configuration(
    _ plan: UpgradePlan, _ titles: (old: String, new: String), _ budget: inout PageBudget
  ) -> [HTML] {
    // Those that need a look come first.
    let files =
      plan.config.filter { !$0.conflicts.isEmpty } + plan.config.filter(\.conflicts.isEmpty)
    var parts: [HTML] = []
    for file in files.prefix(PageBudget.rows) {
      parts.append(article(file, titles, &budget))
    }
    let more = files.dropFirst(PageBudget.rows).map(\.path)
    return parts + [.names("More configurations", Array(more))]
  }

  private static func article(
    _ file: UpgradePlan.ConfigFile, _ titles: (old: String, new: String),
    _ budget: inout PageBudget
  ) -> HTML {
    let conflicts = file.conflicts.prefix(PageBudget.conflicts).map { conflict($0, in: file.path) }
    let difference = file.texts.map { HTML.difference(file.path, $0, titles, &budget) }
    return "\n"
      + .element(
        "article", [:],
        .heading(.code(file.path)) + .paragraph("\(state(file)) \(file.words)")
          + HTML(conflicts).followed(by: file.conflicts.count - conflicts.count)
          + renamed(file, &budget) + keys(file, &budget) + (difference ?? ""))
  }

  private static func state(_ file: UpgradePlan.ConfigFile) -> HTML {
    if file.conflicts.contains(where: { !$0.isDecided }) { return .badge("undecided", .bad) }
    if !file.conflicts.isEmpty { return .badge("decided", .careful) }
    if file.isMerged { return .badge("merged", .good) }
    return file.kept > 0 ? .badge("yours") : file.added > 0 ? .badge("new") : .badge("release's")
  }

  // MARK: Keys

  private static func renamed(
    _ file: UpgradePlan.ConfigFile, _ budget: inout PageBudget
  ) -> HTML {
    if file.renamed.isEmpty { return HTML([]) }
    let shown = file.renamed.prefix(PageBudget.rows)
    let title: HTML = "Renamed by the release, and yours follows: \(file.renamed.count)"
    let characters = shown.reduce(0) { $0 + $1.from.utf8.count + $1.to.utf8.count }
    guard budget.takes(rows: shown.count, characters: characters) else { return .note(title) }
    return .folded(
      title,
      .table(
        "Renamed keys", columns: ["Before", "Now"],
        rows: shown.map { [HTML.code($0.from), HTML.code($0.to)] }
      ).followed(by: file.renamed.count - shown.count))
  }

  private static func keys(
    _ file: UpgradePlan.ConfigFile, _ budget: inout PageBudget
  ) -> HTML {
    if file.changes.isEmpty { return HTML([]) }
    let shown = file.changes.prefix(PageBudget.rows)
    let characters = shown.reduce(0) {
      $0 + $1.path.utf8.count + ($1.before?.utf8.count ?? 0) + ($1.after?.utf8.count ?? 0)
    }
    let release = file.changes.count { $0.side == .upgrade }
    let title: HTML =
      "Keys: \(release) from the release, \(file.changes.count - release) of yours kept"
    guard budget.takes(rows: shown.count, characters: characters) else { return .note(title) }
    let rows = shown.map { change in
      [
        HTML.code(change.path), HTML(change.sideWords), HTML(change.kindWords),
        change.before.map { .code($0) } ?? "–", change.after.map { .code($0) } ?? "–",
      ]
    }
    return .folded(
      title,
      .table(
        "What becomes of each key", columns: ["Key", "Changed by", "Change", "Before", "After"],
        rows: rows
      ).followed(by: file.changes.count - shown.count))
  }

  // MARK: Conflicts

  /// The three sides, what was decided, and how to decide otherwise.
  private static func conflict(_ conflict: UpgradePlan.Conflict, in file: String) -> HTML {
    let rows = zip(conflict.sides, conflict.sides.lines(PageBudget.valueLines)).map { side, lines in
      [
        HTML(side.name.rawValue)
          + (conflict.used == side.name ? " " + .badge("used", .good) : ""),
        HTML(side.line.map { "\($0)" } ?? "–"),
        lines.map {
          .element("code", ["class": "value"], HTML($0.joined(separator: "\n")))
        } ?? "not there",
      ]
    }
    return .table(
      "\(HTML.element("strong", [:], "Conflict: \(HTML.code(conflict.place))")): "
        + (conflict.isDecided ? HTML(conflict.outcome) : .badge(conflict.outcome, .bad)),
      columns: ["Side", "Line", "Value"], rows: rows)
      + (conflict.reason.isEmpty ? "" : .note("Why it is asked: \(conflict.reason)."))
      + (conflict.advice.isEmpty ? "" : .note("\(capitalised(conflict.advice))."))
  }
}

extension UpgradePlan.Conflict {
  /// The side whose value there is afterwards; `nil` where it is neither, or nobody has decided.
  fileprivate var used: ConflictSide.Name? {
    switch resolution {
    case .local: .yours
    case .upgrade: .release
    case .abort, .both, .text: nil
    }
  }
}

extension UpgradePlan.KeyChange {
  /// Who changed it.
  fileprivate var sideWords: String { side == .local ? "you" : "the release" }

  /// What was done to it.
  fileprivate var kindWords: String {
    switch kind {
    case .kept where custom: "only yours, kept"
    case .kept where before != nil && after == nil: "deleted, kept deleted"
    case .kept: "changed, kept"
    case .added: "added"
    case .replaced: "changed"
    case .removed: "removed"
    }
  }
}
