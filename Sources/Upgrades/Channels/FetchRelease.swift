import Downloads
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// Brings a release here: what ``Upgrade`` and ``InitialiseStore`` are given is a place on this machine.
///
/// It changes nothing but the cache of releases, and is the only part of an upgrade that needs the web.
public struct FetchRelease {
  public var wanted: WantedRelease
  /// Whether a release may be fetched that no trusted key signed.
  public var allowsUnsigned: Bool
  /// Whether one may be fetched that is older than another that was installed from the same key.
  public var allowsDowngrade: Bool

  public init(
    _ wanted: WantedRelease, allowsUnsigned: Bool = false, allowsDowngrade: Bool = false
  ) {
    (self.wanted, self.allowsUnsigned) = (wanted, allowsUnsigned)
    self.allowsDowngrade = allowsDowngrade
  }

  /// - Throws: ``WebError``, ``ChannelError``, ``FetchError``, ``TrustError``, ``ReleaseError``.
  public func run(on deployment: Deployment, over web: ReleaseWeb) throws -> FetchedRelease {
    if case .local(let place) = wanted.channel {
      let choice = try LocalChannel(place, on: deployment.files)
        .choice(wanted, installed: try installed(in: deployment))
      return FetchedRelease(place: choice)
    }
    return try deployment.step(.fetchRelease) {
      // Where there is no store, no folder is made.
      let log = try deployment.log()
      let cache = ReleaseCache(of: deployment)
      return try cache.locked { try fetch(deployment, web, cache, log: log) }
    }
  }

  /// Brings it to a folder that is gone afterwards: there is no store yet.
  func run(
    on deployment: Deployment, over web: ReleaseWeb, in folder: FilePath, _ offer: ReleaseOffer,
    texts: RememberedTexts
  ) throws -> FetchedRelease {
    try deployment.step(.fetchRelease) {
      try fetch(
        offer, deployment, web, ReleaseCache(in: folder, on: deployment.files), log: nil,
        texts: texts)
    }
  }

  private func installed(in deployment: Deployment) throws -> Generation? {
    guard try Store.exists(at: deployment.storeLocation, on: deployment.files) else { return nil }
    return try deployment.records().current()
  }

  private func fetch(
    _ deployment: Deployment, _ web: ReleaseWeb, _ cache: ReleaseCache, log: GenerationLog
  ) throws -> FetchedRelease {
    let texts = RememberedTexts(in: cache.texts, over: web.web, on: deployment.files)
    let offer = try ReleaseInquiry(wanted: wanted, web: web, texts: texts, cache: cache).offer()
    return try fetch(offer, deployment, web, cache, log: log, texts: texts)
  }

  private func fetch(
    _ offer: ReleaseOffer, _ deployment: Deployment, _ web: ReleaseWeb, _ cache: ReleaseCache,
    log: GenerationLog?, texts: RememberedTexts
  ) throws -> FetchedRelease {
    let current = try log?.current()
    let file = try file(of: offer, for: current)
    let digest = offer.list?.digest(of: file.name)
    let place = cache.place(
      for: file.name, of: digest == nil ? Array(file.url.text.utf8) : offer.list?.bytes ?? [])
    if wanted.onlyNewer, let current, let version = offer.version,
      let installed = ReleaseVersion(current.version), !installed.isStandIn, version <= installed
    {
      var fetched = FetchedRelease(place: deployment.root)
      fetched.upToDate = UpgradeReport(upToDate: current)
      fetched.warnings = texts.standIns.prefix(1).map { .fetch(.remembered($0)) }
      return fetched
    }
    try checkTrust(offer, file, deployment, log)
    try cache.put(
      [
        ChecksumList.fileName: digest == nil ? nil : offer.list?.bytes,
        ChecksumList.fileName + FileSignature.ending: digest == nil ? nil : offer.list?.signature,
      ], beside: place)
    var fetched = FetchedRelease(place: place)
    fetched.named = NamedRelease(offer.release)
    var isHere = false
    if let digest, try deployment.files.metadata(place)?.isRegular ?? false {
      isHere = try ObjectID(ofFileAt: place, on: deployment.files) == digest
    }
    if !isHere {
      try fetch(file, digest, offer, to: place, deployment, web, log, &fetched)
      try? cache.prune(keeping: place)
    }
    fetched.warnings += texts.standIns.prefix(1).map { .fetch(.remembered($0)) }
    if digest == nil, offer.archive == nil { fetched.warnings.append(.fetch(.unlisted(file.name))) }
    if case .web(let url) = wanted.channel, !url.isSecure, !url.isLoopback,
      offer.list?.signature == nil
    {
      fetched.warnings.append(.fetch(.openToAll(url)))
    }
    return fetched
  }

  /// Which of the packages: the smaller one, if it is for what is installed here.
  func file(of offer: ReleaseOffer, for current: Generation?) throws -> OfferedFile {
    if let archive = offer.archive { return archive }
    let isKnown =
      current.flatMap { current in
        current.base.map { _ in
          offer.manifest.map { manifest in
            // What is installed already is mended from the smaller package as well.
            ([manifest.value.version] + manifest.value.bases.map(\.version))
              .contains { "\($0)" == current.version }
          } ?? false
        }
      } ?? false
    guard
      let file = offer.packages[isKnown ? .upgrade : .full] ?? offer.packages[.full]
        ?? offer.packages[.upgrade]
    else { throw ChannelError.noReleases(wanted.channel) }
    return file
  }

  private func fetch(
    _ file: OfferedFile, _ digest: ObjectID?, _ offer: ReleaseOffer, to place: FilePath,
    _ deployment: Deployment, _ web: ReleaseWeb, _ log: GenerationLog?,
    _ fetched: inout FetchedRelease
  ) throws {
    let files = deployment.files
    var download = Download(
      file.url, to: place, length: file.size, limit: Self.longest, type: file.type)
    download.isRenewed = digest == nil
    let parts = try digest == nil ? nil : missingParts(of: file, offer, deployment, web, log)
    do {
      try web.web.download(download, on: files, progress: web.progress) { part in
        guard let parts else { return false }
        let isWhole = try parts.assemble(part)
        if isWhole { fetched.partial = parts.figures }
        return isWhole
      } check: { part in
        guard let digest else { return }
        let found = try ObjectID(ofFileAt: part, on: files)
        guard found == digest else {
          fetched.partial = nil
          throw ChannelError.otherDigest(
            file.url, list: "\(offer.list?.url ?? file.url)", listed: "\(digest)", found: "\(found)"
          )
        }
      }
    } catch let error as WebError {
      // One without a list is as good as its server says.
      guard download.isRenewed, error.isAbsence, let kept = try files.metadata(place),
        kept.isRegular
      else { throw error }
      fetched.warnings.append(
        .fetch(
          .remembered(
            RememberedTexts.StandIn(
              url: file.url, error: error, fetched: kept.modifiedNanoseconds / 1_000_000_000))))
    }
  }

  /// `nil` where nothing is known of what is missing.
  private func missingParts(
    of file: OfferedFile, _ offer: ReleaseOffer, _ deployment: Deployment, _ web: ReleaseWeb,
    _ log: GenerationLog?
  ) throws -> MissingParts? {
    guard let log, let manifest = offer.manifest else { return nil }
    let known = offer.remote.flatMap { $0.file == file ? $0 : nil }
    return MissingParts(
      package: known ?? RemotePackage(file, over: web.web), manifest: manifest.value,
      manifestText: manifest.text, store: log.store,
      installed: try deployment.base(of: log.current(), in: log.store), workers: deployment.workers,
      progress: web.progress)
  }

  /// How large a package may be, in bytes.
  private static let longest: UInt64 = 4 << 30
}
