import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage
public import Upgrades

extension UpgradeError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .notADeployment(let path):
      Phrasing(
        .notADeployment,
        "\(path) is not a CORTEX deployment (no cortex-brain/)",
        advice: "cd into one, or pass --workspace DIR")
    case .noDeployment(let folders):
      Phrasing(
        .notADeployment,
        "\(folders.first ?? "") is not a CORTEX deployment"
          + (folders.count > 1
            ? ", nor is any folder above it up to \(folders[folders.count - 1])" : "")
          + " (no .cortex/ or cortex-brain/)",
        advice: "cd into one, or pass --workspace DIR")
    case .brainIsNoFolder(let path, let kind):
      Phrasing(
        .notADeployment,
        "\(path) is \(kind.words), not a folder in the deployment, so its contents cannot be protected",
        advice: "pass the folder that really contains it with --workspace")
    case .alreadyInitialised(let path, let lacksBase):
      Phrasing(
        .alreadyInitialised,
        "the deployment is already managed (\(path))",
        advice: "run 'cortex status' to see its state"
          + (lacksBase ? "; " + WithoutBase.remedy(store: path) : ""))
    case .wrongRelease(let path, let fit, let versions):
      Phrasing(
        .wrongRelease,
        "\(path) is not the installed release"
          + (versions.map { " (\($0.file) says \($0.local), but the release is \($0.release))" }
            ?? "")
          + ": of its \(Words.number(fit.total, "core file")), \(Words.digits(fit.same)) match, "
          + "\(Words.digits(fit.edited)) differ and \(Words.digits(fit.missing)) are missing",
        advice: "specify the installed release, or pass --force if this is the one")
    case .currentIsKnown(let number):
      Phrasing(
        .failed,
        "the pointer 'current' is intact: generation \(number) is in force",
        advice: "run 'cortex gen switch N' to switch to another")
    case .otherDeployment(let other, let store, let asked):
      Phrasing(
        .otherDeployment,
        "the store at \(store) belongs to the deployment at \(other), not to \(asked)",
        advice: "choose another store with --store, or, if the deployment was moved, remove "
          + "\(store.appending(StoreLayout.home)) and try again")
    case .unreadableLayers(let path, let fault):
      Phrasing(
        .failed,
        "cannot use \(path): \(fault)")
    case .emptyFolder(let path):
      Phrasing(
        .failed,
        "\(path) contains no files",
        advice: "specify a folder that has some")
    case .inTheWay(let path, let local, let release):
      Phrasing(
        .blocked,
        "\(path) is \(local.words) in the deployment, but \(release.words) in the release",
        advice: "move it away and try again")
    case .inTheWayOfUpgrade(let path, let local, let needed):
      Phrasing(
        .blocked,
        "\(path) is \(local.words), but an upgrade needs \(needed.words) there",
        advice: "move it away and try again")
    case .besideDatabase(let path, let database):
      Phrasing(
        .blocked,
        "the release contains \(path), which SQLite would read as part of the database \(database)",
        advice: "report this to the release's maintainers and stay on your version")
    case .unreadableRelease(let files):
      Phrasing(
        .release,
        "the release contains \(files.count == 1 ? "an invalid configuration" : "invalid configurations"): "
          + files.map(\.description).joined(separator: ", "),
        advice: "report this to the release's maintainers and stay on your version")
    case .dataChoiceNeeded(let migrations):
      Phrasing(
        .decisionNeeded,
        "\(migrations.joined(separator: ", ")) removed data that the older release may need",
        advice:
          "choose --data restore (the brain as it was then), --data carry (as it was then, with "
          + "what was written since) or --data keep (as it is)")
    case .decisionNeeded(let plan) where !plan.notForUpgrade.isEmpty:
      Phrasing(
        .decisionNeeded,
        "the release's version cannot be used for \(plan.notForUpgrade.joined(separator: ", "))",
        advice:
          "pass --on-conflict yours to keep your version, or run in a terminal to be asked about each"
      )
    case .decisionNeeded(let plan):
      Phrasing(
        .decisionNeeded,
        "\(plan.undecidedCount) conflict\(plan.undecidedCount == 1 ? "" : "s") between your files and "
          + "the release",
        advice: "review the plan with --dry-run, then pass --on-conflict yours (keep yours) or "
          + "--on-conflict release (take the release's; yours stay in the store), or run "
          + "in a terminal to be asked about each")
    case .downgrade(let downgrade, let change):
      Phrasing(
        .downgrade,
        "\(downgrade.words): \(change.words)",
        advice:
          "run 'cortex gen switch N --data restore' to go back with the brain as it was "
          + "('cortex gen list' lists generations), or pass --allow-downgrade to install \(downgrade.to) over it"
      )
    case .removals(let plan):
      Phrasing(
        .removals,
        "\(plan.removalWords ?? ""): \(plan.removalFolders(limit: 5).joined(separator: ", "))",
        advice: "review them with --dry-run, then pass --allow-removals if they are meant to go")
    case .coreUnknown(let choice):
      Phrasing(
        .failed,
        "--core \(choice.rawValue) cannot tell which core files you edited: the installed release is unknown",
        advice:
          "omit it (the previous generation keeps the replaced files), or move the store away and "
          + "start over with 'cortex init --release PACKAGE'")
    case .databasesLost(let lost):
      Phrasing(
        .databasesLost,
        lost.map(\.wording.finding).joined(separator: ", "),
        advice: "\(lost.first?.remedy ?? ""), or pass --allow-missing to go on without "
          + (lost.count == 1 ? "it" : "them"))
    case .planChanged(let asked, let now):
      Phrasing(
        .planChanged,
        "plan \(asked) is out of date: with the files as they are now, the plan is \(now)",
        advice: "review the new plan with --dry-run")
    case .checksFailed(let checks):
      Self.failed(checks.filter { $0.result == .failed })
    case .nothingBefore(let ways):
      Phrasing(
        .noGeneration,
        "nothing to roll back to: \(ways.current) is in force and has no parent",
        advice: (ways.forward.map {
          "run 'cortex gen switch \($0.number)' to go forward again to \($0)"
        }
          ?? "run 'cortex gen switch N' to switch to another generation ('cortex gen list' lists them)")
      )
    case .notConfirmed(let path):
      Phrasing(
        .failed,
        "\(path) does not contain the data just written to it")
    case .worseThanBefore(let findings):
      Phrasing(
        .failed,
        "the upgrade introduced new problems: \(findings.map(\.wording.finding).joined(separator: ", "))",
        advice: "report this to the release's maintainers and stay on your version")
    case .wrongVersion(let asked, let found):
      Phrasing(
        .failed,
        "the release is version \(found), but --to asks for \(asked)")
    case .notInGeneration(let path, let generation):
      Phrasing(
        .failed,
        "\(path) does not exist in generation \(generation)",
        advice: "run 'cortex gen show \(generation)' to list its contents")
    case .inNeither(let path, let one, let other):
      Phrasing(
        .failed,
        "\(path) does not exist in generation \(one) or \(other)",
        advice: "run 'cortex gen diff \(one) \(other)' to list what differs")
    case .aFolder(let path):
      Phrasing(
        .failed,
        "\(path) is a folder",
        advice: "specify a file in it")
    case .notManaged(let path, let generation):
      Phrasing(
        .failed,
        "layers.yaml excludes \(path), so it cannot be restored in place",
        advice:
          "run 'cortex gen restore \(generation) \(Spelling.shellWord(path)) --to DIR' to write a copy"
      )
    case .wholeGeneration(let number):
      Phrasing(
        .failed,
        "cannot restore all of generation \(number) in place",
        advice: "run 'cortex gen switch \(number)' to switch to it")
    case .outside(let path, let means, let root):
      Phrasing(
        .failed,
        "\(path) is outside the deployment at \(root)"
          + (means.map { $0 == path ? "" : " (it leads to \($0))" } ?? ""),
        advice: "specify a path in the deployment, relative to here or to its folder")
    case .noConflict(let file, let key):
      Phrasing(
        .noConflict,
        "the last upgrade left no conflict \(key.isEmpty ? "" : "at \(key) ")in \(file)",
        advice: "run 'cortex config conflicts' to list conflicts")
    case .severalConflicts(let file, let key, let names):
      Phrasing(
        .noConflict,
        "\(key.isEmpty ? "" : "\(key) in ")\(file) is ambiguous",
        advice: "use one of \(names.joined(separator: ", "))")
    case .mergeGone(let path, let number):
      Phrasing(
        .cannotResolve,
        "the files that \(path) was merged from are no longer in the store"
          + (number.map { " (generation \($0))" } ?? ""),
        advice: "edit the file directly")
    case .decidedWhole(let path, let reason, let advice):
      Phrasing(
        .cannotResolve,
        "\(path) was not merged: \(reason.isEmpty ? "you had deleted it" : reason)",
        advice: advice)
    case .noSuchAnswer(let key, let choices):
      Phrasing(
        .unusableAnswer,
        "not a valid answer for \(key.isEmpty ? "the conflict" : key)",
        advice: "use "
          + choices.map(\.word).joined(separator: ", ")
          + " or a value of your own")
    case .unusableText(let key, let reason):
      Phrasing(
        .unusableAnswer,
        "invalid value\(key.isEmpty ? "" : " for \(key)")"
          + (reason.isEmpty ? "" : ": \(reason)"),
        advice: reason.isEmpty ? "write the value as it would appear in the file" : "")
    case .editedSince(let path, let key):
      Phrasing(
        .cannotResolve,
        "\(path) was edited \(key.isEmpty ? "" : "at \(key) ")since the upgrade, and the answer "
          + "no longer fits",
        advice: "edit the file directly")
    case .unknownConfigFormat(let names):
      Phrasing(
        .unknownConfigFormat,
        "cannot tell the format from the file names \(names.joined(separator: ", "))",
        advice: "pass --format yaml, json or text")
    case .notMerged(let path, let what):
      Phrasing(
        .failed,
        "\(path) is \(what)",
        advice: "specify a file to merge")
    case .notCarried(let path, let fault):
      Phrasing(
        .failed,
        "cannot carry over what was written to \(path): \(fault.words)",
        advice: "pass --data restore "
          + "(the saved generation keeps the rows) or --data keep")
    case .noScratch(let refusals):
      Phrasing(
        .failed,
        "cannot create a folder for temporary files: "
          + refusals.map { "\($0.path.removingLastComponent()): \($0.code)" }.joined(
            separator: ", "),
        advice: "set TMPDIR to a writable folder")
    }
  }

  /// Every finding, and then what to do about each.
  private static func failed(_ checks: [Check]) -> Phrasing {
    Phrasing(
      checks.allSatisfy { $0.name == .space } ? .noSpace : .checksFailed,
      checks.map { "\($0.name.rawValue): \($0.finding.wording.finding)" }.joined(separator: "; "),
      advice: checks.map(\.finding.wording.advice).filter { !$0.isEmpty }.joined(separator: "; "))
  }
}

extension CarryFault {
  fileprivate var words: String {
    switch self {
    case .rows(let error): error.phrasing.message
    case .database(let fault): "\(fault)"
    }
  }
}
