import FileEffects
import Generations
package import Upgrades

extension PathExplanation {
  package var text: String {
    Spelling.line(path) + "\n"
      + Text.table(
        [
          ["  layer", layer.map { "\($0): \(reason.words)" } ?? "none: \(reason.words)"],
          [
            "  here", here.map { "\($0.words), \(isEdited?.edited ?? "not shipped")" } ?? "nothing",
          ],
          ["  shipped", shipped.map(\.words) ?? "not by the installed release"],
          ["  kept in", runs.isEmpty ? "no generation" : runs[0]],
        ] + runs.dropFirst().map { ["", $0] })
      + (outcomes.isEmpty
        ? "An upgrade passes it over.\n"
        : "In an upgrade to a release that\n"
          + Text.table(outcomes.map { ["  " + $0.release.words, $0.decision.words(of: layer)] }))
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

extension GenerationContents.File {
  fileprivate var words: String { "\(kind), \(size) B, \(object.prefix(12))" }
}

extension Bool {
  fileprivate var edited: String { self ? "edited" : "as shipped" }
}

extension LayerReason {
  var words: String {
    switch self {
    case .workspaceRule(let pattern): "layers.yaml says so with '\(pattern)'"
    case .shipped: "the release ships it as such"
    case .held: "the current generation holds it as such"
    case .defaultRule(let pattern): "the default rule '\(pattern)' matches"
    case .shippedFolder: "the release ships a folder of that name"
    case .database: "databases are brain, whatever the rules say"
    case .reserved: "version control or cortex keeps its own records there"
    case .noRule: "no release ships it and no rule matches, so it is yours and not managed"
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

extension FileDecision {
  fileprivate func words(of layer: String?) -> String {
    switch self {
    case .unchanged: "it stays as it is"
    case .added: "added"
    case .replaced: "replaced by the release's"
    case .replacedEdited:
      "replaced; your edit stays in the generation before (--core merge merges it, --core keep keeps it)"
    case .removed: "removed, since you did not edit it"
    case .preserved: "kept, whatever the release ships: it is brain"
    case .keptEdited: "kept, since you edited it"
    case .conflict:
      layer == "config"
        ? "merged; what you and the release both changed is asked about"
        : "asked about: yours and the release's are different"
    }
  }
}
