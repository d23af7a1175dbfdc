/// The door to the web: one request at a time.
///
/// Like the door to the disk it is a protocol, so that a test can put answers of its own behind it.
public protocol WebClient: AnyObject {
  /// Asks for a URL, follows no redirect, and hands `body` what comes, a piece at a time, each valid until
  /// the next. Redirects and refusals have bodies, too.
  ///
  /// - Throws: ``WebError``, or what `body` throws.
  func get(
    _ request: WebRequest, _ body: (WebAnswer, UnsafeRawBufferPointer) throws -> Void
  ) throws -> WebAnswer
}

/// What is asked.
public struct WebRequest: Hashable, Sendable {
  public var url: WebURL
  public var headers: [Header] = []
  /// Whether the answer may be compressed on its way: then its length is not the one it has here.
  public var mayCompress = false
  /// How long it may take, in seconds; `nil` for as long as a large file may.
  public var seconds: Int?
  /// Whether what `~/.netrc` has for the host may be sent: not where a redirect leads.
  public var mayUsePasswords = true

  /// A field of a request.
  public struct Header: Hashable, Sendable {
    public var name: String
    public var value: String
  }

  public init(_ url: WebURL) { self.url = url }

  mutating func add(_ name: String, _ value: String) {
    headers.append(Header(name: name, value: value))
  }
}

/// What comes before an answer's body.
public struct WebAnswer: Hashable, Sendable {
  public var status: Int
  /// By their names in small letters; the last, where there are several.
  public var fields: [String: String]
  /// Where a redirect leads, as it says.
  public var location: String?

  public init(status: Int, fields: [String: String] = [:], location: String? = nil) {
    (self.status, self.fields, self.location) = (status, fields, location)
  }

  /// How long the body is, in bytes; `nil` if that is not said.
  var length: UInt64? { fields["content-length"].flatMap { Self.number($0) } }

  /// A number of bytes; `nil` for one that no file has, so that sums of some never overflow.
  private static func number(_ text: some StringProtocol) -> UInt64? {
    UInt64(text).flatMap { $0 < 1 << 56 ? $0 : nil }
  }

  /// What a part of a file says of the whole: `bytes 5-9/20`, or `bytes */20` (RFC 9110, section 14.4).
  var contentRange: (start: UInt64?, total: UInt64?)? {
    guard let text = fields["content-range"], text.hasPrefix("bytes ") else { return nil }
    let halves = text.dropFirst(6).split(separator: "/", maxSplits: 1)
    guard halves.count == 2 else { return nil }
    return (halves[0].split(separator: "-").first.flatMap(Self.number), Self.number(halves[1]))
  }
}
