import Upgrades

extension UpgradePlan.ConfigFile {
  /// What becomes of the file, for people.
  var words: String {
    if isMerged {
      return method == "lines" && !reason.isEmpty ? "\(summary) (by lines: \(reason))" : summary
    }
    if let conflict = conflicts.first {
      return "conflict: you and the release changed it (\(conflict.outcome))"
    }
    if kept > 0 { return "yours is kept; the release did not change it" }
    return added > 0 ? "new" : "taken from the release"
  }
}

/// Conflicts between configurations, for people.
enum ConfigText {
  /// Each conflict of a merged file with what the three sides have and what becomes of it.
  static func conflicts(_ conflicts: [UpgradePlan.Conflict], in file: String) -> String {
    let shown = conflicts.filter { !($0.isWholeFile && $0.localLine == nil) }
    guard !shown.isEmpty else { return "" }
    return "Conflicts in \(file):\n" + shown.map { conflict($0) }.joined()
  }

  static func conflict(_ conflict: UpgradePlan.Conflict) -> String {
    let place = conflict.key.isEmpty ? conflict.placeWords : conflict.key
    let rows = conflict.sides.map { side in
      [
        "    \(side.name)", side.line.map { "line \($0)" } ?? "",
        side.text.map { Words.oneLine($0) } ?? "–",
      ]
    }
    return "  \(place): \(conflict.outcome)"
      + (conflict.reason.isEmpty ? "" : " (\(conflict.reason))") + "\n" + Text.table(rows)
  }
}

extension UpgradePlan.Conflict {
  /// Where it is, if not at a key.
  var placeWords: String {
    isWholeFile ? "the whole file" : localLine.map { "line \($0)" } ?? "lines"
  }
}
