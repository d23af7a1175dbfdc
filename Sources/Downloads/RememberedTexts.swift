public import FileEffects
public import SystemPackage

/// Small texts from the web, kept in a folder: what has not changed is not sent again, and what was sent
/// before stands in while a server cannot be asked. Of one server all texts are new, or all are from before: a
/// list and its signature belong together.
public final class RememberedTexts {
  private let web: Web
  private let folder: FilePath?
  private let files: any FileSystem
  /// The servers that have answered, or could not be asked.
  private var answering: [String: WebError?] = [:]
  /// What this value has been asked for: within a command nothing changes.
  private var asked: [WebURL: WebText?] = [:]
  /// What stood in for what could not be asked for.
  public private(set) var standIns: [StandIn] = []

  /// A text that was used although its server could not be asked.
  public struct StandIn: Hashable, Sendable {
    public var url: WebURL
    public var error: WebError
    /// When it was fetched, in seconds since 1970.
    public var fetched: Int64

    public init(url: WebURL, error: WebError, fetched: Int64) {
      (self.url, self.error, self.fetched) = (url, error, fetched)
    }
  }

  /// - Parameter folder: Made when it is needed; `nil` remembers nothing.
  public init(in folder: FilePath?, over web: Web, on files: any FileSystem) {
    (self.folder, self.web, self.files) = (folder, web, files)
  }

  /// The text at `url`; `nil` if there is none.
  ///
  /// - Parameter check: Throws for what cannot be the text that is meant, such as the page by which a network asks
  ///   for a password: that is not remembered.
  /// - Throws: ``WebError``, or what `check` throws. What is remembered stands in for a failure that is none of
  ///   the text's.
  public func text(
    at url: WebURL, type: String? = nil, atMost limit: Int,
    check: ([UInt8]) throws -> Void = { _ in }
  ) throws -> WebText? {
    if let known = asked[url] { return known }
    let found = try ask(url, type, limit, check)
    asked[url] = .some(found)
    return found
  }

  private func ask(
    _ url: WebURL, _ type: String?, _ limit: Int, _ check: ([UInt8]) throws -> Void
  ) throws -> WebText? {
    let place = folder?.appending(Self.name(of: url))
    let known = try place.flatMap { try Remembered(at: $0, of: url, on: files) }
    let found: WebText?
    do {
      if case .some(.some(let error)) = answering[url.origin] { throw error }
      found = try web.text(at: url, type: type, atMost: limit, known: known?.text)
      answering[url.origin] = .some(nil)
    } catch let error as WebError {
      guard error.isAbsence, let known, answering[url.origin] != .some(nil) else { throw error }
      answering[url.origin] = error
      standIns.append(StandIn(url: url, error: error, fetched: known.fetched))
      return known.text
    }
    if let found { try check(found.bytes) }
    guard let place, let folder else { return found }
    // That it cannot be kept is no reason to go without it.
    if let found {
      let remembered = Remembered(text: found, fetched: web.now())
      try? files.ensureDirectory(folder)
      try? files.replace(place, with: remembered.bytes(of: url), permissions: 0o600)
      try? prune(folder)
    } else {
      try? files.remove(place)
    }
    return found
  }

  private static let mostTexts = 64

  /// Drops the oldest where there are many.
  private func prune(_ folder: FilePath) throws {
    let all = try files.contents(of: folder).filter { $0.metadata.isRegular }
    guard all.count > Self.mostTexts else { return }
    let oldest = all.sorted { $0.metadata.modifiedNanoseconds < $1.metadata.modifiedNanoseconds }
    try files.remove(
      oldest.prefix(all.count - Self.mostTexts).map { folder.appending(bytes: $0.name) })
  }

  /// FNV-1a in 64 bits tells URLs apart; the URL in the file says which one it is.
  private static func name(of url: WebURL) -> String {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in url.text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// A text as it is kept: lines that say where it is from, and the text.
private struct Remembered {
  var text: WebText
  var fetched: Int64

  init(text: WebText, fetched: Int64) { (self.text, self.fetched) = (text, fetched) }

  private static let first = "cortex-text 1"
  private static let longest: UInt64 = 64 << 20

  /// `nil` where nothing is kept, or something else.
  init?(at place: FilePath, of url: WebURL, on files: any FileSystem) throws(FileError) {
    guard let bytes = try files.readIfPresent(place, atMost: Self.longest) else { return nil }
    var rest = bytes[...]
    func line() -> String {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[min(line.endIndex + 1, rest.endIndex)...]
      return String(decoding: line, as: UTF8.self)
    }
    func some(_ line: String) -> String? { line.isEmpty ? nil : line }
    guard line() == Self.first, line() == url.text, let fetched = Int64(line()) else { return nil }
    let (tag, changed, next) = (some(line()), some(line()), try? WebURL(line()))
    self.fetched = fetched
    text = WebText(Array(rest), tag: tag, changed: changed, next: next)
  }

  func bytes(of url: WebURL) -> [UInt8] {
    let lines = [
      Self.first, url.text, "\(fetched)", text.tag ?? "", text.changed ?? "",
      text.next.map(\.text) ?? "",
    ]
    return Array((lines.joined(separator: "\n") + "\n").utf8) + text.bytes
  }
}
