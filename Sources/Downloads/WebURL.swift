/// A place on the web: an `http` or `https` URL without a name, a password or a fragment in it.
///
/// What RFC 3986 calls a reference is none: there is no base to resolve it against.
public struct WebURL: Hashable, Sendable {
  public let isSecure: Bool
  /// In small letters; an IPv6 address in brackets.
  public let host: String
  public let port: Int
  /// Begins with a slash, without the query.
  public let path: String
  /// With its question mark; empty if there is none.
  public let query: String

  /// Why a text is no such URL.
  public enum Fault: Error, Hashable, Sendable {
    /// It begins with neither `http://` nor `https://`.
    case otherScheme
    case noHost
    case badHost(String)
    case badPort(String)
    /// There is a name or a password before the host: they would be kept, and shown.
    case credentials
    /// A blank, or a character that nobody sees.
    case badCharacter
  }

  public init(_ text: String) throws(Fault) {
    let colon = text.firstRange(of: "://")
    guard let colon else { throw .otherScheme }
    switch text[..<colon.lowerBound].lowercased() {
    case "https": isSecure = true
    case "http": isSecure = false
    default: throw .otherScheme
    }
    guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f && $0 != "\\" })
    else { throw .badCharacter }
    let rest = text[colon.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if authority.contains("@") { throw .credentials }
    let hostEnd =
      authority.hasPrefix("[")
      ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
      : authority.firstIndex(of: ":")
    host = String(authority[..<(hostEnd ?? authority.endIndex)]).lowercased()
    guard !host.isEmpty else { throw .noHost }
    guard Self.isHost(host) else { throw .badHost(host) }
    let portText = authority[(hostEnd ?? authority.endIndex)...]
    if portText.isEmpty || portText == ":" {
      port = isSecure ? 443 : 80
    } else {
      guard portText.first == ":", let number = UInt16(portText.dropFirst()), number > 0 else {
        throw .badPort(String(portText.drop { $0 == ":" }))
      }
      port = Int(number)
    }
    let target = Self.encoded(rest[authority.endIndex...].utf8) { $0 > 0x20 && $0 < 0x7f }
    let end = target.firstIndex(of: "?") ?? target.endIndex
    path = end == target.startIndex ? "/" : String(target[..<end])
    query = String(target[end...])
  }

  private init(_ other: WebURL, path: String, query: String) {
    (isSecure, host, port) = (other.isSecure, other.host, other.port)
    (self.path, self.query) = (path, query)
  }

  private static func isHost(_ host: String) -> Bool {
    if host.hasPrefix("[") {
      return host.hasSuffix("]")
        && host.dropFirst().dropLast().utf8.allSatisfy { "0123456789abcdef:.%".utf8.contains($0) }
    }
    return host.utf8.allSatisfy {
      ("a"..."z").contains(Character(Unicode.Scalar($0)))
        || ("0"..."9").contains(Character(Unicode.Scalar($0))) || "-._".utf8.contains($0)
    }
  }

  /// Bytes with `%` and two digits for each that does not count as itself.
  private static func encoded(
    _ bytes: some Sequence<UInt8>, _ isPlain: (UInt8) -> Bool
  ) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let encoded = bytes.flatMap { byte in
      isPlain(byte)
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}

extension WebURL: CustomStringConvertible {
  /// As it can be asked for.
  public var text: String { origin + path + query }

  /// As it can be shown: what a query says may be all that a server asks for to let somebody in.
  public var description: String { origin + path + (query.isEmpty ? "" : "?…") }

  /// What tells servers apart: `https://example.org`, with the port if it is not the usual one.
  public var origin: String {
    let isUsual = port == (isSecure ? 443 : 80)
    return "\(isSecure ? "https" : "http")://\(host)\(isUsual ? "" : ":\(port)")"
  }
}

extension WebURL {
  /// Whether it names a folder: its path ends with a slash.
  public var isFolder: Bool { path.hasSuffix("/") && query.isEmpty }

  /// The folder that it is in; itself if it is one.
  public var folder: WebURL {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    return WebURL(self, path: String(path[...slash]), query: "")
  }

  /// Something in this folder; the name's characters stand for themselves.
  public func appending(_ name: String) -> WebURL {
    let name = Self.encoded(name.utf8) { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-._~/@+".utf8.contains(byte)
      }
    }
    return WebURL(self, path: folder.path + name, query: "")
  }

  /// With a query, whose characters stand for themselves.
  public func asking(_ query: String) -> WebURL { WebURL(self, path: path, query: "?" + query) }

  /// The last part of the path, as a file can be called: `nil` where there is none.
  public var fileName: String? {
    let part = path[(path.lastIndex(of: "/") ?? path.startIndex)...].dropFirst()
    guard let name = Self.decoded(part), !name.isEmpty, !name.hasPrefix("."),
      name.utf8.count <= 200,
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "/" && $0.value != 0x7f })
    else { return nil }
    return name
  }

  /// The parts of the path, decoded; `nil` where that is no text.
  public var parts: [String]? {
    let parts = path.split(separator: "/").map(Self.decoded)
    return parts.contains(nil) ? nil : parts.compactMap(\.self)
  }

  /// A text in which `%` and two digits stand for a byte; `nil` where they do not, or it is no UTF-8.
  public static func decoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      rest = rest.dropFirst(2)
      bytes.append(value)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Whether it is this machine, which nobody listens in on.
  public var isLoopback: Bool {
    host == "localhost" || host == "[::1]"
      || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 < 0x3a }
  }

  /// Whether an answer may lead there: never from a safe connection to one that others can change.
  func mayLead(to other: WebURL) -> Bool { other.isSecure || !isSecure }
}
