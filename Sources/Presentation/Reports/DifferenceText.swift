import FileEffects
package import Upgrades

extension DifferenceReport {
  package var text: String {
    let text =
      Text.list("Added", files.added) + Text.list("Removed", files.removed)
      + Text.list("Modified", files.modified)
      + Text.list("Configuration keys", config.filter { !$0.key.isEmpty }.map(\.words))
      + databaseText
    return text.isEmpty ? "The two generations are identical.\n" : text
  }

  /// What differs in databases: their schemas, and how many rows their tables have.
  var databaseText: String {
    let rows = databases.flatMap { database in
      database.tables.map { table in
        "\(database.path) \(table.name): \(table.rowsBefore.map(String.init) ?? "–") → "
          + "\(table.rowsAfter.map(String.init) ?? "–") rows"
      }
    }
    let schemas = databases.flatMap { database in
      database.schemaChanges.map { "\(database.path): \($0)" }
    }
    return Text.list("Schemas", schemas) + Text.list("Tables", rows)
  }
}

extension DifferenceReport.Config {
  fileprivate var words: String {
    let change =
      switch (before, after) {
      case (nil, let after?): "added: \(after)"
      case (let before?, nil): "removed: \(before)"
      default: "\(before ?? "–") → \(after ?? "–")"
      }
    return "\(path) \(key): \(change)"
  }
}

extension DifferenceReport {
  /// The lines of the files that were named, as `git diff` shows them, and what differs in databases.
  package func lineText(_ paint: Paint) -> String {
    guard !lines.isEmpty else {
      return
        "\(paths.joined(separator: ", ")) \(paths.count == 1 ? "is" : "are") identical in both generations.\n"
    }
    return lines.map { $0.text(paint) }.joined() + databaseText
  }
}

extension FileDifference {
  fileprivate func text(_ paint: Paint) -> String {
    let (old, new) = ("a/\(path)", "b/\(path)")
    var heading = ["diff --git \(old) \(new)"]
    switch (modeBefore, modeAfter) {
    case (nil, let after?): heading.append("new file mode \(after)")
    case (let before?, nil): heading.append("deleted file mode \(before)")
    case (let before?, let after?) where before != after:
      heading += ["old mode \(before)", "new mode \(after)"]
    default: break
    }
    if !hunks.isEmpty {
      heading.append("--- " + (modeBefore == nil ? "/dev/null" : old))
      heading.append("+++ " + (modeAfter == nil ? "/dev/null" : new))
    }
    var text = heading.map { paint(Spelling.line($0), .heading) + "\n" }.joined()
    if kind == .binary { text += "Binary files \(old) and \(new) differ\n" }
    if let note { text += "\(path): \(note)\n" }
    for hunk in hunks {
      text += paint("@@ \(hunk.place) @@", .release) + "\n"
      text += hunk.lines.map { line in
        let shown = Spelling.lines(line)
        return switch line.first {
        case "-": paint(shown, .removed) + "\n"
        case "+": paint(shown, .yours) + "\n"
        default: shown + "\n"
        }
      }.joined()
    }
    return text
  }
}
