import FileEffects
public import SystemPackage

/// Why a deployment could not be opened, upgraded or switched; nothing was changed.
public enum UpgradeError: Error, Sendable {
  /// The folder holds no `cortex-brain/`.
  case notADeployment(FilePath)
  /// `cortex-brain` leads out of the folder, or is no folder.
  case brainIsNoFolder(FilePath, what: String)
  /// It is under management already.
  case alreadyInitialised(FilePath)
  case unreadableLayers(FilePath, reason: String)
  /// A release has a folder where the deployment has something else, or the reverse.
  case inTheWay(path: String, local: String, release: String)
  /// Conflicts, and no word on what to do with them.
  case decisionNeeded(UpgradePlan)
  /// The plan that was asked for is not the one that would be carried out now.
  case planChanged(asked: String, now: String)
  /// Checks failed beforehand.
  case checksFailed([Check])
  case noSource
  /// The files that were just put in place are not what was meant.
  case notConfirmed(path: String)
  case wrongVersion(asked: String, found: String)
  case notInGeneration(path: String, generation: String)
  /// Something that a later version of this program does.
  case notSupported(String)
}

extension UpgradeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notADeployment(let path):
      "\(path) is no deployment of CORTEX: there is no folder cortex-brain in it; "
        + "go to one, or name it with --workspace"
    case .brainIsNoFolder(let path, let what):
      "\(path) is \(what), not a folder of the deployment, so what is in it cannot be kept safe; "
        + "name the folder that it is in with --workspace"
    case .alreadyInitialised(let path):
      "the deployment is under management already (\(path)); 'cortex status' tells its state"
    case .unreadableLayers(let path, let reason):
      "\(path) cannot be used: \(reason)"
    case .inTheWay(let path, let local, let release):
      "\(path) is \(local) in the deployment and \(release) in the release; "
        + "move it away and run the command again"
    case .decisionNeeded(let plan):
      "\(plan.undecidedCount) conflict\(plan.undecidedCount == 1 ? "" : "s") between your files and "
        + "the release; look at them with --dry-run, then say --on-conflict local (keep yours) or "
        + "--on-conflict upgrade (take the release's; yours stay in the store), or run the command "
        + "on a terminal to answer them one by one"
    case .planChanged(let asked, let now):
      "plan \(asked) no longer holds: with the files as they are now it is plan \(now); "
        + "look at it with --dry-run"
    case .checksFailed(let checks):
      checks.filter { $0.result == .failed }.map { "\($0.name): \($0.detail)" }
        .joined(separator: "; ")
    case .noSource:
      "no release is named; say --from with a folder or an archive"
    case .notConfirmed(let path):
      "\(path) is not what was written to it"
    case .wrongVersion(let asked, let found):
      "the release is version \(found), and --to asks for \(asked)"
    case .notInGeneration(let path, let generation):
      "there is no \(path) in generation \(generation); "
        + "'cortex gen show \(generation)' lists what is in it"
    case .notSupported(let what):
      what
    }
  }
}
