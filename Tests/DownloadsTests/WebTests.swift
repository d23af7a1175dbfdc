import Downloads
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Redirects, credentials, refusals and retries, on a scripted web.
@Suite(.tags(.unit)) struct WebTests {
  private func url(_ text: String) throws -> WebURL { try WebURL(text) }

  @Test func `a redirect is followed, and its own text is not the answer's`() throws {
    let client = ScriptedWeb { request in
      request.url.path == "/old"
        ? .init(status: 302, location: "https://b/new", body: Array("moved".utf8))
        : .init(body: Array("here".utf8))
    }
    let text = try Web.scripted(client).text(at: url("https://a/old"), atMost: 100)
    #expect(text?.bytes == Array("here".utf8))
  }

  @Test func `the token goes to its own server, and not where that leads`() throws {
    let client = ScriptedWeb { request in
      request.url.host == "api"
        ? .init(status: 307, location: "https://files/x") : .init(body: [1])
    }
    let credential = try #require(WebCredential("s3cret", for: url("https://api/")))
    let web = Web.scripted(client, credential: credential)
    _ = try web.text(at: url("https://api/x"), atMost: 100)
    #expect(client.requests.map { $0["Authorization"] } == ["Bearer s3cret", nil])
    // Nor does what ~/.netrc has for everybody.
    #expect(client.requests.map(\.mayUsePasswords) == [true, false])
    // Another port, and a connection that others hear, are other servers.
    for text in ["https://api:8443/y", "http://api/y"] {
      let other = ScriptedWeb { _ in .init(body: [1]) }
      _ = try Web.scripted(other, credential: credential).text(at: url(text), atMost: 9)
      #expect(other.requests.map { $0["Authorization"] } == [nil], "\(text)")
    }
    #expect(!"\(credential) \(String(reflecting: credential))".contains("s3cret"))
    var dumped = ""
    dump(credential, to: &dumped)
    #expect(!dumped.contains("s3cret"))
    #expect(WebCredential("two\nlines", for: try url("https://api/")) == nil)
  }

  @Test func `an encrypted connection never leads to one that is not`() throws {
    let client = ScriptedWeb { _ in .init(status: 301, location: "http://a/x") }
    let (from, to) = (try url("https://a/x"), try url("http://a/x"))
    #expect(throws: WebError.redirected(from, .toPlain(to))) {
      try Web.scripted(client).text(at: from, atMost: 1)
    }
    let other = ScriptedWeb { _ in .init(status: 301, location: "file:///etc/passwd") }
    #expect(throws: WebError.redirected(from, .toUnusable(.otherScheme))) {
      try Web.scripted(other).text(at: from, atMost: 1)
    }
    let circle = ScriptedWeb { _ in .init(status: 301, location: "https://a/x") }
    #expect(throws: WebError.redirected(from, .tooMany)) {
      try Web.scripted(circle).text(at: from, atMost: 1)
    }
  }

  @Test func `what passes is tried again, later each time, and not for ever`() throws {
    let pauses = Pauses()
    let client = ScriptedWeb { _ in .init(status: 503) }
    let place = try url("https://a/x")
    #expect(throws: WebError.status(place, 503)) {
      try Web.scripted(client, pauses: pauses).text(at: place, atMost: 1)
    }
    #expect(client.requests.count == 5)
    #expect(pauses.all == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
    for status in [400, 401, 403, 451, 501] {
      let client = ScriptedWeb { _ in .init(status: status) }
      #expect(throws: WebError.status(place, status)) {
        try Web.scripted(client).text(at: place, atMost: 1)
      }
      #expect(client.requests.count == 1, "\(status)")
    }
  }

  @Test func `a pause is up to half of it shorter`() {
    let retry = Retry(pause: { _ in }, random: { 0.999 })
    #expect(
      retry.delay(after: 1) < .milliseconds(255) && retry.delay(after: 1) > .milliseconds(249))
    #expect(retry.delay(after: 60) <= .seconds(30))
  }

  @Test func `a rate limit says when it ends`() throws {
    let place = try url("https://a/x")
    let limited: [(fields: [String: String], status: Int, until: Int64?)] = [
      (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "5000"], 403, 5000),
      (["retry-after": "600"], 429, 1600), ([:], 429, nil),
      (["retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"], 429, nil),
      (["retry-after": "9223372036854775807"], 429, 3_162_241_000),
      (
        ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "9223372036854775807"], 403,
        3_162_241_000
      ),
    ]
    for (fields, status, until) in limited {
      let client = ScriptedWeb { _ in .init(status: status, fields: fields) }
      #expect(throws: WebError.rateLimited(place, until: until)) {
        try Web.scripted(client).text(at: place, atMost: 1)
      }
      #expect(client.requests.count == 1)
    }
    // One that is over already, or before all times, is no time to wait for.
    for reset in ["-9223372036854775808", "0"] {
      let over = ScriptedWeb { _ in
        .init(status: 403, fields: ["x-ratelimit-remaining": "0", "x-ratelimit-reset": reset])
      }
      #expect(throws: WebError.rateLimited(place, until: 1000)) {
        try Web.scripted(over).text(at: place, atMost: 1)
      }
    }
    // A short one is waited for.
    let pauses = Pauses()
    var isFirst = true
    let client = ScriptedWeb { _ in
      defer { isFirst = false }
      return isFirst ? .init(status: 429, fields: ["retry-after": "7"]) : .init(body: [1])
    }
    _ = try Web.scripted(client, pauses: pauses).text(at: place, atMost: 1)
    #expect(pauses.all == [.seconds(7)])
  }

  @Test func `a text is not sent again while it is the same`() throws {
    let place = try url("https://a/x")
    let client = ScriptedWeb { request in
      request["If-None-Match"] == "W/\"1\""
        ? .init(status: 304)
        : .init(
          fields: [
            "etag": "W/\"1\"", "link": "<https://a/y>; rel=\"next\", <https://a/z>; rel=\"last\"",
          ], body: [7])
    }
    let web = Web.scripted(client)
    let first = try #require(try web.text(at: place, atMost: 1))
    #expect(try first.next == url("https://a/y"))
    #expect(try web.text(at: place, atMost: 1, known: first) == first)
  }

  @Test func `a text that is longer than it may be is not read to its end`() throws {
    let place = try url("https://a/x")
    let client = ScriptedWeb { _ in .init(body: [UInt8](repeating: 0, count: 10_000)) }
    #expect(throws: WebError.tooLong(place, limit: 150)) {
      try Web.scripted(client).text(at: place, atMost: 150)
    }
    let missing = ScriptedWeb { _ in .init(status: 404, body: Array("no".utf8)) }
    #expect(try Web.scripted(missing).text(at: place, atMost: 1) == nil)
  }

  @Test func `a remembered text stands in while its server cannot be asked, and only then`() throws
  {
    let files = SimulatedDisk()
    try files.ensureDirectory("/cache")
    let place = try url("https://a/x")
    var answer = ScriptedWeb.Answer(fields: ["etag": "\"1\""], body: Array("one\ntwo".utf8))
    let client = ScriptedWeb { _ in answer }
    func ask() throws -> (text: WebText?, standIns: [RememberedTexts.StandIn]) {
      let texts = RememberedTexts(in: "/cache/texts", over: .scripted(client), on: files)
      return (try texts.text(at: place, atMost: 100), texts.standIns)
    }
    #expect(try ask().text?.bytes == Array("one\ntwo".utf8))
    answer = .init(fault: .unreachable)
    let (text, standIns) = try ask()
    #expect(text?.bytes == Array("one\ntwo".utf8))
    #expect(standIns == [.init(url: place, error: .failed(place, .unreachable), fetched: 1000)])
    // One text of a server from before, and another of today, do not belong together.
    let other = try url("https://a/y")
    let both = RememberedTexts(in: "/cache/texts", over: .scripted(client), on: files)
    answer = .init(body: [7])
    _ = try both.text(at: other, atMost: 100)
    answer = .init(fault: .unreachable)
    #expect(throws: WebError.failed(place, .unreachable)) { try both.text(at: place, atMost: 100) }
    // And one that could not be asked is not asked again.
    let gone = RememberedTexts(in: "/cache/texts", over: .scripted(client), on: files)
    let asked = client.requests.count
    for _ in 1...2 {
      _ = try (gone.text(at: place, atMost: 100), gone.text(at: other, atMost: 100))
    }
    #expect(client.requests.count == asked + 3 && gone.standIns.count == 2)
    // What cannot be the text does not take the place of what was remembered.
    answer = .init(body: Array("<html>".utf8))
    struct Strange: Error {}
    #expect(throws: Strange.self) {
      try RememberedTexts(in: "/cache/texts", over: .scripted(client), on: files)
        .text(at: place, atMost: 100) { _ in throw Strange() }
    }
    answer = .init(fault: .unreachable)
    #expect(try ask().text?.bytes == Array("one\ntwo".utf8))
    // What the server says of the text counts, and one that cannot be trusted is none.
    answer = .init(status: 403)
    #expect(throws: WebError.status(place, 403)) { try ask() }
    answer = .init(fault: .untrusted("self-signed"))
    #expect(throws: WebError.failed(place, .untrusted("self-signed"))) { try ask() }
    answer = .init(status: 404)
    #expect(try ask().text == nil)
    answer = .init(fault: .unreachable)
    #expect(throws: WebError.failed(place, .unreachable)) { try ask() }
  }
}
