import Generations
import Releases
import SystemPackage
import Upgrades

/// What tests do all the time, planned only or carried out.
extension Deployment {
  func initialise(
    release: FilePath?, version: ReleaseVersion?, force: Bool = false, dryRun: Bool
  ) throws -> SnapshotReport {
    let store = InitialiseStore(release: release, version: version, force: force)
    return try dryRun ? store.plan(on: self) : store.carryOut(on: self)
  }

  func snapshot(note: String, dryRun: Bool) throws -> SnapshotReport {
    let snapshot = TakeSnapshot(note: note)
    return try dryRun ? plan(snapshot).report : carryOut(snapshot)
  }

  func collect(
    _ retention: Retention, skippingGrace: Bool, dryRun: Bool
  ) throws -> CollectionReport {
    let collection = CollectGarbage(retention, skippingGrace: skippingGrace)
    return try dryRun ? plan(collection).report : carryOut(collection)
  }
}
