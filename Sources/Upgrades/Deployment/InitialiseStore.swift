import FileEffects
import Generations
import ObjectStore
public import Releases
public import SystemPackage

/// Takes a deployment under management: its present state becomes generation 1, pinned.
///
/// This is no ``Operation``: those find a store and the generations in it, and here there is none yet. What
/// is wrong with the release is found before there is a store, so that nothing is left of an attempt.
///
/// A base cannot be added later: a first generation without one lacks what only the release says is
/// CORTEX's, and going back to it would take those files away.
public struct InitialiseStore {
  private let source: FilePath?
  private let version: ReleaseVersion?
  private let force: Bool
  /// Where later releases come from.
  public var channel: ReleaseChannel?
  /// How the release was found, where nobody named it, and what it is called. One that was compared is not doubted
  /// once more.
  public var comparison: BaseComparison?
  public var baseName: String?
  /// What its channel says of its version: it counts where nothing in the release says one.
  public var named: NamedRelease?

  /// - Parameters:
  ///   - release: The package or folder of the release that is installed: the base of the next upgrade.
  ///   - version: Overrules what files say.
  ///   - force: Takes the release although it does not look like the one that is installed.
  public init(release: FilePath?, version: ReleaseVersion?, force: Bool = false) {
    (source, self.version, self.force) = (release, version, force)
  }

  /// Reports what carrying it out would do; changes nothing.
  ///
  /// - Throws: ``UpgradeError/wrongRelease(_:_:_:)`` for a release that is not the installed one, unless
  ///   it is forced.
  public func plan(on deployment: Deployment) throws -> SnapshotReport {
    let log = try beginning(on: deployment)
    if log == nil {
      try Store.checkCreatable(at: deployment.storeLocation, on: deployment.files)
    }
    return try deployment.withScratch { scratch in
      let fit = try fit(of: deployment, scratch: scratch)
      let release = try release(for: deployment, scratch: scratch, into: nil)
      defer { release?.removeCopy(on: deployment.files) }
      var report = try FoundState(of: deployment, log, release, scratch: scratch, into: nil)
        .report(asked: version, fit, named: baseName, isDryRun: true)
      report.base = comparison
      report.channel = channel?.source(from: deployment.currentFolder, on: deployment.files)
      return report
    }
  }

  /// Makes the store, and generation 1 in it.
  ///
  /// - Throws: As ``plan(on:)``; then there is no store either.
  public func carryOut(on deployment: Deployment) throws -> SnapshotReport {
    try check(on: deployment)
    return try deployment.withScratch { scratch in
      let fit = try fit(of: deployment, scratch: scratch)
      let lock = try StoreLock.creating(
        deployment.storeLocation, on: deployment.files, holder: deployment.holder("init"))
      return try deployment.working("init", under: lock, beginning: true) { writer in
        // Another one may have been first.
        try checkUnborn(writer.log, of: deployment)
        let batch = try writer.store.batch()
        let release = try self.release(
          for: deployment, scratch: writer.store.staging, into: batch)
        defer { release?.removeCopy(on: deployment.files) }
        let state = try FoundState(
          of: deployment, writer.log, release, scratch: writer.store.staging, into: batch)
        var report = try state.report(asked: version, fit, named: baseName, isDryRun: false)
        report.base = comparison
        report.channel = channel?.source(from: deployment.currentFolder, on: deployment.files)
        if let channel {
          try SavedChannel(channel, prereleases: false, in: deployment).save(in: deployment)
        }
        try deployment.step(.store) { try state.publish(report, batch, writer) }
        report.newBytes = writer.store.figures.bytes
        report.recovered = writer.recovered
        return report
      }
    }
  }

  /// Refuses a folder that is no deployment, or is under management already.
  public func check(on deployment: Deployment) throws { _ = try beginning(on: deployment) }

  /// What an interrupted attempt left; `nil` if there is no store.
  private func beginning(on deployment: Deployment) throws -> GenerationLog? {
    try deployment.checkIsDeployment()
    guard try Store.exists(at: deployment.storeLocation, on: deployment.files) else { return nil }
    let log = try deployment.openLog()
    try checkUnborn(log, of: deployment)
    return log
  }

  /// Refuses a store with a generation; an interrupted attempt has left none.
  private func checkUnborn(_ log: GenerationLog, of deployment: Deployment) throws {
    guard let number = try log.currentNumber() else { return }
    try deployment.checkBelonging(log)
    throw UpgradeError.alreadyInitialised(
      deployment.storeLocation, lacksBase: try log.generation(number).base == nil)
  }

  private func fit(of deployment: Deployment, scratch: FilePath) throws -> ReleaseFit? {
    try source.map {
      try ReleaseFit(
        of: deployment, installedFrom: $0, version: version, force: force || comparison != nil,
        scratch: scratch)
    }
  }

  private func release(
    for deployment: Deployment, scratch: FilePath, into batch: ObjectBatch?
  ) throws -> Release? {
    try source.map { source in
      var release = try deployment.step(.readRelease) {
        try ReleaseSource(
          source, option: "--release", knownBy: KnownFiles(signsIn: deployment), for: deployment
        ).read(scratch: scratch, into: batch)
      }
      if let named { release.take(named) }
      return release
    }
  }
}

/// A deployment as found, beside the release that was named for it.
private struct FoundState {
  let deployment: Deployment
  let release: Release?
  let captured: Captured

  init(
    of deployment: Deployment, _ log: GenerationLog?, _ release: Release?, scratch: FilePath,
    into batch: ObjectBatch?
  ) throws {
    (self.deployment, self.release) = (deployment, release)
    captured = try deployment.capture(
      log, current: nil, release: release?.listing, scratch: scratch, into: batch)
  }

  func report(
    asked: ReleaseVersion?, _ fit: ReleaseFit?, named name: String?, isDryRun: Bool
  ) throws -> SnapshotReport {
    let found = try installedVersion(asked: asked, name)
    var agreement = deployment.versionAgreement()
    if let found {
      agreement.counts = found
    }
    let withoutBase = release == nil ? WithoutBase(captured) : nil
    return SnapshotReport(
      generation: .first, created: true, version: found?.version ?? "",
      versionSource: found?.source, files: captured.fileCount, bytes: captured.byteCount,
      newBytes: 0, dryRun: isDryRun, workspace: deployment.root.spelling, fits: fit,
      withoutBase: withoutBase,
      warnings: captured.warnings.map { .capture($0) } + (release?.allWarnings ?? [])
        + (agreement.isAmiss ? [.version(.disagreement(agreement))] : [])
        + [withoutBase].compactMap(\.self).map {
          .upgrade(.withoutBase($0, store: deployment.storeLocation))
        },
      recovered: nil,
      layers: try !deployment.explains
        ? [] : deployment.layerGroups(of: captured, release: release?.listing))
  }

  /// The installed version: the requested one, else the release's, else the files'.
  private func installedVersion(
    asked: ReleaseVersion?, _ name: String?
  ) throws -> VersionAgreement.Counted? {
    if let asked {
      return VersionAgreement.Counted(
        version: asked.description, source: "--version", because: .said)
    }
    if let release, let version = release.version {
      let place = name ?? "--release"
      let source =
        release.versionSource == place ? place : "\(release.versionSource ?? "files") in \(place)"
      return VersionAgreement.Counted(
        version: version.description, source: source, because: .said)
    }
    return try deployment.detectedVersion().map {
      VersionAgreement.Counted(
        version: $0.version.description, source: $0.source, because: .askedFirst)
    }
  }

  func publish(_ report: SnapshotReport, _ batch: ObjectBatch, _ writer: Writer) throws {
    try writer.log.removeIncompleteInit()
    var generation = Generation(
      number: .first, parent: nil, created: writer.now, version: report.version, kind: .initial,
      note: "as found by init",
      contents: Generation.Contents(captured, tree: try batch.addTrees(of: captured)),
      base: try release.map { try batch.addTrees(of: $0.listing) })
    generation.versionSource = report.versionSource
    let deprecated = release?.manifest?.deprecations.keyRecords ?? []
    generation.deprecatedKeys = deprecated.isEmpty ? nil : deprecated
    try batch.commit()
    try captured.remember()
    try writer.log.publish(generation, pinnedAs: Pin(reason: "the state that init found"))
  }
}
