public import ConfigMerge
public import Databases
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
  case brainIsNoFolder(FilePath, FileMetadata.Kind)
  /// It is under management already; `lacksBase` if nobody has said yet which release is installed.
  case alreadyInitialised(FilePath, lacksBase: Bool)
  /// The release is not the one that the deployment was installed from.
  case wrongRelease(FilePath, ReleaseFit, ReleaseFit.Difference?)
  /// A generation was named to be put in force, and the store knows which one is.
  case currentIsKnown(Generation.Number)
  /// The store is another deployment's.
  case otherDeployment(FilePath, store: FilePath, asked: FilePath)
  case unreadableLayers(FilePath, LayersFault)
  /// It holds no files to import.
  case emptyFolder(FilePath)
  /// A release has a folder where the deployment has something else, or the reverse.
  case inTheWay(path: String, local: FileMetadata.Kind, release: FileMetadata.Kind)
  /// The same where the upgrade itself writes.
  case inTheWayOfUpgrade(path: String, local: FileMetadata.Kind, needed: FileMetadata.Kind)
  /// A release has something where SQLite keeps files of its own beside a database that is there.
  case besideDatabase(path: String, database: String)
  /// A release has configurations that no program can load, and the deployment has ones that can be loaded.
  case unreadableRelease([UnreadableConfiguration])
  /// Conflicts without a decision on them.
  case decisionNeeded(UpgradePlan)
  /// These migrations removed data, and nobody chose what becomes of the brain.
  case dataChoiceNeeded([String])
  /// The release is older than the installed one, and nobody allowed a downgrade.
  case downgrade(Downgrade, VersionChange)
  /// More core files would go than by the way, and no manifest of the release says so.
  case removals(UpgradePlan)
  /// It is unknown which files the user edited, and the choice is about those.
  case coreUnknown(CoreChoice)
  /// Databases that the generation in force holds are gone, and nobody allowed that.
  case databasesLost([LostDatabase])
  /// The plan that was asked for is not the one that would be carried out now.
  case planChanged(asked: String, now: String)
  /// No plan is saved under this name.
  case noPlan(String)
  /// The names of several plans begin so.
  case severalPlans(String, [String])
  case unreadablePlan(FilePath)
  /// Checks failed beforehand.
  case checksFailed([Check])
  /// The generation in force has no parent.
  case nothingBefore(WaysBack)
  /// The files just written are not those of the plan.
  case notConfirmed(path: String)
  /// The upgrade introduced new faults.
  case worseThanBefore([Finding])
  case wrongVersion(asked: String, found: String)
  case notInGeneration(path: String, generation: String)
  /// Two generations were to be compared in it.
  case inNeither(path: String, Generation.Number, Generation.Number)
  /// A file was asked for, and a folder is there.
  case aFolder(path: String)
  /// Files were to be restored that the workspace's rules exclude.
  case notManaged(path: String, generation: String)
  /// All of a generation was to be restored in place.
  case wholeGeneration(Generation.Number)
  /// A typed path leads out of the deployment: to `means`, or above all folders.
  case outside(path: String, means: String?, root: FilePath)
  /// The last merge has no such conflict.
  case noConflict(file: String, key: String)
  /// A name means more than one conflict; `names` tell them apart.
  case severalConflicts(file: String, key: String, names: [String])
  /// The files that a file was merged from are no longer in the store.
  case mergeGone(path: String, from: Generation.Number?)
  /// A file was not merged, so it has no conflicts to resolve; no reason: the user had deleted it.
  case decidedWhole(path: String, WholeFile.Reason?, WholeFile.Advice)
  /// The conflict does not offer this answer.
  case noSuchAnswer(key: String, choices: [ConflictResolution])
  /// The text is not a valid value; no reason: the conflict has no place for one.
  case unusableText(key: String, reason: UnusableAnswer?)
  /// A configuration was edited at the place of a conflict since it was merged.
  case editedSince(path: String, key: String)
  /// The format is unclear from the file names.
  case unknownConfigFormat(names: [String])
  /// A file to merge was named, and something else is there.
  case notMerged(FilePath, Unmergeable)
  /// The rows written since cannot be carried into a restored database.
  case notCarried(path: String, CarryFault)
  /// A brain would be exported into the deployment's brain or its store.
  case exportInside(FilePath)
  /// The folder holds no export of a brain, or not all of one.
  case noExport(FilePath)
  /// An export has a database where the deployment has something else, or can have none.
  case noDatabaseThere(RelativePath)
  /// The brain is not exported with the upgrade; sizes in bytes.
  case brainTooLarge(UInt64, limit: UInt64, Generation.Number)
  /// No folder for temporary files can be made; why, for each place that was tried.
  case noScratch([FileError])
}

/// Why `layers.yaml` cannot be used; rules are counted from 1.
public enum LayersFault: Hashable, Sendable {
  case notYAML(ParseError)
  case noList
  /// The rule lacks its path or its layer.
  case incompleteRule(Int)
  case unknownLayer(String, rule: Int)
}

/// What cannot be merged.
public enum Unmergeable: Hashable, Sendable {
  case folder
  case tooLong(limit: Int)
  case danglingLink(to: String)
}

/// Why rows cannot be carried.
public enum CarryFault: Hashable, Sendable {
  case rows(CarryError)
  case database(DatabaseFault)
}
