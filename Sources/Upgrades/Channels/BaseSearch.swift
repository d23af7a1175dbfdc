import Downloads
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// The search for the release that a deployment was installed from.
struct BaseSearch {
  private let request: FindBase
  private let deployment: Deployment
  private let web: ReleaseWeb
  /// Where what is fetched goes.
  private let folder: FilePath
  private let texts: RememberedTexts
  private let local: LocalDigests
  /// What the user says is installed, else what the files say.
  private let said: ReleaseVersion?
  /// The nearest so far.
  private var best: (candidate: BaseCandidate, comparison: BaseComparison)?

  init(
    _ request: FindBase, _ deployment: Deployment, _ web: ReleaseWeb, _ folder: FilePath
  ) throws {
    (self.request, self.deployment, self.web, self.folder) = (request, deployment, web, folder)
    texts = RememberedTexts(in: nil, over: web.web, on: deployment.files)
    local = LocalDigests(of: deployment)
    said = try request.version ?? deployment.detectedVersion()?.version
  }

  /// `nil` where there is nowhere to look.
  mutating func found() throws -> FindBase.Found? {
    if let clone = GitClone(of: deployment, channel: request.channel) {
      for candidate in clone.candidates() {
        let comparison = try local.comparison(with: candidate, from: "git")
        if let said, candidate.version == said, comparison.isClear {
          return try bring((candidate, comparison))
        }
        try compare(candidate, from: "git")
      }
      if let best, best.comparison.isGood { return try bring(best) }
    }
    guard let channel = request.channel else { return nil }
    if case .local(let place) = channel {
      let folder = try LocalChannel(place, on: deployment.files)
      // A release, or nothing that can be told from here: it is read as any that is named.
      guard !folder.packages.isEmpty else {
        return FindBase.Found(source: place, name: "\(place)", comparison: nil)
      }
      return try found(in: folder, channel)
    }
    return try found(in: channel)
  }

  /// What the user says is installed is not doubted: no other version is compared.
  private mutating func compare(_ candidate: BaseCandidate, from source: String) throws {
    if let wanted = request.version, candidate.version != wanted { return }
    let comparison = try local.comparison(with: candidate, from: source)
    if let best, !comparison.isNearer(than: best.comparison) { return }
    best = (candidate, comparison)
  }

  /// The nearest of these, if it is near enough.
  private mutating func choice(
    of candidates: [BaseCandidate], _ channel: ReleaseChannel
  ) throws -> FindBase.Found {
    for candidate in candidates { try compare(candidate, from: "\(channel)") }
    guard let best, best.comparison.isGood else {
      throw FetchError.noBase(
        channel, version: said,
        best: best.flatMap { $0.comparison.same > 0 ? $0.comparison : nil })
    }
    return try bring(best)
  }

  // MARK: Where to look

  private mutating func found(
    in folder: LocalChannel, _ channel: ReleaseChannel
  ) throws -> FindBase.Found {
    var candidates: [BaseCandidate] = []
    let full = folder.packages.filter { $0.kind == .full }.sorted { $1.version < $0.version }
    for package in full {
      let place = folder.place.appending("\(package)")
      if let manifest = try folder.manifest(package.version) {
        candidates.add(BaseCandidate.all(in: manifest, of: .here(place)))
      } else if package.version == said {
        return FindBase.Found(source: place, name: "\(package)", comparison: nil)
      }
    }
    return try choice(of: candidates, channel)
  }

  /// How many releases of a channel are asked for their digests: the newest.
  private static let mostReleases = 30

  private mutating func found(in channel: ReleaseChannel) throws -> FindBase.Found {
    let inquiry = inquiry(nil)
    let offered = try inquiry.releases(all: true)
    let numbered = offered.compactMap { release in release.version.map { ($0, release) } }
      .sorted { $1.0 < $0.0 }
    if numbered.isEmpty, let only = offered.first {
      return try bring(.offered(only), only.name, nil)
    }
    // The release that is said to be installed, then the newest.
    let ordered = numbered.filter { $0.0 == said } + numbered.filter { $0.0 != said }
    var candidates: [BaseCandidate] = []
    for (version, release) in ordered.prefix(Self.mostReleases) {
      let found = try self.candidates(of: release, inquiry)
      candidates.add(found)
      guard version == said else { continue }
      guard let first = found.first(where: { $0.version == said }) else {
        // There is nothing to compare, and the version is all that is known.
        return try bring(.offered(release), release.name, nil)
      }
      let comparison = try local.comparison(with: first, from: "\(channel)")
      // What the files say, and what they are, agree: nobody need look further.
      if comparison.isClear { return try bring((first, comparison)) }
    }
    return try choice(of: candidates, channel)
  }

  func inquiry(_ version: ReleaseVersion?) -> ReleaseInquiry {
    ReleaseInquiry(
      wanted: WantedRelease(
        request.channel ?? .local(folder), version: version, takesPrereleases: true),
      web: web, texts: texts, cache: ReleaseCache(in: folder, on: deployment.files))
  }

  /// What a release's list of digests says of it and of earlier ones.
  private func candidates(
    of release: OfferedRelease, _ inquiry: ReleaseInquiry
  ) throws -> [BaseCandidate] {
    if case .gitHub(let repository) = inquiry.wanted.channel, case .archive = release.contents {
      return try inquiry.gitHub(repository).tree(of: repository, release.name).map {
        [BaseCandidate(release.name, release.version, $0, .offered(release))]
      } ?? []
    }
    do {
      return try inquiry.offer(of: release).manifest.map {
        BaseCandidate.all(in: $0.value, of: .offered(release))
      } ?? []
    } catch is ReleaseError {
      // One whose list nobody can read keeps nobody from the others.
      return []
    } catch is ChannelError { return [] }
  }

  // MARK: Bringing it here

  private func bring(
    _ choice: (candidate: BaseCandidate, comparison: BaseComparison)
  ) throws -> FindBase.Found {
    var found = try bring(choice.candidate.origin, choice.candidate.name, choice.comparison)
    if let version = choice.candidate.version {
      found.named = NamedRelease(name: found.name, version: version)
    }
    return found
  }

  func bring(
    _ origin: BaseCandidate.Origin, _ name: String, _ comparison: BaseComparison?
  ) throws -> FindBase.Found {
    switch origin {
    case .here(let place):
      return FindBase.Found(source: place, name: name, comparison: comparison)
    case .offered(let release):
      let fetched = try FetchRelease(inquiry(nil).wanted, allowsUnsigned: true)
        .run(on: deployment, over: web, in: folder, inquiry(nil).offer(of: release), texts: texts)
      return FindBase.Found(
        source: fetched.place, name: name, named: fetched.named, comparison: comparison,
        warnings: fetched.warnings)
    case .earlier(let base, in: let holder):
      let later = try bring(holder, name, nil)
      let rebuilt = RebuiltBase(base, from: later.source, deployment, local)
      let unknown = try rebuilt.write(to: folder.appending("rebuilt"))
      var found = FindBase.Found(
        source: folder.appending("rebuilt"), name: name, comparison: comparison,
        warnings: later.warnings)
      found.warnings.append(.fetch(.rebuiltBase(base.version, unknown: unknown)))
      return found
    }
  }
}
