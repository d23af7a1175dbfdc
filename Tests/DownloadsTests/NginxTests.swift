import Downloads
import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// libcurl, and the real nginx on the other side.
@Suite(.tags(.process), .timeLimit(.minutes(10))) struct NginxTests {
  private let files = LocalFileSystem()
  private let temporary: TemporaryFolder
  private var place: FilePath { temporary.path.appending("fetched.zip") }
  private let contents: [UInt8]

  init() throws {
    temporary = try TemporaryFolder()
    var random = SeededGenerator(seed: 25)
    contents = random.bytes(3_000_000)
  }

  private struct Wrong: Error {}

  private func server(_ locations: String = "") throws -> WebServer {
    let server = try WebServer(locations)
    try files.replace(server.folder.appending("file.zip"), with: contents)
    return server
  }

  private func web(_ limits: WebLimits = WebLimits(), attempts: Int = 5) -> Web {
    var retry = Retry(pause: { _ in })
    retry.attempts = attempts
    return Web(CurlClient(agent: "tests/1", limits: limits), retry: retry, now: { 0 })
  }

  private func fetch(
    _ url: String, over web: Web? = nil, length: UInt64? = nil
  ) throws {
    try (web ?? self.web()).download(
      Download(WebURL(url), to: place, length: length, limit: 1 << 30), on: files
    ) { _ in
    } check: { part in
      guard try files.read(part) == contents else { throw Wrong() }
    }
  }

  @Test func `a download that is cut five times asks only for what is missing`() throws {
    let server = try server()
    let proxy = try CuttingProxy(before: server, after: 400_000, times: 5)
    try fetch(proxy.url("file.zip"))
    #expect(try files.read(place) == contents)
    let asked = try server.asked()
    #expect(asked.count == 6, "\(asked)")
    #expect(asked[0].contains("GET /file.zip 200"))
    for line in asked[1...] {
      #expect(line.contains(" 206 ") && line.contains("\"bytes="), "\(line)")
    }
  }

  @Test func `a text is asked for with its tag, and not sent again`() throws {
    let server = try server()
    try files.replace(server.folder.appending("list.txt"), with: Array("one\n".utf8))
    let (web, url) = (web(), try WebURL(server.url("list.txt")))
    let first = try #require(try web.text(at: url, atMost: 100))
    #expect(first.bytes == Array("one\n".utf8) && first.tag != nil)
    #expect(try web.text(at: url, atMost: 100, known: first) == first)
    #expect(try web.text(at: WebURL(server.url("none")), atMost: 100) == nil)
    #expect(try server.asked().map { $0.split(separator: " ")[2] } == ["200", "304", "404"])
  }

  @Test func `a part is what the file has there`() throws {
    let server = try server()
    let file = RemoteFile(try WebURL(server.url("file.zip")), over: web())
    #expect(try file.tail(1000).bytes == Array(contents.suffix(1000)))
    var read: [UInt8] = []
    try file.read(1_000_000..<1_500_000) { read += $0 }
    #expect(read == Array(contents[1_000_000..<1_500_000]))
    #expect(file.bytes == 501_000 && file.requests == 2)
  }

  @Test func `a server that sends only whole files is not asked for parts`() throws {
    let server = try server("max_ranges 0;")
    let file = RemoteFile(try WebURL(server.url("file.zip")), over: web())
    #expect(throws: RemoteFile.OnlyWhole.self) { try file.tail(1000) }
    let proxy = try CuttingProxy(before: server, after: 400_000, times: 2)
    try fetch(proxy.url("file.zip"))
    #expect(try server.asked().allSatisfy { !$0.contains(" 206 ") })
  }

  @Test func `a server that sends nothing for long is given up`() throws {
    var limits = WebLimits()
    (limits.leastBytesPerSecond, limits.stallSeconds) = (100_000, 1)
    let server = try server("location /file.zip { limit_rate 20k; }")
    let url = try WebURL(server.url("file.zip"))
    #expect(throws: WebError.failed(url, .timedOut)) {
      try fetch("\(url)", over: web(limits, attempts: 1))
    }
    limits = WebLimits()
    limits.totalSeconds = 1
    #expect(throws: WebError.failed(url, .timedOut)) {
      try fetch("\(url)", over: web(limits, attempts: 1))
    }
    // What came stays for the next time.
    #expect(try files.metadata(FilePath("\(place).part"))?.size ?? 0 > 0)
  }

  @Test func `what a server refuses is said as it is`() throws {
    let server = try server(
      """
      location /forbidden { return 403; }
      location /limited { add_header X-RateLimit-Remaining 0 always; add_header X-RateLimit-Reset 2524608000 always; return 403; }
      location /broken { return 500; }
      location /moved/ { rewrite ^/moved/(.*)$ /$1 redirect; }
      location /round { return 302 /round; }
      location /away { return 302 ftp://example.org/x; }
      """)
    let web = web()
    func error(_ path: String) throws -> WebError? {
      #expect(throws: WebError.self) {
        try web.text(at: WebURL(server.url(path)), atMost: 100)
      }
    }
    func place(_ path: String) throws -> WebURL { try WebURL(server.url(path)) }
    #expect(try error("forbidden") == .status(place("forbidden"), 403))
    #expect(try error("limited") == .rateLimited(place("limited"), until: 2_524_608_000))
    #expect(try error("broken") == .status(place("broken"), 500))
    #expect(try error("round") == .redirected(place("round"), .tooMany))
    #expect(try error("away") == .redirected(place("away"), .toUnusable(.otherScheme)))
    try fetch(server.url("moved/file.zip"))
    #expect(try server.asked().filter { $0.contains("/broken") }.count == 5)
  }

  @Test func `a file of another length than was said is refused, and of other bytes too`() throws {
    let server = try server()
    let url = try WebURL(server.url("file.zip"))
    #expect(throws: WebError.otherLength(url, expected: 7, found: 3_000_000)) {
      try fetch("\(url)", length: 7)
    }
    try files.replace(server.folder.appending("file.zip"), with: [1, 2, 3])
    #expect(throws: Wrong.self) { try fetch("\(url)") }
    #expect(try files.contents(of: temporary.path).isEmpty)
  }

  @Test func `nobody there, and no such name, are said apart`() throws {
    let server = try server()
    server.stop()
    let url = try WebURL(server.url("file.zip"))
    #expect(throws: WebError.failed(url, .unreachable)) {
      try web(attempts: 1).text(at: url, atMost: 1)
    }
    let other = try WebURL("http://no-such-host.invalid/x")
    #expect(throws: WebError.failed(other, .unresolved)) {
      try web(attempts: 1).text(at: other, atMost: 1)
    }
  }

  @Test func `a server that cannot prove who it is is not believed`() throws {
    let folder = temporary.path.appending("tls")
    try files.ensureDirectory(folder)
    let openssl = Process()
    openssl.executableURL = URL(filePath: "/usr/bin/openssl")
    openssl.arguments = [
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder)/key.pem", "-out",
      "\(folder)/cert.pem",
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    let server = try WebServer(serving: folder, tls: true)
    let url = try WebURL("https://127.0.0.1:\(server.port)/cert.pem")
    let error = #expect(throws: WebError.self) { try web().text(at: url, atMost: 10_000) }
    guard case .failed(url, .untrusted)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
