public import FileEffects
public import Generations
import ObjectStore
public import SystemPackage

/// Why a deployment could not be opened, upgraded or switched; nothing was changed.
public enum UpgradeError: Error, Sendable {
  /// The folder holds no `cortex-brain/`.
  case notADeployment(FilePath)
  /// None of these folders, the one that a command was typed in and those above it, is a deployment.
  case noDeployment([FilePath])
  /// `cortex-brain` leads out of the folder, or is no folder.
  case brainIsNoFolder(FilePath, what: String)
  /// It is under management already; `lacksBase` if nobody has said yet which release is installed.
  case alreadyInitialised(FilePath, lacksBase: Bool)
  /// The release is not the one that the deployment was installed from.
  case wrongRelease(FilePath, ReleaseFit, ReleaseFit.Difference?)
  /// A generation was named to be put in force, and the store knows which one is.
  case currentIsKnown(Generation.Number)
  /// The store is another deployment's.
  case otherDeployment(FilePath, store: FilePath, asked: FilePath)
  case unreadableLayers(FilePath, reason: String)
  /// There is nothing to be taken in.
  case emptyFolder(FilePath)
  /// A release has a folder where the deployment has something else, or the reverse.
  case inTheWay(path: String, local: String, release: String)
  /// The same where the upgrade itself writes.
  case inTheWayOfUpgrade(path: String, local: String, needed: String)
  /// A release has something where SQLite keeps files of its own beside a database that is there.
  case besideDatabase(path: String, database: String)
  /// A release has configurations that no program can load, and the deployment has ones that can be loaded.
  case unreadableRelease([UnreadableConfiguration])
  /// Conflicts, and no word on what to do with them.
  case decisionNeeded(UpgradePlan)
  /// These migrations took something away, and nobody said what becomes of the brain.
  case dataChoiceNeeded([String])
  /// The release is older than what is here, and nobody said that this is meant.
  case downgrade(String, to: String)
  /// More core files would go than by the way, and no manifest of the release says so.
  case removals(UpgradePlan)
  /// What the user edited is not known, and something is to be done with it.
  case coreUnknown(CoreChoice)
  /// Databases that the generation in force holds are gone, and nobody said that this is meant.
  case databasesLost([LostDatabase])
  /// The plan that was asked for is not the one that would be carried out now.
  case planChanged(asked: String, now: String)
  /// Checks failed beforehand.
  case checksFailed([Check])
  /// The generation in force has no parent.
  case nothingBefore(WaysBack)
  /// The files that were just put in place are not what was meant.
  case notConfirmed(path: String)
  /// What was just put in place has faults that were not there before.
  case worseThanBefore([String])
  case wrongVersion(asked: String, found: String)
  case notInGeneration(path: String, generation: String)
  /// Two generations were to be compared in it.
  case inNeither(path: String, Generation.Number, Generation.Number)
  /// A file was asked for, and a folder is there.
  case aFolder(path: String)
  /// Files were to be put back that the workspace's own rules say are none of CORTEX's.
  case notManaged(path: String, generation: String)
  /// All of a generation was to be put back in place.
  case wholeGeneration(Generation.Number)
  /// A path that was typed leads out of the deployment: to `means`, or above all folders.
  case outside(path: String, means: String?, root: FilePath)
  /// The last merge has no such conflict.
  case noConflict(file: String, key: String)
  /// A name means more than one conflict; `names` tell them apart.
  case severalConflicts(file: String, key: String, names: [String])
  /// What a file was merged from is not in the store any more.
  case mergeGone(path: String, from: Generation.Number?)
  /// A file was not merged, so that there is nothing in it to be answered in another way.
  case decidedWhole(path: String, _ reason: String, advice: String)
  /// The conflict cannot be answered so.
  case noSuchAnswer(key: String, choices: [String])
  /// The text is no value that could be put there.
  case unusableText(key: String, reason: String)
  /// A configuration was edited at the place of a conflict since it was merged.
  case editedSince(path: String, key: String)
  /// No name of a file says which format it has.
  case unknownConfigFormat(names: [String])
  /// What is named is nothing that can be merged.
  case notMerged(FilePath, what: String)
  /// The rows written since cannot be carried into a database as it was.
  case notCarried(path: String, reason: String)
  /// No folder for temporary files can be made; why, for each place that was tried.
  case noScratch([FileError])
  /// Something that a later version of this program does.
  case notSupported(String)
}

extension UpgradeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notADeployment(let path):
      "\(path) is no deployment of CORTEX: there is no folder cortex-brain in it; "
        + "go to one, or name it with --workspace"
    case .noDeployment(let folders):
      "\(folders.first ?? "") is no deployment of CORTEX"
        + (folders.count > 1
          ? ", nor is any folder above it up to \(folders[folders.count - 1])" : "")
        + ": no store (.cortex) and no folder cortex-brain; "
        + "go to the deployment's folder, or name it with --workspace"
    case .brainIsNoFolder(let path, let what):
      "\(path) is \(what), not a folder of the deployment, so what is in it cannot be kept safe; "
        + "name the folder that it is in with --workspace"
    case .alreadyInitialised(let path, let lacksBase):
      "the deployment is under management already (\(path)); 'cortex status' tells its state"
        + (lacksBase ? "; " + WithoutBase.remedy(store: path) : "")
    case .wrongRelease(let path, let fit, let versions):
      "\(path) is not the release that is installed"
        + (versions.map { " (\($0.file) says \($0.local), and the release is \($0.release))" } ?? "")
        + ": of its \(Words.number(fit.total, "core file")) \(Words.digits(fit.same)) are here as it shipped "
        + "them, \(Words.digits(fit.edited)) differ and \(Words.digits(fit.missing)) are missing; name the "
        + "release that is installed, or say --force if this is the one"
    case .currentIsKnown(let number):
      "generation \(number) is in force, and the store knows it; "
        + "'cortex gen switch N' goes to another"
    case .otherDeployment(let other, let store, let asked):
      "the store at \(store) belongs to the deployment at \(other), not to the one at \(asked); give "
        + "this one a store of its own with --store, or, if it has taken the other one's place, remove "
        + "\(store.appending(StoreLayout.home)) and name it again"
    case .unreadableLayers(let path, let reason):
      "\(path) cannot be used: \(reason)"
    case .emptyFolder(let path):
      "\(path) holds no files; name a folder that has some"
    case .inTheWay(let path, let local, let release):
      "\(path) is \(local) in the deployment and \(release) in the release; "
        + "move it away and run the command again"
    case .inTheWayOfUpgrade(let path, let local, let needed):
      "\(path) is \(local), and an upgrade needs \(needed) there; "
        + "move it away and run the command again"
    case .besideDatabase(let path, let database):
      "the release has \(path), which SQLite would take for a part of the database \(database); "
        + "tell those who made the release, and stay with the version that you have"
    case .unreadableRelease(let files):
      "the release has \(files.count == 1 ? "a configuration" : "configurations") that cannot be read: "
        + files.map(\.description).joined(separator: ", ")
        + "; tell those who made the release, and stay with the version that you have"
    case .dataChoiceNeeded(let migrations):
      "what \(migrations.joined(separator: ", ")) took away may be missed; say what becomes of the "
        + "brain: --data restore goes back to what it held, --data carry brings along what was "
        + "written since, --data keep leaves it as it is"
    case .decisionNeeded(let plan) where !plan.notForUpgrade.isEmpty:
      "the release's version cannot be used for \(plan.notForUpgrade.joined(separator: ", ")); "
        + "say --on-conflict yours (keep yours), or run the command on a terminal to answer them one by "
        + "one"
    case .decisionNeeded(let plan):
      "\(plan.undecidedCount) conflict\(plan.undecidedCount == 1 ? "" : "s") between your files and "
        + "the release; look at them with --dry-run, then say --on-conflict yours (keep yours) or "
        + "--on-conflict release (take the release's; yours stay in the store), or run the command "
        + "on a terminal to answer them one by one"
    case .downgrade(let reason, let version):
      "\(reason); 'cortex gen list' shows the generations, and 'cortex gen switch N --data restore' goes "
        + "back with the brain as it was, or say --allow-downgrade to install \(version) over it"
    case .removals(let plan):
      "\(plan.removalWords ?? ""): \(plan.removalFolders(limit: 5).joined(separator: ", ")); look at them "
        + "with --dry-run, and say --allow-removals if they are meant to go"
    case .coreUnknown(let choice):
      "--core \(choice.rawValue) cannot tell which core files you edited: the installed release is unknown; "
        + "leave it out (what is replaced stays in the generation from before), or move the store away and "
        + "start over with 'cortex init --release PACKAGE'"
    case .databasesLost(let lost):
      lost.map(\.description).joined(separator: ", ")
        + "; \(lost.first?.remedy ?? ""), or say --allow-missing to go on without "
        + (lost.count == 1 ? "it" : "them")
    case .planChanged(let asked, let now):
      "plan \(asked) no longer holds: with the files as they are now it is plan \(now); "
        + "look at it with --dry-run"
    case .checksFailed(let checks):
      checks.filter { $0.result == .failed }.map { "\($0.name): \($0.detail)" }
        .joined(separator: "; ")
    case .nothingBefore(let ways):
      "nothing came before \(ways.current), which is in force; "
        + (ways.forward.map { "'cortex gen switch \($0.number)' goes forward again to \($0)" }
          ?? "'cortex gen switch N' goes to any generation, and 'cortex gen list' shows them")
    case .notConfirmed(let path):
      "\(path) is not what was written to it"
    case .worseThanBefore(let findings):
      "afterwards \(findings.joined(separator: ", ")); "
        + "tell those who made the release, and stay with the version that you have"
    case .wrongVersion(let asked, let found):
      "the release is version \(found), and --to asks for \(asked)"
    case .notInGeneration(let path, let generation):
      "there is no \(path) in generation \(generation); "
        + "'cortex gen show \(generation)' lists what is in it"
    case .inNeither(let path, let one, let other):
      "there is no \(path) in generation \(one) or \(other); "
        + "'cortex gen diff \(one) \(other)' lists what differs"
    case .aFolder(let path):
      "\(path) is a folder; name a file in it"
    case .notManaged(let path, let generation):
      "layers.yaml takes \(path) out of what is looked after, so it is not put back in place; "
        + "'cortex gen restore \(generation) \(Spelling.shellWord(path)) --to DIR' writes a copy"
    case .wholeGeneration(let number):
      "that is all of generation \(number); 'cortex gen switch \(number)' goes to it"
    case .outside(let path, let means, let root):
      "\(path) leads out of the deployment at \(root)"
        + (means.map { $0 == path ? "" : " (to \($0))" } ?? "")
        + "; name something in it, as typed here or from its folder"
    case .noConflict(let file, let key):
      "the last upgrade left no conflict \(key.isEmpty ? "" : "\(key) ")in \(file); "
        + "'cortex config conflicts' lists those that there are"
    case .severalConflicts(let file, let key, let names):
      "\(key.isEmpty ? "" : "\(key) in ")\(file) can be more than one; "
        + "name one of these instead: \(names.joined(separator: ", "))"
    case .mergeGone(let path, let number):
      "what \(path) was merged from is not in the store any more"
        + (number.map { " (generation \($0))" } ?? "") + "; edit the file itself"
    case .decidedWhole(let path, let reason, let advice):
      "\(path) was decided as a whole\(reason.isEmpty ? ", as you had deleted it" : ": \(reason)"); "
        + advice
    case .noSuchAnswer(let key, let choices):
      "\(key.isEmpty ? "the conflict" : key) cannot be answered so; there are "
        + choices.map { ["local": "yours", "upgrade": "release"][$0] ?? $0 }.joined(separator: ", ")
        + " and a text of your own"
    case .unusableText(let key, let reason):
      "the text cannot be put at \(key.isEmpty ? "that place" : key)"
        + (reason.isEmpty ? "; give a value as the file would have it" : ": \(reason)")
    case .editedSince(let path, let key):
      "\(path) was edited \(key.isEmpty ? "" : "at \(key) ")since the upgrade, and the answer does "
        + "not fit there any more; edit the file itself"
    case .unknownConfigFormat(let names):
      "no ending of \(names.joined(separator: ", ")) says which format it is; "
        + "say --format yaml, json or text"
    case .notMerged(let path, let what):
      "\(path) is \(what); name a file to be merged"
    case .notCarried(let path, let reason):
      "the rows written to \(path) since cannot be carried: \(reason); go back with --data restore "
        + "(they stay in the saved generation) or --data keep"
    case .noScratch(let refusals):
      "no folder for temporary files can be made: "
        + refusals.map { "\($0.path.removingLastComponent()): \($0.code)" }.joined(separator: ", ")
        + "; set TMPDIR to a folder that you may write to"
    case .notSupported(let what):
      what
    }
  }
}
