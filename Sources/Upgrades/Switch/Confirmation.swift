import FileEffects
import Generations
import ObjectStore

extension Survey {
  /// Refuses changes of files that this user may not make, or that have several names.
  func checkChangeable(_ changes: [Change]) throws {
    let permission = try deployment.permissionCheck(of: changes)
    if permission.result == .failed { throw UpgradeError.checksFailed([permission]) }
    try switching.checkNames(of: changes)
  }
}

extension Writer {
  /// Brings the deployment in line and confirms that before it counts.
  func carryOut(_ order: SwitchOrder) throws {
    try deployment.step(.switchOver) {
      var confirmed: ConfirmedChanges?
      try switching.carryOut(order) { _ in
        confirmed = try deployment.step(.compareFiles) { try confirm(order) }
      }
      remember(confirmed, order)
    }
  }

  /// Every changed path must match the plan before it counts. A database that was restored has been
  /// looked at by then, one that was migrated is compared table by table.
  func confirm(_ order: SwitchOrder) throws -> ConfirmedChanges {
    let confirmed = try ConfirmedChanges(
      of: order.before.changes(to: order.after), workers: store.workers
    ) { [deployment, store] in
      Capture(
        root: deployment.root, rules: Layers(workspace: [], hasBase: true),
        files: deployment.files, databases: deployment.databases, scratch: store.staging,
        store: store)
    }
    if let unlike = confirmed.unlike {
      throw UpgradeError.notConfirmed(path: unlike.description)
    }
    return confirmed
  }

  /// What was confirmed need not be read again by the next look.
  func remember(_ confirmed: ConfirmedChanges?, _ order: SwitchOrder) {
    if let confirmed { store.remember(confirmed, in: order.after) }
  }
}
