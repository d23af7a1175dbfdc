/// A file on a server, of which parts are fetched (RFC 9110, section 14).
///
/// All parts are of one version of the file, as far as the server tells versions apart.
public final class RemoteFile {
  public let url: WebURL
  private let web: Web
  private let type: String?
  private var version = FileVersion()
  /// In bytes; known once a part was fetched.
  public private(set) var length: UInt64?
  /// How many times it was asked for a part, and how many bytes came.
  public private(set) var requests = 0
  public private(set) var bytes: UInt64 = 0

  /// - Parameter type: The kind of file that is wanted, for servers that have several.
  public init(_ url: WebURL, type: String? = nil, over web: Web) {
    (self.url, self.type, self.web) = (url, type, web)
  }

  /// Why parts do not help: the server sends only whole files, or the file is no longer the same.
  public struct OnlyWhole: Error, Hashable, Sendable {
    public init() {}
  }

  /// The last `count` bytes, all of a shorter file; and where they begin.
  ///
  /// - Throws: ``OnlyWhole``, ``WebError``.
  public func tail(_ count: Int) throws -> (start: UInt64, bytes: [UInt8]) {
    try web.retry.run(now: web.now) {
      var found: [UInt8] = []
      let answer = try ask("bytes=-\(count)") { _, piece in
        guard found.count + piece.count <= count else { throw OnlyWhole() }
        found += piece
      }
      guard let range = answer.contentRange, let start = range.start, let total = range.total,
        start + UInt64(found.count) == total
      else { throw OnlyWhole() }
      (length, version) = (total, FileVersion(answer))
      return (start, found)
    }
  }

  /// Has `part` be the beginning of this version of the file: empty, if it is of another one.
  public func begin(_ part: PartialFile) throws {
    guard part.count == 0 || version.validator == nil || part.version.validator != version.validator
    else { return }
    try part.begin(version)
  }

  /// Hands `body` the bytes in `range`, in order, once ``tail(_:)`` has found out which version it is.
  ///
  /// - Throws: ``OnlyWhole``, ``WebError``, or what `body` throws.
  public func read(
    _ range: Range<UInt64>, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var next = range.lowerBound
    try web.retry.run(now: web.now, progress: { next }) {
      let start = next
      _ = try ask("bytes=\(start)-\(range.upperBound - 1)") { answer, piece in
        guard let length, answer.contentRange?.start == start, answer.contentRange?.total == length,
          next + UInt64(piece.count) <= range.upperBound
        else { throw OnlyWhole() }
        next += UInt64(piece.count)
        try body(piece)
      }
      guard next == range.upperBound else { throw WebError.failed(url, .cut) }
    }
  }

  private func ask(
    _ range: String, _ body: (WebAnswer, UnsafeRawBufferPointer) throws -> Void
  ) throws -> WebAnswer {
    var request = WebRequest(url)
    request.add("Range", range)
    if let validator = version.validator { request.add("If-Range", validator) }
    if let type { request.add("Accept", type) }
    requests += 1
    let answer = try web.get(request) { answer, piece in
      // The whole file is not asked for in this way: it would come anew each time.
      guard answer.status == 206 else { throw OnlyWhole() }
      bytes += UInt64(piece.count)
      try body(answer, piece)
    }
    switch answer.status {
    case 206: return answer
    case 200, 416: throw OnlyWhole()
    default: throw WebError.status(url, answer.status)
    }
  }
}

extension [Range<UInt64>] {
  /// These in order, as few ranges: what is between two that are near to each other is taken along, and at
  /// most `count` are left.
  ///
  /// A request costs about as long as `gap` bytes take.
  public func merged(gap: UInt64, count: Int) -> [Range<UInt64>] {
    let ordered = filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    var gaps = zip(ordered, ordered.dropFirst()).map { first, second in
      second.lowerBound > first.upperBound ? second.lowerBound - first.upperBound : 0
    }
    gaps.sort(by: >)
    // With one range more than there are wide gaps.
    let widest = Swift.max(gap, gaps.count >= count ? gaps[Swift.max(count, 1) - 1] : 0)
    var merged: [Range<UInt64>] = []
    for range in ordered {
      if let last = merged.last, range.lowerBound <= last.upperBound + widest {
        merged[merged.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
