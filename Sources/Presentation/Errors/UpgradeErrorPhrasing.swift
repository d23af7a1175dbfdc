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
        "\(path) is no deployment of CORTEX: there is no folder cortex-brain in it",
        advice: "go to one, or name it with --workspace")
    case .noDeployment(let folders):
      Phrasing(
        .notADeployment,
        "\(folders.first ?? "") is no deployment of CORTEX"
          + (folders.count > 1
            ? ", nor is any folder above it up to \(folders[folders.count - 1])" : "")
          + ": no store (.cortex) and no folder cortex-brain",
        advice: "go to the deployment's folder, or name it with --workspace")
    case .brainIsNoFolder(let path, let what):
      Phrasing(
        .notADeployment,
        "\(path) is \(what), not a folder of the deployment, so what is in it cannot be kept safe",
        advice: "name the folder that it is in with --workspace")
    case .alreadyInitialised(let path, let lacksBase):
      Phrasing(
        .alreadyInitialised,
        "the deployment is under management already (\(path))",
        advice: "'cortex status' tells its state"
          + (lacksBase ? "; " + WithoutBase.remedy(store: path) : ""))
    case .wrongRelease(let path, let fit, let versions):
      Phrasing(
        .wrongRelease,
        "\(path) is not the release that is installed"
          + (versions.map { " (\($0.file) says \($0.local), and the release is \($0.release))" }
            ?? "")
          + ": of its \(Words.number(fit.total, "core file")) \(Words.digits(fit.same)) are here as it shipped "
          + "them, \(Words.digits(fit.edited)) differ and \(Words.digits(fit.missing)) are missing",
        advice: "name the release that is installed, or say --force if this is the one")
    case .currentIsKnown(let number):
      Phrasing(
        .failed,
        "generation \(number) is in force, and the store knows it",
        advice: "'cortex gen switch N' goes to another")
    case .otherDeployment(let other, let store, let asked):
      Phrasing(
        .otherDeployment,
        "the store at \(store) belongs to the deployment at \(other), not to the one at \(asked)",
        advice: "give "
          + "this one a store of its own with --store, or, if it has taken the other one's place, remove "
          + "\(store.appending(StoreLayout.home)) and name it again")
    case .unreadableLayers(let path, let reason):
      Phrasing(
        .failed,
        "\(path) cannot be used: \(reason)")
    case .emptyFolder(let path):
      Phrasing(
        .failed,
        "\(path) holds no files",
        advice: "name a folder that has some")
    case .inTheWay(let path, let local, let release):
      Phrasing(
        .blocked,
        "\(path) is \(local) in the deployment and \(release) in the release",
        advice: "move it away and run the command again")
    case .inTheWayOfUpgrade(let path, let local, let needed):
      Phrasing(
        .blocked,
        "\(path) is \(local), and an upgrade needs \(needed) there",
        advice: "move it away and run the command again")
    case .besideDatabase(let path, let database):
      Phrasing(
        .blocked,
        "the release has \(path), which SQLite would take for a part of the database \(database)",
        advice: "tell those who made the release, and stay with the version that you have")
    case .unreadableRelease(let files):
      Phrasing(
        .release,
        "the release has \(files.count == 1 ? "a configuration" : "configurations") that cannot be read: "
          + files.map(\.description).joined(separator: ", "),
        advice: "tell those who made the release, and stay with the version that you have")
    case .dataChoiceNeeded(let migrations):
      Phrasing(
        .decisionNeeded,
        "what \(migrations.joined(separator: ", ")) took away may be missed",
        advice: "say what becomes of the "
          + "brain: --data restore goes back to what it held, --data carry brings along what was "
          + "written since, --data keep leaves it as it is")
    case .decisionNeeded(let plan) where !plan.notForUpgrade.isEmpty:
      Phrasing(
        .decisionNeeded,
        "the release's version cannot be used for \(plan.notForUpgrade.joined(separator: ", "))",
        advice:
          "say --on-conflict yours (keep yours), or run the command on a terminal to answer them one by "
          + "one")
    case .decisionNeeded(let plan):
      Phrasing(
        .decisionNeeded,
        "\(plan.undecidedCount) conflict\(plan.undecidedCount == 1 ? "" : "s") between your files and "
          + "the release",
        advice: "look at them with --dry-run, then say --on-conflict yours (keep yours) or "
          + "--on-conflict release (take the release's; yours stay in the store), or run the command "
          + "on a terminal to answer them one by one")
    case .downgrade(let downgrade, let change):
      Phrasing(
        .downgrade,
        "\(downgrade.words): \(change.words)",
        advice:
          "'cortex gen list' shows the generations, and 'cortex gen switch N --data restore' goes "
          + "back with the brain as it was, or say --allow-downgrade to install \(downgrade.to) over it"
      )
    case .removals(let plan):
      Phrasing(
        .removals,
        "\(plan.removalWords ?? ""): \(plan.removalFolders(limit: 5).joined(separator: ", "))",
        advice: "look at them with --dry-run, and say --allow-removals if they are meant to go")
    case .coreUnknown(let choice):
      Phrasing(
        .failed,
        "--core \(choice.rawValue) cannot tell which core files you edited: the installed release is unknown",
        advice:
          "leave it out (what is replaced stays in the generation from before), or move the store away and "
          + "start over with 'cortex init --release PACKAGE'")
    case .databasesLost(let lost):
      Phrasing(
        .databasesLost,
        lost.map(\.wording.finding).joined(separator: ", "),
        advice: "\(lost.first?.remedy ?? ""), or say --allow-missing to go on without "
          + (lost.count == 1 ? "it" : "them"))
    case .planChanged(let asked, let now):
      Phrasing(
        .planChanged,
        "plan \(asked) no longer holds: with the files as they are now it is plan \(now)",
        advice: "look at it with --dry-run")
    case .checksFailed(let checks):
      Self.failed(checks.filter { $0.result == .failed })
    case .nothingBefore(let ways):
      Phrasing(
        .noGeneration,
        "nothing came before \(ways.current), which is in force",
        advice: (ways.forward.map { "'cortex gen switch \($0.number)' goes forward again to \($0)" }
          ?? "'cortex gen switch N' goes to any generation, and 'cortex gen list' shows them"))
    case .notConfirmed(let path):
      Phrasing(
        .failed,
        "\(path) is not what was written to it")
    case .worseThanBefore(let findings):
      Phrasing(
        .failed,
        "afterwards \(findings.map(\.wording.finding).joined(separator: ", "))",
        advice: "tell those who made the release, and stay with the version that you have")
    case .wrongVersion(let asked, let found):
      Phrasing(
        .failed,
        "the release is version \(found), and --to asks for \(asked)")
    case .notInGeneration(let path, let generation):
      Phrasing(
        .failed,
        "there is no \(path) in generation \(generation)",
        advice: "'cortex gen show \(generation)' lists what is in it")
    case .inNeither(let path, let one, let other):
      Phrasing(
        .failed,
        "there is no \(path) in generation \(one) or \(other)",
        advice: "'cortex gen diff \(one) \(other)' lists what differs")
    case .aFolder(let path):
      Phrasing(
        .failed,
        "\(path) is a folder",
        advice: "name a file in it")
    case .notManaged(let path, let generation):
      Phrasing(
        .failed,
        "layers.yaml takes \(path) out of what is looked after, so it is not put back in place",
        advice:
          "'cortex gen restore \(generation) \(Spelling.shellWord(path)) --to DIR' writes a copy")
    case .wholeGeneration(let number):
      Phrasing(
        .failed,
        "that is all of generation \(number)",
        advice: "'cortex gen switch \(number)' goes to it")
    case .outside(let path, let means, let root):
      Phrasing(
        .failed,
        "\(path) leads out of the deployment at \(root)"
          + (means.map { $0 == path ? "" : " (to \($0))" } ?? ""),
        advice: "name something in it, as typed here or from its folder")
    case .noConflict(let file, let key):
      Phrasing(
        .noConflict,
        "the last upgrade left no conflict \(key.isEmpty ? "" : "\(key) ")in \(file)",
        advice: "'cortex config conflicts' lists those that there are")
    case .severalConflicts(let file, let key, let names):
      Phrasing(
        .noConflict,
        "\(key.isEmpty ? "" : "\(key) in ")\(file) can be more than one",
        advice: "name one of these instead: \(names.joined(separator: ", "))")
    case .mergeGone(let path, let number):
      Phrasing(
        .cannotResolve,
        "what \(path) was merged from is not in the store any more"
          + (number.map { " (generation \($0))" } ?? ""),
        advice: "edit the file itself")
    case .decidedWhole(let path, let reason, let advice):
      Phrasing(
        .cannotResolve,
        "\(path) was decided as a whole\(reason.isEmpty ? ", as you had deleted it" : ": \(reason)")",
        advice: advice)
    case .noSuchAnswer(let key, let choices):
      Phrasing(
        .unusableAnswer,
        "\(key.isEmpty ? "the conflict" : key) cannot be answered so",
        advice: "there are "
          + choices.map { ["local": "yours", "upgrade": "release"][$0] ?? $0 }.joined(
            separator: ", ")
          + " and a text of your own")
    case .unusableText(let key, let reason):
      Phrasing(
        .unusableAnswer,
        "the text cannot be put at \(key.isEmpty ? "that place" : key)"
          + (reason.isEmpty ? "" : ": \(reason)"),
        advice: reason.isEmpty ? "give a value as the file would have it" : "")
    case .editedSince(let path, let key):
      Phrasing(
        .cannotResolve,
        "\(path) was edited \(key.isEmpty ? "" : "at \(key) ")since the upgrade, and the answer does "
          + "not fit there any more",
        advice: "edit the file itself")
    case .unknownConfigFormat(let names):
      Phrasing(
        .unknownConfigFormat,
        "no ending of \(names.joined(separator: ", ")) says which format it is",
        advice: "say --format yaml, json or text")
    case .notMerged(let path, let what):
      Phrasing(
        .failed,
        "\(path) is \(what)",
        advice: "name a file to be merged")
    case .notCarried(let path, let reason):
      Phrasing(
        .failed,
        "the rows written to \(path) since cannot be carried: \(reason)",
        advice: "go back with --data restore "
          + "(they stay in the saved generation) or --data keep")
    case .noScratch(let refusals):
      Phrasing(
        .failed,
        "no folder for temporary files can be made: "
          + refusals.map { "\($0.path.removingLastComponent()): \($0.code)" }.joined(
            separator: ", "),
        advice: "set TMPDIR to a folder that you may write to")
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
