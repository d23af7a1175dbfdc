import ConfigMerge
import Generations
package import Upgrades

// What is decided and why, as `--verbose` adds it to a report.

extension SnapshotReport {
  /// Which files are changed, and why each has its layer.
  var reasonText: String {
    (fits?.fileText ?? "")
      + layers.map {
        Text.files("\($0.layer), since \($0.reason.words)", $0.paths, verbose: true)
      }.joined() + (changes?.text ?? "")
  }
}

extension ReleaseFit {
  /// The core files that are not as the release ships them.
  fileprivate var fileText: String {
    Text.files("Edited since the release", editedFiles, verbose: true)
      + Text.files("Shipped by the release, and missing", missingFiles, verbose: true)
  }
}

extension SnapshotReport.Changes {
  fileprivate var text: String {
    Text.files("Added since generation \(since)", files.added, verbose: true)
      + Text.files("Changed since generation \(since)", files.replaced, verbose: true)
      + Text.files("Removed since generation \(since)", files.removed, verbose: true)
      + (folders > 0
        ? "\(Text.count(folders, "folder")) with other permissions than in generation \(since)\n"
        : "")
  }
}

extension DeletionReport {
  /// What has kept each generation so far.
  var reasonText: String {
    Text.list(
      "Kept so far",
      verdicts.map { verdict in
        "\(verdict.number): "
          + (verdict.isKept
            ? verdict.reasons.map(\.description).joined(separator: ", ")
            : "for no reason; the next 'cortex gc' would drop it")
      }, limit: .max)
  }
}

extension MigrationStatusReport {
  /// Why each migration is to be run or not.
  var reasonText: String {
    Text.list(
      "Migrations",
      databases.flatMap { database in
        database.applied.map {
          "\($0) is not needed: \(database.path) has version \(database.version) already"
        }
          + database.pending.map {
            "\($0) is pending: \(database.path) has only version \(database.version)"
          }
      }, limit: .max)
  }
}

extension SwitchReport {
  /// Why the brain goes or stays.
  var dataReasonText: String {
    switch dataReason {
    case nil: ""
    case .chosen: "Data: \(data.rawValue), as you chose.\n"
    case .nothingTakenAway:
      "Data: \(data.rawValue), since no migration in between dropped anything.\n"
    }
  }
}

extension ResolveReport {
  /// How the conflict was resolved before, and what that means for the file.
  var reasonText: String {
    guard let previous else { return "" }
    return "So far it was resolved with \(previous.answerWords)"
      + (created && !fileChanged ? ", which leads to the same file" : "") + ".\n"
  }
}

extension ConflictResolution {
  /// The side that it takes.
  var answerWords: String {
    switch self {
    case .local: "yours"
    case .upgrade: "the release's"
    case .both: "both"
    case .text, .abort: "your text"
    }
  }
}

extension FileMergeReport {
  /// What becomes of every key, and why.
  package var reasonText: String {
    Text.list("Keys", changes.map(\.words), limit: .max)
      + Text.list(
        "Conflicts",
        conflicts.filter(\.isDecided).map {
          "\($0.place): \($0.bothWords); --on-conflict takes \($0.resolution.word)"
        }, limit: .max)
  }
}

extension UpgradePlan.KeyChange {
  /// What becomes of the key, and why.
  fileprivate var words: String {
    let words =
      switch kind {
      case .kept where custom: "kept, since only you have it"
      case .kept: "left as you have it, since only you changed it"
      case .added: "added, since the release is the first to have it"
      case .replaced: "taken from the release, since you did not change it"
      case .removed: "removed, since the release no longer has it and you did not change it"
      }
    return "\(path.isEmpty ? "lines" : path): \(words)"
  }
}
