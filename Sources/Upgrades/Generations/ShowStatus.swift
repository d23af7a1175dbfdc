import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// Asks how a deployment stands, compared with the current generation.
///
/// Finishes what a crash left, and changes nothing else; what had to be read is remembered, where that can
/// be done without getting in anybody's way.
public struct ShowStatus: Inquiry {
  public init() {}

  public func report(on deployment: Deployment) throws -> StatusReport {
    let (recovered, unfinished) = try recover(deployment)
    let log = try deployment.log()
    let current = try log.current()
    let captured = try deployment.withScratch { scratch in
      let time = try passed(log, deployment, scratch)
      return try deployment.capture(
        log, current: current, passed: time, scratch: scratch, into: nil)
    }
    remember(captured, log, deployment)
    let changes = try deployment.step(.compareFiles) {
      try Self.changes(captured, since: current, ObjectReader(log.store))
    }
    let lost = try LostDatabaseSearch(in: deployment, since: current, log).lost(among: changes)
    let shown = ShownChanges(changes)
    let figures = log.store.figures
    return StatusReport(
      workspace: deployment.root.spelling, version: current.version,
      versionSource: log.versionSource(of: current), current: current.number,
      parent: current.parent, modified: shown.modified, missing: shown.removed, added: shown.added,
      lostDatabases: lost, recovered: recovered,
      warnings: [unfinished].compactMap(\.self) + captured.warnings.map { .capture($0) }
        + lost.map { .database(.lost($0)) },
      store: StatusReport.StoreFigures(
        packs: figures.packs, objects: figures.objects, bytes: figures.bytes))
  }

  /// What has changed since a generation. Folders that have not changed are not read.
  private static func changes(
    _ captured: Captured, since generation: Generation, _ reader: ObjectReader
  ) throws -> [Change] {
    // Only then its folders can be compared by their trees.
    _ = captured.treeID()
    let (own, others) = try captured.differences(from: [generation.tree], reader)
    return others[0].changes(to: own)
  }

  /// What a crash had left and was finished, or why that cannot be done here.
  private func recover(
    _ deployment: Deployment
  ) throws -> (recovered: Switching.Recovered?, unfinished: Finding?) {
    let (place, files) = (deployment.storeLocation, deployment.files)
    guard try Store.exists(at: place, on: files) else { return (nil, nil) }
    let log = GenerationLog(try Store.open(at: place, on: files, workers: deployment.workers))
    guard try log.hasJournal() else { return (nil, nil) }
    do {
      return (try deployment.writing("status") { $0.recovered }, nil)
    } catch StoreError.locked {
      // Another cortex is at the switch right now.
      return (nil, nil)
    } catch let error as FileError {
      // A user who may not write here can still look, and learns that it is unfinished.
      return (nil, .failed(.finishSwitch, NotedError(error)))
    }
  }

  /// A time that the store's disk has passed: that of its last note or, if the clock was set back since, the
  /// present.
  private func passed(
    _ log: GenerationLog, _ deployment: Deployment, _ scratch: FilePath
  ) throws -> Int64? {
    guard let last = try log.store.lastNote() else { return nil }
    // The folder was made just now. Where none could be made, whole seconds have to do.
    let made = try? deployment.files.metadata(scratch)?.modifiedNanoseconds
    return min(last, made ?? deployment.now.seconds * 1_000_000_000)
  }

  /// Remembers the files read, if nobody is at work, nothing is unfinished, and the store can be written to.
  private func remember(_ captured: Captured, _ log: GenerationLog, _ deployment: Deployment) {
    do {
      try captured.rememberNews { write in
        try log.store.checkWritable()
        let lock = try StoreLock(
          deployment.storeLocation, on: deployment.files, holder: deployment.holder("status"))
        defer { lock.hold() }
        if try !log.hasJournal() { try write() }
      }
    } catch {
      // Whatever keeps it from being written: it is read once more the next time, and that is all.
    }
  }
}

/// How a deployment stands.
public struct StatusReport: Encodable, Hashable, Sendable {
  /// The size of the store.
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
  @OrNull public var recovered: Switching.Recovered?
  public var warnings: [Finding]
  public var store: StoreFigures
}
