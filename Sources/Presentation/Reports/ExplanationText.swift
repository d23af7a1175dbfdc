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
        "A switch is unfinished; an upgrade finishes or undoes it first ('cortex debug journal' shows it).\n"
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
    guard let first = outcomes.first else {
      if ownFile != nil { return "" }
      return reason == .database
        ? "Upgrades keep it, and run the release's migrations on it.\n" : "Upgrades ignore it.\n"
    }
    if first.release == .given {
      let opening =
        refusal == nil ? "In this upgrade it is" : "If it went ahead, this file would be"
      return "\(opening) \(first.words(of: layer)).\n"
    }
    return (hindrance == nil ? "In an upgrade" : "Otherwise, in an upgrade")
      + " to a release that\n"
      + Text.table(outcomes.map { ["  " + $0.release.words, $0.words(of: layer)] })
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
    if let here { return "\(here.words), \(state)" }
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

extension OwnFile {
  fileprivate var words: String {
    switch kind {
    case .version: versionWords
    case .migrations: migrationWords
    case .report:
      "Upgrades write their reports under new names in this folder, and replace none."
    }
  }

  private var versionWords: String {
    if isWritten == true { return "Every upgrade writes the installed version to it." }
    return instead.isEmpty
      ? "This upgrade changes nothing, so it does not write the version to it."
      : "Upgrades write the installed version to \(instead.joined(separator: " and ")) instead."
  }

  private var migrationWords: String {
    switch isWritten {
    case true: "This upgrade runs migrations, and lists them in it."
    case false: "This upgrade runs no migrations, so it does not write their list."
    case nil: "An upgrade that runs migrations lists them in it."
    }
  }
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
