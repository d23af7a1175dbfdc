import ConfigMerge
import FileEffects
import ObjectStore
package import Upgrades

/// The configurations in a report: which were merged, which need a look, and how.
extension UpgradeMarkdown {
  static func configurations(_ plan: UpgradePlan, before: String) -> [String] {
    plan.config.map { file in
      "`\(file.path)`: "
        + (file.isMerged ? merged(file) : whole(file, before: before))
        + file.renamed.map {
          "\n  - your `\(Spelling.line($0.from))` is now `\(Spelling.line($0.to))`, as in the release"
        }.joined()
    }
  }

  private static func merged(_ file: UpgradePlan.ConfigFile) -> String {
    guard file.method != .structure else { return file.summary }
    let how = file.method == .lines ? "merged line by line" : "not merged"
    return "\(file.summary) (\(how)\(file.reason.isEmpty ? "" : ": \(file.reason)"))"
  }

  private static func whole(_ file: UpgradePlan.ConfigFile, before: String) -> String {
    if let conflict = file.conflicts.first {
      return (conflict.reason.isEmpty ? "changed by you and the release" : conflict.reason)
        + "; "
        + (conflict.resolution == .upgrade
          ? "the release's is in place, yours is in \(before)" : "yours is in place")
    }
    if file.kept > 0 { return "yours is kept; the release did not change it" }
    return file.added > 0 ? "new" : "taken from the release; you had not changed it"
  }

  // MARK: Action required

  static func actions(_ plan: UpgradePlan) -> [String] {
    var lines = plan.config.flatMap { file in
      file.conflicts.map { action($0, in: file.path) }
        + file.outdated.map {
          "\(Finding.configuration(.outdated($0, file: "`\(file.path)`")))"
        }
    }
    lines += plan.deprecatedKeys.map { Spelling.line($0.words) }
    lines += plan.breaking.map { "this release breaks: \(Spelling.line($0.words))" }
    lines += plan.conflicts.map {
      "`\($0.path)`: the release ships a file of this name, too; "
        + ($0.resolution == .upgrade ? "the release's is in place" : "yours is in place")
    }
    return lines
  }

  private static func action(_ conflict: UpgradePlan.Conflict, in file: String) -> String {
    let place = conflict.key.isEmpty ? "" : ", `\(conflict.key)`"
    var lines = ["`\(file)`\(place): \(conflict.outcome)"]
    lines += zip(conflict.sides, conflict.sides.excerpts).map { side, text in
      let value = text.map { "`\($0.replacing("`", with: "'"))`" }
      return
        "  - \(side.name.rawValue)\(side.line.map { ", line \($0)" } ?? ""): \(value ?? "none")"
    }
    if !conflict.isOfMerge {
      lines.append("  - \(conflict.advice)")
    } else if let command = conflict.command(in: file) {
      lines.append("  - to change that: `\(command)`")
    } else {
      lines.append("  - the release's cannot be used: \(Words.oneLine(conflict.reason))")
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Migration guide

  static func guide(_ plan: UpgradePlan) -> [String] {
    plan.config.flatMap { file in
      file.outdated.map { entry in
        func list(_ keys: [String]) -> String { keys.map { "`\($0)`" }.joined(separator: ", ") }
        let advice = [
          entry.missing.isEmpty ? nil : "add \(list(entry.missing))",
          entry.dropped.isEmpty ? nil : "remove \(list(entry.dropped))",
        ].compactMap(\.self).joined(separator: ", ")
        return "- `\(entry.path)` in `\(file.path)`: \(advice)"
      }
    }
  }
}

extension UpgradePlan.Conflict {
  /// Its outcome, in words.
  package var outcome: String {
    let origin = remembered ? ", as decided before" : ""
    return switch resolution {
    case .local: (local == nil ? "stays deleted" : "yours is kept") + origin
    case .upgrade:
      (upgrade == nil ? "deleted, as in the release" : "the release's is used") + origin
        + (local == nil ? "" : "; yours stays in the store")
    case .both: "both are kept" + origin
    case .text: "your text is used" + origin
    case .abort: "undecided"
    }
  }

  /// The command that answers it in another way; `nil` where there is none.
  package func command(in file: String) -> String? {
    guard choices.count > 1 else { return nil }
    let name = key.isEmpty ? String(identity.description.prefix(12)) : key
    let other = resolution == .local ? "release" : "yours"
    return "cortex config resolve \(Words.quoted(file)) \(Words.quoted(name)) --take \(other)"
  }
}
