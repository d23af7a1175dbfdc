import FileEffects
import Generations
import ObjectStore
package import Upgrades

extension PathExplanation {
  /// What keeps an upgrade from being made comes before what it would do.
  package var text: String {
    var lines = Spelling.line(path) + "\n"
    lines += Text.table(
      [
        ["  layer", layer.map { "\($0): \(reason.words)" } ?? "none: \(reason.words)"],
        ["  here", present],
        ["  shipped", shipped.map(\.words) ?? notShipped],
        ["  kept in", runs.isEmpty ? "no generation" : runs[0]],
      ] + runs.dropFirst().map { ["", $0] })
    if isSwitchUnfinished {
      lines +=
        "A switch is unfinished ('cortex debug journal' shows it); what an upgrade would do is known once it is "
        + "finished or undone.\n"
    }
    if let refusal {
      lines += "The upgrade as a whole is refused: \(Phrasing(refusal).message).\n"
    }
    if let hindrance {
      lines += "An upgrade that writes this path is refused while \(hindrance.words).\n"
    }
    return lines + upgrades + (ownFile.map { $0.words + "\n" } ?? "")
  }

  /// What the upgrade to the release that was named does, or to any that there could be.
  private var upgrades: String {
    if isSwitchUnfinished { return "" }
    if isLost {
      return
        "An upgrade without --allow-missing is refused, since the database of the current generation is gone.\n"
    }
    if reason == .database, here != nil || outcomes.isEmpty { return databaseWords }
    guard let first = outcomes.first else {
      return ownFile == nil ? "Upgrades ignore it.\n" : ""
    }
    if first.release == .given { return "\(opening) \(first.words(of: layer)).\n" }
    return (hindrance == nil ? "In an upgrade" : "Otherwise, in an upgrade")
      + " to a release that\n"
      + Text.table(outcomes.map { ["  " + $0.release.words, $0.words(of: layer)] })
  }

  private var opening: String {
    refusal == nil ? "In this upgrade it is" : "If it went ahead, this file would be"
  }

  private var databaseWords: String {
    guard let migrations else {
      return "Upgrades keep it, and run the release's migrations that it does not have yet.\n"
    }
    return migrations.isEmpty
      ? "\(opening) kept, and no migration runs on it.\n"
      : "\(opening) kept, and migrated with \(migrations.joined(separator: ", ")).\n"
  }

  /// The obstacle to the upgrades that are described.
  private var hindrance: PathObstacle? {
    if let first = outcomes.first {
      return first.release == .given && refusal == nil ? nil : obstacle
    }
    // A report gets another name.
    return ownFile == nil || ownFile?.kind == .report ? nil : obstacle
  }

  /// What is at the path now.
  private var present: String {
    if let here { return isSwitchUnfinished ? here.words : "\(here.words), \(state)" }
    if let obstacle, obstacle.path != path { return "nothing, as \(obstacle.words)" }
    return found.map { "\($0.words), not managed" } ?? "nothing"
  }

  /// How the present file compares with the shipped one.
  private var state: String {
    switch isEdited {
    case true: "edited"
    case false: "as shipped"
    case nil: isBaseKnown ? "not shipped" : "perhaps edited"
    }
  }

  private var notShipped: String {
    isBaseKnown ? "not by the installed release" : "unknown, as the installed release is unknown"
  }

  /// Generations in a row that hold the same contents, in one line.
  private var runs: [String] {
    var runs: [[Held]] = []
    for held in generations {
      if let last = runs.last?.last, last.file == held.file, last.version == held.version {
        runs[runs.count - 1].append(held)
      } else {
        runs.append([held])
      }
    }
    return runs.map { run in
      let (first, last) = (run[0], run[run.count - 1])
      let numbers =
        run.count == 1
        ? "generation \(first.generation)" : "generations \(first.generation) to \(last.generation)"
      return "\(numbers) (\(first.version)): \(first.file.words)"
    }
  }
}

extension PathObstacle {
  fileprivate var words: String { "\(Spelling.line(path)) is \(kind.words)" }
}

extension GenerationContents.File {
  fileprivate var words: String { "\(kind), \(size) B, \(object.prefix(12))" }
}

extension LayerReason {
  var words: String {
    switch self {
    case .workspaceRule(let pattern): "layers.yaml says so with '\(pattern)'"
    case .shipped: "the release ships it, and no rule says otherwise"
    case .shippedByRule(let pattern):
      "the release ships it, and the default rule '\(pattern)' matches"
    case .held: "it is in that layer in the current generation"
    case .defaultRule(let pattern): "the default rule '\(pattern)' matches"
    case .shippedFolder: "the release ships a folder of that name"
    case .database: "databases are brain, whatever the rules say"
    case .reserved: "version control or cortex keeps its own records there"
    case .noRule: "no known release ships it and no rule matches, so it is not managed"
    }
  }
}

extension PathExplanation.Release {
  fileprivate var words: String {
    switch self {
    case .unchanged: "ships it as now:"
    case .changed: "ships it changed:"
    case .without: "does not ship it:"
    case .given: "is this one:"
    }
  }
}

extension PathExplanation.Outcome {
  fileprivate func words(of layer: Layer?) -> String {
    switch (decision, resolution) {
    case (.conflict, _) where conflicts == 0: "merged without a conflict"
    case (.conflict, _) where conflicts != nil:
      "merged; \(Text.count(conflicts ?? 0, "conflict")) to be answered"
    case (.replacedEdited, .merged): "merged line by line with your edit"
    case (.replacedEdited, .kept):
      "kept with your edit\(reason == nil ? ", as --core says" : notMerged)"
    case (.replacedEdited, .replaced):
      "replaced\(notMerged); the previous generation keeps your edit"
    default: decision.words(of: layer)
    }
  }

  private var notMerged: String {
    reason.map { ", since it cannot be merged (\($0))" } ?? ""
  }
}

extension FileDecision {
  fileprivate func words(of layer: Layer?) -> String {
    switch self {
    case .unchanged: "unchanged"
    case .added: "added"
    case .replaced: "replaced by the release's"
    case .replacedEdited:
      "replaced; the previous generation keeps your edit (--core merge merges it, --core keep keeps it)"
    case .removed: "removed, since you did not edit it"
    case .preserved: "kept, whatever the release ships: it is brain"
    case .keptEdited: "kept, since you edited it"
    case .conflict:
      layer == .config
        ? "merged; what you and the release both changed is asked about"
        : "asked about: yours and the release's are different"
    }
  }
}
