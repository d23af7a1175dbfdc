import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Whose a store is.
extension Deployment {
  /// Whether the store is in the deployment, and goes wherever that goes: a link to one does not.
  private var hasOwnStore: Bool {
    get throws {
      let own = root.appending(Self.storeFolder)
      return try storeLocation == own && files.metadata(own)?.kind != .symbolicLink
    }
  }

  /// Refuses a store that looks after another deployment, which is still there: the files of one would
  /// be taken for changes of the other's. A deployment that was moved keeps its store.
  func checkBelonging(_ log: GenerationLog) throws {
    guard try !hasOwnStore, let own = try files.metadata(root) else { return }
    var others: [FilePath] = []
    if storeLocation.lastComponent?.string == Self.storeFolder {
      others.append(storeLocation.removingLastComponent())
    }
    if let home = try log.home(), home.folder != root, !home.isFolder(own) {
      others.append(home.folder)
    }
    for other in others {
      guard let found = try files.metadata(other), !Home(other, found).isFolder(own),
        try files.metadata(other.appending(Self.brainFolder)) != nil
      else { continue }
      throw UpgradeError.otherDeployment(other, store: storeLocation, asked: root)
    }
  }

  /// Notes in a store outside the deployment that it looks after this one. The caller holds the lock.
  func keepBelonging(_ log: GenerationLog) throws {
    guard try !hasOwnStore, let own = try files.metadata(root) else { return }
    let home = Home(root, own)
    if try log.home() != home { try log.keep(home) }
  }
}
