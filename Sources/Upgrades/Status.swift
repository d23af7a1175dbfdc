import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// How a deployment stands.
public struct StatusReport: Encodable, Hashable, Sendable {
  public struct StoreFigures: Encodable, Hashable, Sendable {
    public var packs: Int
    public var objects: Int
    public var bytes: UInt64
  }

  public var workspace: String
  public var version: String
  /// What said so: a file or an option of 'init', or the generation of an upgrade. `nil` where nothing did.
  @OrNull public var versionSource: String?
  public var current: Generation.Number
  @OrNull public var parent: Generation.Number?
  /// Managed files that are not as in the current generation, and folders with other permissions.
  public var modified: [String]
  public var missing: [String]
  public var added: [String]
  /// Databases that the current generation holds and that are gone from the deployment.
  public var lostDatabases: [LostDatabase]
  /// What an interrupted command had left, and what was done about it.
  @OrNull public var recovered: String?
  public var warnings: [String]
  public var store: StoreFigures
}

extension Deployment {
  /// Compares the deployment with the current generation. Finishes what a crash left, and changes
  /// nothing else.
  public func status() throws -> StatusReport {
    var recovered: String?
    if try Store.exists(at: storeLocation, on: files) {
      let log = GenerationLog(try Store.open(at: storeLocation, on: files, workers: workers))
      if try log.hasJournal() {
        do { recovered = try writing("status") { $0.recovered?.description } } catch StoreError
          .locked
        {
          // Another cortex is at the switch right now.
        }
      }
    }
    let log = try self.log()
    let current = try log.current()
    let captured = try withScratch {
      try capture(
        log, current: current, scratch: $0, into: nil)
    }
    let changes = try ObjectReader(log.store).listing(of: current.tree)
      .changes(to: captured.listing)
    let lost = try lostDatabases(changes, since: current, log)
    let shown = ShownChanges(changes)
    let figures = log.store.figures
    return StatusReport(
      workspace: root.spelling, version: current.version,
      versionSource: log.versionSource(of: current), current: current.number,
      parent: current.parent, modified: shown.modified, missing: shown.removed, added: shown.added,
      lostDatabases: lost, recovered: recovered,
      warnings: captured.warnings.map(\.description) + lost.map { "\($0); \($0.remedy)" },
      store: StatusReport.StoreFigures(
        packs: figures.packs, objects: figures.objects, bytes: figures.bytes))
  }
}
