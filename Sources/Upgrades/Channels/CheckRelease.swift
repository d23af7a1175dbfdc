import Downloads
import FileEffects
import Generations
import ObjectStore
public import Releases
import SystemPackage

/// Asks whether there is a newer release than the installed one.
public struct CheckRelease {
  public var wanted: WantedRelease

  public init(_ wanted: WantedRelease) { self.wanted = wanted }

  /// Changes nothing but the cache of releases.
  ///
  /// - Throws: As ``FetchRelease/run(on:over:)``.
  public func run(on deployment: Deployment, over web: ReleaseWeb) throws -> AvailableRelease {
    var report = try offered(to: deployment, over: web)
    guard let version = report.available.flatMap({ ReleaseVersion($0) }),
      !report.upgradesFrom.isEmpty, !report.upgradesFrom.contains(report.installed)
    else { return report }
    let known = report.upgradesFrom.compactMap { ReleaseVersion($0) }
    let steps = try FindSteps(wanted, target: version, upgradesFrom: known)
      .run(on: deployment, over: web)
    if let steps { report.breaking = steps.flatMap(\.breaking) }
    report.steps =
      steps?.map { $0.wanted.version?.description ?? version.description } ?? []
    return report
  }

  private func offered(
    to deployment: Deployment, over web: ReleaseWeb
  ) throws -> AvailableRelease {
    let current = try deployment.records().current()
    var report = AvailableRelease(
      installed: current.version,
      source: wanted.channel.source(from: deployment.currentFolder, on: deployment.files))
    if case .local(let place) = wanted.channel {
      let choice = try LocalChannel(place, on: deployment.files).choice(wanted, installed: current)
      try read(choice, deployment, &report)
      return report
    }
    return try withCache(of: deployment) { cache in
      let texts = RememberedTexts(in: cache.texts, over: web.web, on: deployment.files)
      let offer = try ReleaseInquiry(wanted: wanted, web: web, texts: texts, cache: cache).offer()
      guard let version = offer.version else {
        // Only its files say which version it is.
        let fetched = try FetchRelease(wanted, allowsUnsigned: true)
          .run(on: deployment, over: web, in: cache.folder, offer, texts: texts)
        report.warnings += fetched.warnings
        try read(fetched.place, deployment, &report)
        return report
      }
      report.warnings += texts.standIns.prefix(1).map { .fetch(.remembered($0)) }
      let file = try FetchRelease(wanted).file(of: offer, for: current)
      let list = offer.list.flatMap { list in
        list.signature.flatMap { try? FileSignature($0) }.map { (list.bytes, $0) }
      }
      try report.offer(
        version, size: size(of: file, offer, web), offer.manifest?.value, list, deployment)
      return report
    }
  }

  /// Calls `body` with the cache; with one that is gone afterwards where this user may only look.
  private func withCache<Result>(
    of deployment: Deployment, _ body: (ReleaseCache) throws -> Result
  ) throws -> Result {
    guard try deployment.files.mayChange(deployment.storeLocation) else {
      return try deployment.withReleaseFolder {
        try body(ReleaseCache(in: $0, on: deployment.files))
      }
    }
    let cache = ReleaseCache(of: deployment)
    return try cache.locked { try body(cache) }
  }

  /// What the package has in bytes; `nil` where the server does not say.
  private func size(of file: OfferedFile, _ offer: ReleaseOffer, _ web: ReleaseWeb) -> UInt64? {
    if let size = file.size { return size }
    if let package = offer.remote, package.file == file { return package.remote.length }
    let remote = RemoteFile(file.url, type: file.type, over: web.web)
    _ = try? remote.tail(1)
    return remote.length
  }

  /// What is here is read as an upgrade would read it.
  private func read(
    _ place: FilePath, _ deployment: Deployment, _ report: inout AvailableRelease
  ) throws {
    let release = try deployment.step(.readRelease) {
      try deployment.withScratch { scratch in
        let release = try ReleaseSource(
          place, option: "--from", knownBy: KnownFiles(signsIn: deployment), for: deployment
        ).read(scratch: scratch, into: nil)
        release.removeCopy(on: deployment.files)
        return release
      }
    }
    guard let version = release.version else {
      report.warnings.append(.fetch(.noVersion(place)))
      return
    }
    let size = try deployment.files.metadata(deployment.files.named(place))
      .flatMap { $0.isRegular ? $0.size : nil }
    try report.offer(
      version, size: size, release.manifest,
      release.signedList.map { ($0.bytes, $0.signature) }, deployment)
  }
}

/// What a channel has for a deployment.
public struct AvailableRelease: Encodable, Hashable, Sendable {
  public let installed: String
  /// The newer release; `null` if there is none.
  @OrNull public var available: String?
  public let source: String
  /// Of its package, in bytes; `null` where the channel does not say.
  @OrNull public var size: UInt64?
  public internal(set) var features: [String] = []
  public private(set) var breakingChanges: [String] = []
  /// The same with the ways out.
  public internal(set) var breaking: [ReleaseNotice] = [] {
    didSet { breakingChanges = breaking.map(\.what) }
  }
  /// The versions that it upgrades; empty for any.
  public internal(set) var upgradesFrom: [String] = []
  /// The versions to go through, where it does not upgrade the installed one, itself last; empty where no way is
  /// known, `null` where none is needed.
  @OrNull public internal(set) var steps: [String]?
  /// The trusted key that signed it.
  @OrNull public var signedBy: String?
  public internal(set) var warnings: [Finding] = []

  package init(
    installed: String, available: String? = nil, source: String, size: UInt64? = nil,
    features: [String] = [], breaking: [ReleaseNotice] = [], signedBy: String? = nil,
    upgradesFrom: [String] = [], steps: [String]? = nil, warnings: [Finding] = []
  ) {
    (self.installed, self.source) = (installed, source)
    (self.features, self.breaking, self.warnings) = (features, breaking, warnings)
    breakingChanges = breaking.map(\.what)
    _available = OrNull(wrappedValue: available)
    _size = OrNull(wrappedValue: size)
    self.upgradesFrom = upgradesFrom
    _steps = OrNull(wrappedValue: steps)
    _signedBy = OrNull(wrappedValue: signedBy)
  }

  /// Takes in what is offered, if it is newer; a version that nobody knows is older than any.
  mutating func offer(
    _ version: ReleaseVersion, size: UInt64?, _ manifest: Manifest?,
    _ list: (bytes: [UInt8], signature: FileSignature)?, _ deployment: Deployment
  ) throws {
    if let known = ReleaseVersion(installed), !known.isStandIn, version <= known { return }
    available = version.description
    self.size = size
    features = manifest?.features ?? []
    breaking = manifest?.breakingChanges ?? []
    upgradesFrom = manifest?.upgradesFrom.map(\.description) ?? []
    breakingChanges = breaking.map(\.what)
    let keys = try TrustedKeys(of: deployment).keys
    if keys.isEmpty { return }
    guard let list else {
      warnings.append(.fetch(.unsigned))
      return
    }
    guard let key = keys.first(where: { $0.id == list.signature.key }) else {
      warnings.append(.fetch(.notSignedHere(list.signature.key)))
      return
    }
    guard list.signature.verifies(list.bytes, by: key) else {
      warnings.append(.fetch(.forged(key.id)))
      return
    }
    let comment = list.signature.trustedComment
    guard comment.product ?? ProductLayout.current.name == ProductLayout.current.name,
      comment.version ?? version == version, comment.unreadableExpiry == nil
    else {
      warnings.append(.fetch(.forged(key.id)))
      return
    }
    signedBy = key.id.description
    if let end = comment.expires.map({ Timestamp(seconds: $0) }), end <= deployment.now {
      warnings.append(.signature(.expired(by: key.id, on: end)))
    }
  }
}
