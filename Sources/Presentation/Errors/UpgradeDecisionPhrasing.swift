import SystemPackage
import Upgrades

/// Messages for an upgrade or a switch that waits for a decision, or is refused for what was found.
extension Phrasing {
  static func dataChoiceNeeded(_ migrations: [String]) -> Phrasing {
    Phrasing(
      .decisionNeeded,
      "\(migrations.joined(separator: ", ")) removed data that the older release may need",
      advice:
        "choose --data restore (the brain as it was then), --data carry (as it was then, with "
        + "what was written since) or --data keep (as it is)")
  }

  static func notForUpgrade(_ plan: UpgradePlan) -> Phrasing {
    Phrasing(
      .decisionNeeded,
      "the release's version cannot be used for \(plan.notForUpgrade.joined(separator: ", "))",
      advice:
        "pass --on-conflict yours to keep your version, or run in a terminal to be asked about each"
    )
  }

  static func undecided(_ plan: UpgradePlan) -> Phrasing {
    Phrasing(
      .decisionNeeded,
      "\(plan.undecidedCount) conflict\(plan.undecidedCount == 1 ? "" : "s") between your files and "
        + "the release",
      advice: "review the plan with --dry-run, then pass --on-conflict yours (keep yours) or "
        + "--on-conflict release (take the release's; yours stay in the store), or run "
        + "in a terminal to be asked about each")
  }

  static func downgrade(_ downgrade: Downgrade, _ change: VersionChange) -> Phrasing {
    Phrasing(
      .downgrade,
      downgrade.words(change),
      advice: "run 'cortex gen switch N --data restore' to go back with the brain as it was "
        + "('cortex gen list' lists generations), or pass --allow-downgrade to install it anyway")
  }

  static func removals(_ plan: UpgradePlan) -> Phrasing {
    Phrasing(
      .removals,
      "\(plan.removalWords ?? ""): \(plan.removalFolders(limit: 5).joined(separator: ", "))",
      advice: "review them with --dry-run, then pass --allow-removals if they are meant to go")
  }

  static func coreUnknown(_ choice: CoreChoice) -> Phrasing {
    Phrasing(
      .failed,
      "--core \(choice.rawValue) cannot tell which core files you edited: the installed release is unknown",
      advice:
        "omit it (the previous generation keeps the replaced files), or move the store away and "
        + "start over with 'cortex init --release PACKAGE'")
  }

  static func databasesLost(_ lost: [LostDatabase]) -> Phrasing {
    Phrasing(
      .databasesLost,
      lost.map(\.wording.finding).joined(separator: ", "),
      advice: "\(lost.first?.remedy ?? ""), or pass --allow-missing to go on without "
        + (lost.count == 1 ? "it" : "them"))
  }

  static func planChanged(_ asked: String, _ now: String) -> Phrasing {
    Phrasing(
      .planChanged,
      "plan \(asked) is out of date: with the files as they are now, the plan is \(now)",
      advice: "review the new plan with --dry-run")
  }

  static func noPlan(_ name: String) -> Phrasing {
    Phrasing(
      .noPlan,
      "no plan \(name) is saved here (the ten newest are kept)",
      advice: "give its release and options too, or run 'cortex upgrade --dry-run' for a new one")
  }

  static func severalPlans(_ name: String, _ names: [String]) -> Phrasing {
    Phrasing(
      .noPlan,
      "several plans begin with \(name): \(names.joined(separator: ", "))",
      advice: "give more digits")
  }

  static func unreadablePlan(_ path: FilePath) -> Phrasing {
    Phrasing(
      .noPlan,
      "cannot read the saved plan \(path)",
      advice: "run 'cortex upgrade --dry-run' for a new one")
  }

  /// Every finding, and then what to do about each.
  static func checksFailed(_ all: [Check]) -> Phrasing {
    let checks = all.filter { $0.result == .failed }
    return Phrasing(
      checks.allSatisfy { $0.name == .space } ? .noSpace : .checksFailed,
      checks.map { "\($0.name.rawValue): \($0.finding.wording.finding)" }.joined(separator: "; "),
      advice: checks.map(\.finding.wording.advice).filter { !$0.isEmpty }.joined(separator: "; "))
  }

  static func nothingBefore(_ ways: WaysBack) -> Phrasing {
    Phrasing(
      .noGeneration,
      "nothing to roll back to: \(ways.current) is in force and has no parent",
      advice: (ways.forward.map {
        "run 'cortex gen switch \($0.number)' to go forward again to \($0)"
      }
        ?? "run 'cortex gen switch N' to switch to another generation ('cortex gen list' lists them)")
    )
  }

  static func worseThanBefore(_ findings: [Finding]) -> Phrasing {
    Phrasing(
      .failed,
      "the upgrade introduced new problems: \(findings.map(\.wording.finding).joined(separator: "; "))",
      advice: "report this to the release's maintainers and stay on your version")
  }
}
