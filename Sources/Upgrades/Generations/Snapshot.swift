import FileEffects
public import Generations
import ObjectStore
public import Releases
public import SystemPackage

/// What taking a deployment under management, or a snapshot of it, led to.
public struct SnapshotReport: Encodable, Hashable, Sendable {
  /// The generation that holds the present state.
  public var generation: Generation.Number
  /// `false` if nothing had changed: then it was there before.
  public var created: Bool
  public var version: String
  /// The file or option that said so; `nil` where nothing did.
  @OrNull public var versionSource: String?
  public var files: Int
  /// Length of all files, in bytes.
  public var bytes: UInt64
  /// What the store grew by, in bytes.
  public var newBytes: UInt64
  public var dryRun: Bool
  /// The deployment's folder.
  public var workspace: String
  /// How the deployment fits the release that was named for it; `null` where none was.
  @OrNull public var fits: ReleaseFit?
  /// What is not known since none was; `null` where one was.
  @OrNull public var withoutBase: WithoutBase?
  /// Databases that the generation before holds and that are gone from the deployment.
  public var lostDatabases: [LostDatabase] = []
  public var warnings: [String]
  @OrNull public var recovered: String?
}

extension Deployment {
  /// Takes the deployment under management: its present state becomes generation 1, pinned.
  ///
  /// `release` is the package or folder of the release that is installed; it becomes the base of the
  /// next upgrade. `version` overrules what files say.
  ///
  /// A base cannot be added later: a first generation without one lacks what only the release says is
  /// CORTEX's, and going back to it would take those files away.
  ///
  /// - Throws: ``UpgradeError/wrongRelease(_:_:_:)`` for a release that is not the installed one, unless
  ///   `force`: then there is no store either.
  public func initialise(
    release source: FilePath?, version: ReleaseVersion?, force: Bool = false, dryRun: Bool
  ) throws -> SnapshotReport {
    try checkIsDeployment()
    let exists = try Store.exists(at: storeLocation, on: files)
    let log = exists ? try openLog() : nil
    try log.map { try checkUnborn($0) }
    if dryRun && !exists { try Store.checkCreatable(at: storeLocation, on: files) }
    return try withScratch { scratch in
      // Before there is a store: of a wrong release nothing is left.
      let fit = try source.map {
        try self.fit($0, version: version, force: force, scratch: scratch)
      }
      let start = Start(source: source, version: version, fit: fit)
      if dryRun { return try make(start, nil, in: log, scratch: scratch) }
      let lock = try StoreLock.creating(storeLocation, on: files, holder: holder("init"))
      return try working(under: lock, beginning: true) { writer in
        // Another one may have been first.
        try checkUnborn(writer.log)
        var report = try make(
          start, try writer.store.batch(), in: writer.log, scratch: writer.store.staging)
        report.recovered = writer.recovered?.description
        return report
      }
    }
  }

  /// What a generation is begun with.
  private struct Start {
    var source: FilePath?
    var version: ReleaseVersion?
    var fit: ReleaseFit?
  }

  /// Refuses a store with a generation; an interrupted attempt has left none.
  private func checkUnborn(_ log: GenerationLog) throws {
    guard let number = try log.currentNumber() else { return }
    try checkBelonging(log)
    throw UpgradeError.alreadyInitialised(
      storeLocation, lacksBase: try log.generation(number).base == nil)
  }

  private func make(
    _ start: Start, _ batch: ObjectBatch?, in log: GenerationLog?, scratch: FilePath
  ) throws -> SnapshotReport {
    let release = try start.source.map {
      try self.release(
        at: $0, knownBy: knownFiles(), option: "--release", releaseReader(scratch: scratch),
        into: batch)
    }
    defer { removeCopy(release?.copy) }
    let captured = try capture(
      log, current: nil, release: release?.listing, scratch: scratch, into: batch)
    let found = try installedVersion(asked: start.version, release)
    var agreement = versionAgreement()
    if let found {
      agreement.counts = (found.version.description, found.source, found.because)
    }
    var report = SnapshotReport(
      generation: .first, created: true,
      version: found?.version.description ?? "",
      versionSource: found?.source,
      files: captured.fileCount, bytes: captured.byteCount, newBytes: 0, dryRun: batch == nil,
      workspace: root.spelling, fits: start.fit,
      withoutBase: release == nil ? WithoutBase(captured) : nil,
      warnings: captured.warnings.map(\.description) + (release?.allWarnings ?? [])
        + [agreement.warning].compactMap(\.self), recovered: nil)
    report.warnings += [report.withoutBase?.warning(store: storeLocation)].compactMap(\.self)
    guard let log, let batch else { return report }

    try log.removeIncompleteInit()
    let generation = Generation(
      number: .first, parent: nil, created: now, version: report.version, kind: .initial,
      note: "as found by init",
      tree: try batch.addTrees(of: captured),
      base: try release.map { try batch.addTrees(of: $0.listing) },
      files: report.files, bytes: report.bytes, versionSource: report.versionSource)
    try batch.commit()
    try captured.remember()
    try log.publish(generation, pinnedAs: Pin(reason: "the state that init found"))
    report.newBytes = log.store.figures.bytes
    return report
  }

  /// The version that is installed: what is asked for, else what the release says, else the files.
  private func installedVersion(asked: ReleaseVersion?, _ release: Release?) throws -> (
    version: ReleaseVersion, source: String, because: String
  )? {
    if let asked { return (asked, "--version", "--version says so") }
    if let release, let version = release.version {
      let source = "\(release.versionSource ?? "files") in --release"
      return (version, source, "\(source) says so")
    }
    return try detectedVersion().map { ($0.version, $0.source, "\($0.source) is asked first") }
  }

  /// Keeps the present state as a generation; a state that is the current one's makes none.
  public func snapshot(note: String, dryRun: Bool) throws -> SnapshotReport {
    if dryRun {
      let (log, recovered) = try logToChange()
      var report = try withScratch { try snapshot(log, nil, note, scratch: $0) }
      report.recovered = recovered?.description
      return report
    }
    return try writing("snapshot") { writer in
      var report = try snapshot(
        writer.log, try writer.store.batch(), note, scratch: writer.store.staging)
      report.recovered = writer.recovered?.description
      return report
    }
  }

  private func snapshot(
    _ log: GenerationLog, _ batch: ObjectBatch?, _ note: String, scratch: FilePath
  ) throws -> SnapshotReport {
    let current = try log.current()
    let sizeBefore = log.store.figures.bytes
    let captured = try capture(
      log, current: current, scratch: scratch, into: batch)
    let tree =
      try batch?.addTrees(of: captured, replacing: current.tree) ?? captured.treeID()
    let isNew = tree != current.tree
    var generation = Generation(
      number: isNew ? try log.nextNumber() : current.number, parent: current.number, created: now,
      version: current.version, kind: .snapshot, note: note, tree: tree, base: current.base,
      files: captured.fileCount, bytes: captured.byteCount)
    if let batch {
      // Also where nothing has changed: what the store had lost is in it again.
      try batch.commit()
      try captured.remember()
      if isNew {
        try log.publish(generation)
      }
    }
    let newBytes = log.store.figures.bytes - sizeBefore
    var lost: [LostDatabase] = []
    if isNew {
      do {
        lost = try lostDatabases(
          captured.changes(ofDatabasesIn: current.tree, ObjectReader(log.store)), since: current,
          log)
      } catch is StoreError {
        // What the store has lost of the generation before cannot be missed; 'cortex verify' tells of it.
      }
    }
    var warnings = captured.warnings.map(\.description) + lost.map { "\($0); \($0.remedy)" }
    if batch != nil { warnings += mergeSmallPacks(log.store, captured) }
    if !isNew { generation = current }
    return SnapshotReport(
      generation: generation.number, created: isNew, version: generation.version,
      versionSource: log.versionSource(of: generation), files: generation.files,
      bytes: generation.bytes,
      newBytes: newBytes, dryRun: batch == nil, workspace: root.spelling, lostDatabases: lost,
      warnings: warnings,
      recovered: nil)
  }

  /// Makes many small packs one, which every command is quicker for. Returns what to say if that fails: the
  /// snapshot counts all the same.
  private func mergeSmallPacks(_ store: Store, _ captured: Captured) -> [String] {
    let collection = GarbageCollection(mergingSmallPacksOf: store)
    if collection.isEmpty { return [] }
    do {
      try collection.carryOut(keeping: { _ in true }, in: store)
      try captured.remember(again: true)
      return []
    } catch { return ["many small packs could not be made one: \(error)"] }
  }
}
