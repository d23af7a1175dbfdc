/// Answers from the web: over redirects, and in spite of failures that pass.
public struct Web {
  let client: any WebClient
  let credential: WebCredential?
  let retry: Retry
  /// The time, in seconds since 1970.
  let now: () -> Int64

  public init(
    _ client: any WebClient, credential: WebCredential? = nil, retry: Retry,
    now: @escaping () -> Int64
  ) {
    (self.client, self.credential, self.retry, self.now) = (client, credential, retry, now)
  }

  private static let longestTrail = 10
  /// What nobody means: a hundred years, in seconds.
  private static let longestRest: Int64 = 100 * 366 * 86_400
  private static let redirects: Set = [301, 302, 303, 307, 308]

  /// Asks once, wherever it leads; what comes on the way, and with a refusal, is passed over.
  ///
  /// The credential goes to its own server and nowhere else, however it is arrived at.
  func get(
    _ request: WebRequest, _ body: (WebAnswer, UnsafeRawBufferPointer) throws -> Void
  ) throws -> WebAnswer {
    var url = request.url
    for _ in 0...Self.longestTrail {
      var asked = request
      asked.url = url
      asked.mayUsePasswords = url.origin == request.url.origin
      if let credential, credential.origin == url.origin {
        asked.add("Authorization", "Bearer \(credential.token)")
      }
      var dropped = 0
      let answer = try client.get(asked) { answer, piece in
        if answer.status == 200 || answer.status == 206 { return try body(answer, piece) }
        // Nobody reads it, but the connection is good for another request then.
        dropped += piece.count
        if dropped > 1 << 20 { throw WebError.tooLong(url, limit: 1 << 20) }
      }
      guard Self.redirects.contains(answer.status) else {
        try check(answer, from: url)
        return answer
      }
      guard let location = answer.location else { throw WebError.status(url, answer.status) }
      let next: WebURL
      do throws(WebURL.Fault) { next = try WebURL(location) } catch {
        throw WebError.redirected(url, .toUnusable(error))
      }
      guard url.mayLead(to: next) else { throw WebError.redirected(url, .toPlain(next)) }
      url = next
    }
    throw WebError.redirected(request.url, .tooMany)
  }

  /// Refuses an answer that says to ask later. Sources: RFC 6585, section 4; GitHub's documentation of rate
  /// limits, which come with status 403 as well.
  private func check(_ answer: WebAnswer, from url: WebURL) throws(WebError) {
    guard answer.status == 429 || answer.status == 403 else { return }
    let rest = answer.fields["retry-after"].flatMap { Int64($0) }
      .map { now() + min(max(0, $0), Self.longestRest) }
    let isUsedUp = answer.fields["x-ratelimit-remaining"] == "0"
    guard answer.status == 429 || isUsedUp || rest != nil else { return }
    let reset = isUsedUp ? answer.fields["x-ratelimit-reset"].flatMap { Int64($0) } : nil
    throw .rateLimited(
      url, until: rest ?? reset.map { min(max(now(), $0), now() + Self.longestRest) })
  }
}

/// What proves to one server who asks.
public struct WebCredential: Hashable, Sendable {
  /// Of the server, as ``WebURL/origin`` says it.
  public let origin: String
  let token: String

  /// `nil` for a token that no header can hold.
  public init?(_ token: String, for url: WebURL) {
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !token.isEmpty else { return nil }
    (origin, self.token) = (url.origin, token)
  }
}

extension WebCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the token: what is printed is kept.
  public var description: String { "a token for \(origin)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
