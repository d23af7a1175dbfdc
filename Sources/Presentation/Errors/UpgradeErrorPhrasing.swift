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
    case .inTheWay(let path, let local, let release): .inTheWay(path, local, release)
    case .inTheWayOfUpgrade(let path, let local, let needed):
      .inTheWayOfUpgrade(path, local, needed)
    case .besideDatabase(let path, let database): .besideDatabase(path, database)
    case .unreadableRelease(let files):
      Phrasing(
        .release,
        "the release contains \(files.count == 1 ? "an invalid configuration" : "invalid configurations"): "
          + files.map(\.description).joined(separator: ", "),
        advice: "report this to the release's maintainers and stay on your version")
    case .dataChoiceNeeded(let migrations): .dataChoiceNeeded(migrations)
    case .decisionNeeded(let plan) where !plan.notForUpgrade.isEmpty: .notForUpgrade(plan)
    case .decisionNeeded(let plan): .undecided(plan)
    case .downgrade(let downgrade, let change): .downgrade(downgrade, change)
    case .removals(let plan): .removals(plan)
    case .coreUnknown(let choice): .coreUnknown(choice)
    case .databasesLost(let lost): .databasesLost(lost)
    case .planChanged(let asked, let now): .planChanged(asked, now)
    case .noPlan(let name): .noPlan(name)
    case .severalPlans(let name, let names): .severalPlans(name, names)
    case .unreadablePlan(let path): .unreadablePlan(path)
    case .checksFailed(let checks): .checksFailed(checks)
    case .nothingBefore(let ways): .nothingBefore(ways)
    case .notConfirmed(let path):
      Phrasing(
        .failed,
        "\(path) does not contain the data just written to it")
    case .worseThanBefore(let findings): .worseThanBefore(findings)
    case .wrongVersion(let asked, let found):
      Phrasing(
        .failed,
        "the release is version \(found), but --to asks for \(asked)")
    case .notInGeneration(let path, let generation): .notInGeneration(path, generation)
    case .inNeither(let path, let one, let other): .inNeither(path, one, other)
    case .aFolder(let path): .aFolder(path)
    case .notManaged(let path, let generation): .notManaged(path, generation)
    case .wholeGeneration(let number): .wholeGeneration(number)
    case .outside(let path, let means, let root): .outside(path, means, root)
    case .noConflict(let file, let key): .noConflict(file, key)
    case .severalConflicts(let file, let key, let names): .severalConflicts(file, key, names)
    case .mergeGone(let path, let number): .mergeGone(path, number)
    case .decidedWhole(let path, let reason, let advice): .decidedWhole(path, reason, advice)
    case .noSuchAnswer(let key, let choices): .noSuchAnswer(key, choices)
    case .unusableText(let key, let reason): .unusableText(key, reason)
    case .editedSince(let path, let key): .editedSince(path, key)
    case .unknownConfigFormat(let names): .unknownConfigFormat(names)
    case .notMerged(let path, let what): .notMerged(path, what)
    case .notCarried(let path, let fault):
      Phrasing(
        .failed,
        "cannot carry over what was written to \(path): \(fault.words)",
        advice: "pass --data restore "
          + "(the saved generation keeps the rows) or --data keep")
    case .exportInside(let folder): .exportInside(folder)
    case .noExport(let folder): .noExport(folder)
    case .noDatabaseThere(let path): .noDatabaseThere(path)
    case .brainTooLarge(let size, let limit, let number): .brainTooLarge(size, limit, number)
    case .noScratch(let refusals):
      Phrasing(
        .failed,
        "cannot create a folder for temporary files: "
          + refusals.map { "\($0.path.removingLastComponent()): \($0.code)" }.joined(
            separator: ", "),
        advice: "set TMPDIR to a writable folder")
    }
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
