public import Downloads
import FileEffects
import FoundationEssentials

/// Releases in a repository on GitHub, through its API. Source: GitHub's REST API, version 2022-11-28.
public struct GitHub {
  /// The API's base, with a slash at its end.
  public let api: WebURL
  private let texts: RememberedTexts
  /// Whether somebody has said who asks: then files are asked of the API, which knows who may have them.
  private let isKnown: Bool

  public init(_ api: WebURL, isKnown: Bool, texts: RememberedTexts) {
    (self.api, self.isKnown, self.texts) = (api, isKnown, texts)
  }

  static let json = "application/vnd.github+json"
  static let file = "application/octet-stream"
  /// How long an answer may be, in bytes, and how many pages are read of one list.
  private static let longest = 32 << 20
  private static let mostPages = 30

  /// The releases to choose from: the latest alone, where no more is needed.
  ///
  /// - Parameters:
  ///   - version: One that is looked for.
  ///   - all: Whether every one is wanted, the unfinished among them.
  /// - Throws: ``ChannelError``, ``WebError``.
  public func releases(
    of repository: GitHubRepository, version: ReleaseVersion?, all: Bool
  ) throws -> [OfferedRelease] {
    if let tag = repository.tag {
      if let release: Release = try answer(repository, ["releases", "tags", tag]) {
        try release.checkComplete(repository)
        return [offered(release, repository)]
      }
      let tags: [Tag] = try pages(repository, ["tags"]) ?? []
      if let found = tags.first(where: { $0.name == tag }) { return [offered(found, repository)] }
      // Beyond the pages that are read.
      guard let _: Reference = try answer(repository, ["git", "ref", "tags", tag]) else {
        throw ChannelError.noTag(repository)
      }
      return [offered(Tag(name: tag), repository)]
    }
    if version == nil, !all,
      let latest: Release = try answer(repository, ["releases", "latest"])
    {
      try latest.checkComplete(repository)
      return [offered(latest, repository)]
    }
    let listed: [Release]? = try pages(repository, ["releases"])
    let releases = (listed ?? [])
      .filter { $0.draft != true && $0.isComplete && GitHubRepository.isTag($0.tag_name[...]) }
    var tags: [Tag] = []
    if releases.isEmpty || all || version != nil {
      let found: [Tag]? = try pages(repository, ["tags"])
      if listed == nil && found == nil {
        throw ChannelError.noRepository(repository, at: api)
      }
      tags = found ?? []
    }
    let released = Set(releases.map(\.tag_name))
    return releases.map { offered($0, repository) }
      + tags.filter {
        !released.contains($0.name) && ReleaseVersion($0.name) != nil
          && GitHubRepository.isTag($0.name[...])
      }
      .map { offered($0, repository) }
  }

  /// The digests that git gives the files of a tag or a commit; `nil` where it does not list all of them.
  public func tree(of repository: GitHubRepository, _ name: String) throws -> GitTree? {
    let url = url(repository, ["git", "trees", name]).asking("recursive=1")
    guard let tree: Tree = try answer(at: url), tree.truncated != true else { return nil }
    var found = GitTree()
    for item in tree.tree where item.type == "blob" {
      if let path = RelativePath(item.path) { found.files[path] = item.sha }
    }
    return found
  }

  // MARK: Answers

  // The names are GitHub's.
  private struct Release: Decodable {
    var tag_name: String
    var draft: Bool?
    var prerelease: Bool?
    var tarball_url: String?
    var assets: [Asset]?

    /// Whether none of its files is still on its way to the server.
    var isComplete: Bool { (assets ?? []).allSatisfy { $0.state ?? "uploaded" == "uploaded" } }

    func checkComplete(_ repository: GitHubRepository) throws(ChannelError) {
      guard isComplete else { throw .incomplete(repository, tag: tag_name) }
      guard GitHubRepository.isTag(tag_name[...]) else {
        throw .noReleases(.gitHub(repository))
      }
    }
  }

  private struct Asset: Decodable {
    var name: String
    var size: UInt64?
    var url: String?
    var browser_download_url: String?

    /// Where it is asked for: of the API if that is told who asks, else as anybody does.
    func place(isKnown: Bool) -> String? {
      isKnown ? url ?? browser_download_url : browser_download_url ?? url
    }

    var state: String?
  }

  private struct Reference: Decodable { var ref: String }

  private struct Tag: Decodable {
    var name: String
    var tarball_url: String?
  }

  private struct Tree: Decodable {
    struct Item: Decodable { var path: String; var type: String; var sha: String }
    var tree: [Item]
    var truncated: Bool?
  }

  private func url(_ repository: GitHubRepository, _ parts: [String]) -> WebURL {
    api.appending((["repos", repository.owner, repository.name] + parts).joined(separator: "/"))
  }

  private func answer<Answer: Decodable>(
    _ repository: GitHubRepository, _ parts: [String]
  ) throws -> Answer? {
    try answer(at: url(repository, parts))
  }

  /// `nil` where there is nothing.
  private func answer<Answer: Decodable>(at url: WebURL) throws -> Answer? {
    let text = try texts.text(at: url, type: Self.json, atMost: Self.longest) {
      _ = try decoded($0, from: url) as Answer
    }
    return try text.map { try decoded($0.bytes, from: url) }
  }

  /// All of a list; `nil` where there is none.
  private func pages<Item: Decodable>(
    _ repository: GitHubRepository, _ parts: [String]
  ) throws -> [Item]? {
    var items: [Item] = []
    var next: WebURL? = url(repository, parts).asking("per_page=100")
    for _ in 0..<Self.mostPages {
      // Another server is not asked, whatever a page says.
      guard let url = next, url.origin == api.origin else { break }
      let text = try texts.text(at: url, type: Self.json, atMost: Self.longest) {
        _ = try decoded($0, from: url) as [Item]
      }
      guard let text else { return items.isEmpty ? nil : items }
      items += try decoded(text.bytes, from: url) as [Item]
      next = text.next
    }
    return items
  }

  private func decoded<Answer: Decodable>(
    _ text: [UInt8], from url: WebURL
  ) throws(ChannelError) -> Answer {
    do { return try JSONDecoder().decode(Answer.self, from: Data(text)) } catch {
      throw .unreadable(url, JSONFault(error, reading: text))
    }
  }

  // MARK: What is offered

  /// The URL of a file; `nil` where it is none, or would be less safe than the API is.
  private func place(_ text: String) -> WebURL? {
    (try? WebURL(text)).flatMap { $0.isSecure || !api.isSecure ? $0 : nil }
  }

  private func offered(
    _ release: Release, _ repository: GitHubRepository
  ) -> OfferedRelease {
    let files = (release.assets ?? []).compactMap { asset -> OfferedFile? in
      guard !asset.name.contains("/"),
        let url = asset.place(isKnown: isKnown).flatMap(place)
      else { return nil }
      return OfferedFile(url, name: asset.name, size: asset.size, type: Self.file)
    }
    let packages = OfferedPackages(files)
    guard let version = packages.versions.first else {
      let tag = Tag(name: release.tag_name, tarball_url: release.tarball_url)
      var offered = offered(tag, repository)
      offered.isPrerelease = release.prerelease ?? offered.isPrerelease
      return offered
    }
    return OfferedRelease(
      version: version, name: release.tag_name, isPrerelease: release.prerelease,
      contents: .packages(packages))
  }

  /// The archive that GitHub makes of a tag.
  private func offered(_ tag: Tag, _ repository: GitHubRepository) -> OfferedRelease {
    let name = "\(repository.name)-\(tag.name.replacing("/", with: "-")).tar.gz"
    let place =
      tag.tarball_url.flatMap(place)
      ?? url(repository, ["tarball", "refs", "tags", tag.name])
    return OfferedRelease(
      version: ReleaseVersion(tag.name), name: tag.name,
      contents: .archive(OfferedFile(place, name: name)))
  }
}
