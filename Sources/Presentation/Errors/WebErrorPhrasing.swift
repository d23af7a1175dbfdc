public import Downloads
import FileEffects
import Generations

extension WebError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noLibrary(let reason):
      Phrasing(
        .failed, "cannot load libcurl, which fetches releases: \(reason)",
        advice: "install it (Debian: libcurl4)")
    case .failed(let url, let fault):
      Phrasing(.network, "cannot fetch \(url): \(fault.words(of: url))", advice: fault.advice)
    case .status(let url, let status):
      Phrasing(
        .network, "\(url.origin) answered \(status)\(Self.meaning(of: status)) for \(url)",
        advice: Self.advice(for: status))
    case .rateLimited(let url, let until):
      Phrasing(
        .network,
        "\(url.origin) allows no more requests"
          + (until.map { " until \(Timestamp(seconds: $0))" } ?? " for now"),
        advice: "try again then; GitHub allows more requests with GITHUB_TOKEN set")
    case .redirected(let url, .toPlain(let other)):
      Phrasing(
        .network, "\(url) redirects to \(other), which is not encrypted",
        advice: "give the other URL if you trust it")
    case .redirected(let url, .toUnusable(let fault)):
      Phrasing(.network, "\(url) redirects to a URL that cannot be used: \(fault)")
    case .redirected(let url, .tooMany):
      Phrasing(.network, "\(url) redirects too many times")
    case .tooLong(let url, let limit):
      Phrasing(.network, "\(url) has more than \(Text.bytes(limit))")
    case .otherLength(let url, let expected, let found):
      Phrasing(
        .network,
        "\(url) should have \(Words.digits(Int(clamping: expected))) bytes, but has "
          + "\(Words.digits(Int(clamping: found)))",
        advice: "it may be changing just now: try again later")
    case .file(let error): error.phrasing
    }
  }

  private static func meaning(of status: Int) -> String {
    switch status {
    case 401: " (not authorised)"
    case 403: " (forbidden)"
    case 404: " (not found)"
    case 407: " (the proxy needs a password)"
    case 500...599: " (server error)"
    default: ""
    }
  }

  private static func advice(for status: Int) -> String {
    switch status {
    case 401, 403:
      "for GitHub, check GITHUB_TOKEN; other servers' passwords can be in ~/.netrc"
    case 404: "check the URL"
    case 500...599: "try again later"
    default: ""
    }
  }
}

extension WebFault {
  func words(of url: WebURL) -> String {
    switch self {
    case .unresolved: "the host name \(url.host), or that of the proxy, cannot be resolved"
    case .unreachable: "cannot connect to \(url.host) on port \(url.port), or to the proxy"
    case .timedOut: "the answer took too long"
    case .untrusted(let words):
      "the server's certificate cannot be verified (\(Spelling.line(words)))"
    case .cut: "the connection was cut"
    case .other(let words): Spelling.line(words)
    }
  }

  var advice: String {
    switch self {
    case .unresolved, .unreachable: "check the URL, the network and the proxy (https_proxy)"
    case .timedOut, .cut: "run it again: it resumes where it stopped"
    case .untrusted: "check this machine's clock and certificates"
    case .other: ""
    }
  }
}

extension WebURL.Fault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .otherScheme: "only https://, http:// and file:// are possible"
    case .noHost: "it has no host"
    case .badHost(let host): "\"\(Spelling.line(host))\" is not a host name"
    case .badPort(let port): "\"\(Spelling.line(port))\" is not a port number"
    case .credentials: "it contains a user name or a password, which would be stored and shown"
    case .badCharacter: "it contains a character that no URL can have"
    }
  }
}
