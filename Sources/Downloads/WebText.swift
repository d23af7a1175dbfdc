/// A small text from the web, whole, with what tells whether it has changed.
public struct WebText: Hashable, Sendable {
  public var bytes: [UInt8]
  public var tag: String?
  public var changed: String?
  /// The page that follows, where a list has several.
  public var next: WebURL?

  public init(_ bytes: [UInt8], tag: String? = nil, changed: String? = nil, next: WebURL? = nil) {
    (self.bytes, self.tag, self.changed, self.next) = (bytes, tag, changed, next)
  }

  init(_ bytes: [UInt8], _ answer: WebAnswer) {
    self.init(bytes, tag: answer.fields["etag"], changed: answer.fields["last-modified"])
    next = answer.fields["link"].flatMap(Self.next)
  }

  /// The link to the next page (RFC 8288): `<https://…>; rel="next", …`.
  private static func next(in links: String) -> WebURL? {
    for link in links.split(separator: ",") where link.contains("rel=\"next\"") {
      guard let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"), start < end
      else { continue }
      return try? WebURL(String(link[link.index(after: start)..<end]))
    }
    return nil
  }
}

extension Web {
  /// How long a text may take.
  private static let textSeconds = 120

  /// The text at `url`; `nil` if there is none. One that is known and has not changed is not sent again.
  ///
  /// - Parameters:
  ///   - type: The kind of text that is wanted, for servers that have several.
  ///   - limit: How many bytes it may have.
  /// - Throws: ``WebError``.
  public func text(
    at url: WebURL, type: String? = nil, atMost limit: Int, known: WebText? = nil
  ) throws -> WebText? {
    var request = WebRequest(url)
    request.mayCompress = true
    request.seconds = Self.textSeconds
    if let type { request.add("Accept", type) }
    if let tag = known?.tag {
      request.add("If-None-Match", tag)
    } else if let changed = known?.changed {
      request.add("If-Modified-Since", changed)
    }
    return try retry.run(now: now) {
      var bytes: [UInt8] = []
      let answer = try get(request) { _, piece in
        guard bytes.count + piece.count <= limit else {
          throw WebError.tooLong(url, limit: UInt64(limit))
        }
        bytes += piece
      }
      switch answer.status {
      case 200: return WebText(bytes, answer)
      case 304: if let known { return known }
      case 404, 410: return nil
      default: break
      }
      throw WebError.status(url, answer.status)
    }
  }
}
