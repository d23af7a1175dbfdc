public import Downloads
import FileEffects
public import SystemPackage

/// Where releases come from.
public enum ReleaseChannel: Hashable, Sendable {
  /// A folder or an archive on this machine, or a revision of a repository here.
  case local(FilePath)
  /// A package, or a folder of them.
  case web(WebURL)
  case gitHub(GitHubRepository)
}

/// A repository on GitHub, and perhaps one tag of it.
public struct GitHubRepository: Hashable, Sendable {
  /// Where its pages are.
  public var host: String
  public var owner: String
  public var name: String
  public var tag: String?

  public static let usualHost = "github.com"

  public init(host: String = usualHost, owner: String, name: String, tag: String? = nil) {
    (self.host, self.owner, self.name, self.tag) = (host, owner, name, tag)
  }

  /// `owner/name`, or `owner/name@tag`; `nil` for any other text.
  init?(_ text: String, host: String) {
    let at = text.firstIndex(of: "@") ?? text.endIndex
    let parts = text[..<at].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isOwner(parts[0]), Self.isName(parts[1]) else { return nil }
    let tag = text[at...].dropFirst()
    guard at == text.endIndex || Self.isTag(tag) else { return nil }
    self.init(
      host: host, owner: String(parts[0]), name: Self.plainName(parts[1]),
      tag: at == text.endIndex ? nil : String(tag))
  }

  /// The repository of a page on GitHub: its own, that of its releases, of one release, or of a tag. `nil`
  /// for any other page, a package to be downloaded among them.
  init?(page url: WebURL, host: String) {
    guard url.query.isEmpty, let parts = url.parts, parts.count >= 2, Self.isOwner(parts[0][...]),
      Self.isName(parts[1][...])
    else { return nil }
    let tag: String?
    switch (parts.count, parts.dropFirst(2).first, parts.dropFirst(3).first) {
    case (2, _, _), (3, "releases", _), (3, "tags", _), (4, "releases", "latest"): tag = nil
    case (5..., "releases", "tag"): tag = parts[4...].joined(separator: "/")
    case (4..., "tree", _): tag = parts[3...].joined(separator: "/")
    default: return nil
    }
    if let tag, !Self.isTag(tag[...]) { return nil }
    self.init(host: host, owner: parts[0], name: Self.plainName(parts[1][...]), tag: tag)
  }

  private static func isOwner(_ text: Substring) -> Bool {
    !text.isEmpty && text.count <= 39 && text.first != "-"
      && text.utf8.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text.count <= 100 && text != "." && text != ".."
      && text.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
  }

  static func isTag(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.count <= 200
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"\\^~:?*[".utf8.contains($0) }
      && !text.split(separator: "/", omittingEmptySubsequences: false).contains {
        $0.hasPrefix(".") || $0.isEmpty
      }
  }

  private static func plainName(_ text: Substring) -> String {
    String(text.hasSuffix(".git") && text.count > 4 ? text.dropLast(4) : text)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

extension GitHubRepository: CustomStringConvertible {
  public var description: String {
    host == Self.usualHost
      ? "\(owner)/\(name)\(tag.map { "@\($0)" } ?? "")"
      : "https://\(host)/\(owner)/\(name)\(tag.map { "/releases/tag/\($0)" } ?? "")"
  }
}

extension ReleaseChannel: CustomStringConvertible {
  /// For people.
  public var description: String {
    switch self {
    case .local(let place): place.string
    case .web(let url): "\(url)"
    case .gitHub(let repository): "\(repository)"
    }
  }
}

extension ReleaseChannel {
  /// Why a text names no channel.
  public enum Fault: Error, Hashable, Sendable {
    case url(WebURL.Fault)
    /// A `file` URL that names another machine, or is not one.
    case fileURL
  }

  /// What somebody named: a URL, `owner/name` where nothing of that name is here, or a path.
  ///
  /// - Parameters:
  ///   - host: Where GitHub's pages are.
  ///   - isHere: Whether there is something at a path.
  public init(
    _ text: String, path: FilePath, gitHubHost host: String, isHere: (FilePath) -> Bool
  ) throws(Fault) {
    if let place = try Self.place(ofFileURL: text) {
      self = .local(place)
      return
    }
    if isHere(path) || isHere(path.removingLastComponent()) {
      self = .local(path)
      return
    }
    // As browsers show it, and as git takes it.
    var whole = text
    if text.hasPrefix(host + "/") { whole = "https://" + text }
    if text.hasPrefix("git@\(host):") {
      whole = "https://\(host)/" + text.dropFirst("git@\(host):".count)
    }
    if whole.contains("://") {
      let url: WebURL
      do throws(WebURL.Fault) { url = try WebURL(whole) } catch { throw .url(error) }
      self =
        url.host == host || url.host == "www." + host
        ? GitHubRepository(page: url, host: host).map { .gitHub($0) } ?? .web(url) : .web(url)
      return
    }
    let name = text.hasSuffix("/") ? String(text.dropLast()) : text
    self = GitHubRepository(name, host: host).map { .gitHub($0) } ?? .local(path)
  }

  /// The place that a `file` URL names (RFC 8089); `nil` for any other text.
  private static func place(ofFileURL text: String) throws(Fault) -> FilePath? {
    guard text.lowercased().hasPrefix("file:") else { return nil }
    var rest = text.dropFirst(5)
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let host = rest.prefix { $0 != "/" }
      guard host.isEmpty || host.lowercased() == "localhost" else { throw .fileURL }
      rest = rest.dropFirst(host.count)
    }
    guard rest.hasPrefix("/"), let path = WebURL.decoded(rest), !path.contains("\0") else {
      throw .fileURL
    }
    return FilePath(path)
  }
}
