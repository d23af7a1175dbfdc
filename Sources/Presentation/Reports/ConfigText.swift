import FileEffects
import ObjectStore
package import Upgrades

extension UpgradePlan.ConfigFile {
  /// The file's outcome, in words.
  var words: String {
    if isMerged {
      return isByLines && !reason.isEmpty ? "\(summary) (by lines: \(reason))" : summary
    }
    if let conflict = conflicts.first {
      let reason = conflict.reason.isEmpty ? conflict.bothWords : Spelling.line(conflict.reason)
      return "conflict: \(reason) (\(conflict.outcome))"
    }
    if kept > 0 { return "yours is kept; the release did not change it" }
    return added > 0 ? "new" : "taken from the release"
  }
}

/// Conflicts between configurations, for people.
package enum ConfigText {
  /// Each conflict of a merged file with what the three sides have and what becomes of it.
  static func conflicts(
    _ conflicts: [UpgradePlan.Conflict], in file: String, limit: Int = 10
  ) -> String {
    conflicts.isEmpty ? "" : "Conflicts in \(file):\n" + blocks(conflicts, limit: limit)
  }

  /// The same without a heading.
  static func blocks(_ conflicts: [UpgradePlan.Conflict], limit: Int = 10) -> String {
    let more = conflicts.count - min(limit, conflicts.count)
    return conflicts.prefix(limit).map {
      // For a file that is not merged, the reason is above.
      $0.advice.isEmpty
        ? block($0.place, $0.explained($0.outcome), $0.sides, .none)
        : block($0.place, $0.outcome, $0.sides, .none) + "    \($0.advice)\n"
    }.joined()
      + (more > 0
        ? "  … and \(Words.number(more, "more conflict")) (\(UpgradePlan.unfolding))\n" : "")
  }

  /// A conflict in a few lines: values are shortened.
  static func block(
    _ place: String, _ outcome: String, _ sides: [ConflictSide], _ paint: Paint
  ) -> String {
    let rows = Text.table(
      zip(sides, sides.excerpts).map { side, text in
        ["    \(side.name.rawValue)", side.line.map { "line \($0)" } ?? "", text ?? "–"]
      }
    ).split(separator: "\n").map(String.init)
    return "  \(paint(place, .heading)): \(outcome)\n"
      + zip(rows, sides).map { paint($0, $1.color) + "\n" }.joined()
  }

  /// The question about a conflict: values in full, long ones where they differ.
  package static func question(
    _ conflict: UpgradePlan.Conflict, in file: String, _ paint: Paint
  ) -> String {
    var text = "\n\(file): \(paint(conflict.place, .heading))\n"
    if !conflict.reason.isEmpty { text += "  \(Spelling.line(conflict.reason))\n" }
    if conflict.isWholeFile { text += "  \(conflict.bothWords)\n" }
    for (side, lines) in zip(conflict.sides, conflict.sides.lines(longest)) {
      text += "  \(side.name.rawValue)\(side.line.map { ", line \($0)" } ?? ""):\n"
      text += (lines ?? ["–"]).map { paint("    \($0)", side.color) + "\n" }.joined()
    }
    return text
  }

  /// The question about several conflicts together: their cause, and every key with its line in your file
  /// or, if you do not have it, in the release's.
  package static func question(
    _ conflicts: [UpgradePlan.Conflict], _ reason: String, in file: String, _ paint: Paint
  ) -> String {
    "\n\(file): \(paint(Text.count(conflicts.count, "conflict"), .heading)) with one cause\n"
      + "  \(Spelling.line(reason))\n"
      + conflicts.map { conflict in
        let line =
          conflict.localLine.map { "line \($0)" }
          ?? conflict.upgradeLine.map { "line \($0) in the release" } ?? ""
        return "    \(conflict.place): \(line)\n"
      }.joined()
  }

  /// How many lines of a value are shown with a question.
  private static let longest = 20
}

extension ConflictSide {
  var color: Paint.Color {
    switch name {
    case .yours: .yours
    case .release: .release
    case .base: .dim
    }
  }
}

extension UpgradePlan.Conflict {
  /// Where it is, for people.
  var place: String {
    if !key.isEmpty { return Spelling.line(key) }
    return isWholeFile ? "the whole file" : localLine.map { "line \($0)" } ?? "lines"
  }

  /// What both did to it.
  var bothWords: String {
    if local == nil { return "you deleted it, and the release changed it" }
    if upgrade == nil { return "you changed it, and the release deleted it" }
    if base == nil { return "you and the release added it" }
    return "you and the release changed it"
  }

  /// An outcome with the reason why there was a question, where there is one.
  fileprivate func explained(_ outcome: String) -> String {
    reason.isEmpty ? outcome : "\(outcome) (\(Spelling.line(reason)))"
  }
}

extension AnsweredConflict {
  /// Where it is, for people: where that is no key, with the name by which it can be answered.
  fileprivate var place: String {
    key.isEmpty ? String(identity.description.prefix(12)) : Spelling.line(key)
  }
}

extension AnsweredConflicts {
  package func text(_ paint: Paint) -> String {
    guard let generation, !conflicts.isEmpty else { return "No conflicts.\n" }
    var text = "Conflicts in generation \(generation):\n"
    var last = ""
    for conflict in conflicts {
      if conflict.path != last { text += "\(conflict.path)\n" }
      last = conflict.path
      text += ConfigText.block(conflict.place, conflict.outcome, conflict.sides, paint)
    }
    return text
      + "To change an answer, run 'cortex config resolve FILE KEY --take yours' (or release).\n"
  }
}

extension ResolveReport: Proposal {
  package var changesNothing: Bool { !created }
  package var stake: String { text }
  package func text(verbose: Bool) -> String { (verbose ? reasonText : "") + text }

  package var text: String {
    let first = recovered.map { "First, \($0).\n" } ?? ""
    let place = key.isEmpty ? path : "\(Spelling.line(key)) in \(path)"
    if !created { return first + "\(place) is already resolved that way (\(answer)).\n" }
    if dryRun {
      return first + "\(place) would be resolved with \(answer); the file would "
        + (fileChanged ? "change.\n" : "not change.\n")
    }
    return first + "\(place) is now resolved with \(answer); the file "
      + (fileChanged ? "has changed.\n" : "is unchanged.\n")
      + "Generation \(generation) is now in force. To undo this, run 'cortex rollback"
      + "\(parent.map { " --to \($0)" } ?? "")'.\n"
  }

  private var answer: String { resolution.answerWords }
}

extension ValidationReport {
  package var text: String {
    if !findings.isEmpty {
      return Text.list(
        "Entries that use the old structure",
        findings.map { "\($0.path) \($0.entry.path): \($0.entry)" })
    }
    return isKnown
      ? "\(Text.count(files, "configuration")) checked: all entries have the release's structure.\n"
      : "The previous release is unknown, so there is nothing to compare with.\n"
  }
}

extension FileMergeReport {
  /// The conflicts that are left.
  package var words: String {
    conflicts.filter { !$0.isDecided }.map {
      ConfigText.block($0.place, $0.explained("conflict"), $0.sides, .none)
    }.joined()
  }
}
