public import FileEffects

/// Why something could not be fetched.
public enum WebError: Error, Hashable, Sendable {
  /// libcurl cannot be loaded.
  case noLibrary(reason: String)
  /// There was no whole answer.
  case failed(WebURL, WebFault)
  /// The server answered with another status than it should.
  case status(WebURL, Int)
  /// It answers no more questions for now: until this moment, in seconds since 1970, if it says so.
  case rateLimited(WebURL, until: Int64?)
  /// An answer leads elsewhere, where it must not.
  case redirected(WebURL, Detour)
  /// It is longer than it may be, in bytes.
  case tooLong(WebURL, limit: UInt64)
  /// It is not as long as it was said to be.
  case otherLength(WebURL, expected: UInt64, found: UInt64)
  case file(FileError)

  /// What is wrong with a redirect.
  public enum Detour: Hashable, Sendable {
    /// From an encrypted connection to one that is not.
    case toPlain(WebURL)
    /// To something that is no URL to be asked for. It may have a password in it, and is not shown.
    case toUnusable(WebURL.Fault)
    case tooMany
  }
}

/// What cut a request short.
public enum WebFault: Hashable, Sendable {
  case unresolved
  case unreachable
  case timedOut
  /// The server cannot prove who it is; in libcurl's words.
  case untrusted(String)
  case cut
  /// In libcurl's words.
  case other(String)
}

extension WebError {
  /// Whether it may work the next time, with nothing changed here.
  public var isPassing: Bool {
    switch self {
    case .failed(_, .untrusted), .failed(_, .other): false
    case .failed: true
    case .status(_, let status): [408, 429, 500, 502, 503, 504].contains(status)
    case .noLibrary, .rateLimited, .redirected, .tooLong, .otherLength, .file: false
    }
  }

  /// Whether there was nobody to ask.
  var isUnanswered: Bool {
    switch self {
    case .failed(_, .unresolved), .failed(_, .unreachable), .failed(_, .timedOut): true
    default: false
    }
  }

  /// Whether it says that the server, or the way to it, is not there: what was fetched before may be used
  /// instead.
  public var isAbsence: Bool {
    if case .rateLimited = self { return true }
    if case .failed(_, .other) = self { return true }
    return isPassing
  }
}
