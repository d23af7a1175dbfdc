internal import CCurl
import Glibc

/// The web through libcurl, which is loaded for the first request. It goes through the proxies that the
/// environment names, and knows the passwords in `~/.netrc`.
///
/// Not for several threads at once.
public final class CurlClient: WebClient {
  private let agent: String
  private let limits: WebLimits
  private var handle: OpaquePointer?

  /// - Parameter agent: What servers are told that asks, as `name/1.0`.
  public init(agent: String, limits: WebLimits = WebLimits()) {
    (self.agent, self.limits) = (agent, limits)
  }

  deinit { cortex_curl_free(handle) }

  private static let problem: String? = cortex_curl_load().map { String(cString: $0) }

  /// libcurl's version, such as `7.88.1`; `nil` where it cannot be loaded.
  package static var libraryVersion: String? {
    if problem != nil { return nil }
    let name = String(cString: cortex_curl_version()).prefix { $0 != " " }
    return name.split(separator: "/").last.map(String.init)
  }

  private func begin() throws(WebError) -> OpaquePointer {
    if let handle { return handle }
    if let problem = Self.problem { throw .noLibrary(reason: problem) }
    guard let handle = cortex_curl_new() else { throw .noLibrary(reason: "out of memory") }
    self.handle = handle
    return handle
  }

  public func get(
    _ request: WebRequest, _ body: (WebAnswer, UnsafeRawBufferPointer) throws -> Void
  ) throws -> WebAnswer {
    let handle = try begin()
    return try withoutActuallyEscaping(body) { body in
      let transfer = Transfer(request.url, body)
      let result = ask(handle, request, transfer)
      if let failure = transfer.failure { throw failure }
      if let fault = result.fault { throw WebError.failed(request.url, fault) }
      var answer = transfer.answer
      answer.location = result.location.map { String(cString: $0) }
      return answer
    }
  }

  private func ask(
    _ handle: OpaquePointer, _ request: WebRequest, _ transfer: Transfer
  ) -> cortex_curl_result {
    let lines = request.headers.map { strdup("\($0.name): \($0.value)") }
    defer { lines.forEach { free($0) } }
    let headers = lines.map { UnsafePointer($0) } + [nil]
    // The transfer outlives the call, in which alone it is used.
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    return withExtendedLifetime(transfer) {
      headers.withUnsafeBufferPointer { headers in
        request.url.text.withCString { url in
          agent.withCString { agent in
            // An array is never without a base address.
            guard let headers = headers.baseAddress else { return cortex_curl_result() }
            var asked = cortex_curl_request(
              url: url, headers: headers, agent: agent, may_compress: request.mayCompress,
              may_use_netrc: request.mayUsePasswords,
              connect_seconds: limits.connectSeconds,
              total_seconds: min(request.seconds ?? .max, limits.totalSeconds),
              stall_bytes: limits.leastBytesPerSecond, stall_seconds: limits.stallSeconds,
              context: context,
              head: { context, line, length in
                Transfer.from(context)?.addHead(line, length) ?? false
              },
              body: { context, bytes, length in
                Transfer.from(context)?.addBody(bytes, length) ?? false
              })
            return cortex_curl_get(handle, &asked)
          }
        }
      }
    }
  }
}

/// How long a request may take.
public struct WebLimits: Sendable {
  public var connectSeconds = 20
  /// One request, however much it brings.
  public var totalSeconds = 6 * 3600
  /// What brings fewer bytes a second for so long has stalled.
  public var leastBytesPerSecond = 1000
  public var stallSeconds = 30

  public init() {}
}

extension cortex_curl_result {
  fileprivate var fault: WebFault? {
    func words() -> String {
      withUnsafeBytes(of: message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    return switch end {
    case CORTEX_CURL_DONE: nil
    case CORTEX_CURL_UNRESOLVED: .unresolved
    case CORTEX_CURL_UNREACHABLE: .unreachable
    case CORTEX_CURL_TIMED_OUT: .timedOut
    case CORTEX_CURL_UNTRUSTED: .untrusted(words())
    case CORTEX_CURL_CUT: .cut
    default: .other(words())
    }
  }
}

/// An answer that is coming in.
private final class Transfer {
  private(set) var answer = WebAnswer(status: 0)
  private(set) var failure: (any Error)?
  private let url: WebURL
  private let body: (WebAnswer, UnsafeRawBufferPointer) throws -> Void

  init(_ url: WebURL, _ body: @escaping (WebAnswer, UnsafeRawBufferPointer) throws -> Void) {
    (self.url, self.body) = (url, body)
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// What an answer may have of fields, in bytes.
  private static let longestHead = 64 << 10
  private var headBytes = 0

  func addHead(_ line: UnsafePointer<CChar>, _ length: Int) -> Bool {
    headBytes += length
    guard headBytes <= Self.longestHead else {
      failure = WebError.tooLong(url, limit: UInt64(Self.longestHead))
      return false
    }
    let text = String(decoding: UnsafeRawBufferPointer(start: line, count: length), as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      // There may be several: that of a proxy, and one that says that there is more to come.
      answer = WebAnswer(
        status: text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
    } else if let colon = text.firstIndex(of: ":") {
      let value = text[text.index(after: colon)...]
      answer.fields[text[..<colon].lowercased()] = value.trimmed
    }
    return true
  }

  func addBody(_ bytes: UnsafePointer<CChar>, _ length: Int) -> Bool {
    do {
      try body(answer, UnsafeRawBufferPointer(start: bytes, count: length))
      return true
    } catch {
      failure = error
      return false
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var rest = self
    while rest.last?.isWhitespace ?? false { rest.removeLast() }
    return String(rest.drop(while: \.isWhitespace))
  }
}
