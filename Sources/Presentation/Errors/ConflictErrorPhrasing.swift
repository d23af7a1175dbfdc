import ConfigMerge
import Generations
import SystemPackage
import Upgrades

/// Messages for a conflict that cannot be answered, or a file that cannot be merged.
extension Phrasing {
  static func noConflict(_ file: String, _ key: String) -> Phrasing {
    Phrasing(
      .noConflict,
      "the last upgrade left no conflict \(key.isEmpty ? "" : "at \(key) ")in \(file)",
      advice: "run 'cortex config conflicts' to list conflicts")
  }

  static func severalConflicts(_ file: String, _ key: String, _ names: [String]) -> Phrasing {
    Phrasing(
      .noConflict,
      "\(key.isEmpty ? "" : "\(key) in ")\(file) is ambiguous",
      advice: "use one of \(names.joined(separator: ", "))")
  }

  static func mergeGone(_ path: String, _ number: Generation.Number?) -> Phrasing {
    Phrasing(
      .cannotResolve,
      "the files that \(path) was merged from are no longer in the store"
        + (number.map { " (generation \($0))" } ?? ""),
      advice: "edit the file directly")
  }

  static func decidedWhole(
    _ path: String, _ reason: WholeFile.Reason?, _ advice: WholeFile.Advice
  ) -> Phrasing {
    Phrasing(
      .cannotResolve,
      "\(path) was not merged: " + (reason.map { "\($0)" } ?? "you had deleted it"),
      advice: "\(advice)")
  }

  static func noSuchAnswer(_ key: String, _ choices: [ConflictResolution]) -> Phrasing {
    Phrasing(
      .unusableAnswer,
      "not a valid answer for \(key.isEmpty ? "the conflict" : key)",
      advice: "use "
        + choices.map(\.word).joined(separator: ", ")
        + " or a value of your own")
  }

  static func unusableText(_ key: String, _ reason: UnusableAnswer?) -> Phrasing {
    Phrasing(
      .unusableAnswer,
      "invalid value\(key.isEmpty ? "" : " for \(key)")"
        + (reason.map { ": \($0)" } ?? ""),
      advice: reason == nil ? "write the value as it would appear in the file" : "")
  }

  static func editedSince(_ path: String, _ key: String) -> Phrasing {
    Phrasing(
      .cannotResolve,
      "\(path) was edited \(key.isEmpty ? "" : "at \(key) ")since the upgrade, and the answer "
        + "no longer fits",
      advice: "edit the file directly")
  }

  static func unknownConfigFormat(_ names: [String]) -> Phrasing {
    Phrasing(
      .unknownConfigFormat,
      "cannot tell the format from the file names \(names.joined(separator: ", "))",
      advice: "pass --format yaml, json or text")
  }

  static func notMerged(_ path: FilePath, _ what: Unmergeable) -> Phrasing {
    Phrasing(
      .failed,
      "\(path) is \(what)",
      advice: "specify a file to merge")
  }
}
