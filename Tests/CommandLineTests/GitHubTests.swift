import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Releases in a repository on GitHub, as its API shows them.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct GitHubTests {
  private let place: Workplace
  private let publisher: Publisher
  private var server: WebServer { publisher.server }

  init() throws {
    place = try Workplace()
    publisher = try Publisher(
      place,
      """
      location /api/ { default_type application/json; try_files $uri.json =404; }
      location /limited/ {
        add_header X-RateLimit-Remaining 0 always; add_header X-RateLimit-Reset 4102444800 always;
        return 403;
      }
      """)
  }

  private func environment(_ more: [String: String] = [:]) -> [String: String] {
    ["CORTEX_GITHUB_API": server.url("api")].merging(more) { $1 }
  }

  private func cortex(_ words: String..., environment more: [String: String] = [:]) throws
    -> Outcome
  {
    try run(place, words, environment: environment(more))
  }

  private func answer(_ path: String, _ json: String) throws {
    try place.write(publisher.folder("api/repos/someone/product/\(path).json"), json)
  }

  /// A release, as the API shows it; its files are on another server.
  private func release(
    _ tag: String, files: FilePath?, on other: WebServer, isPrerelease: Bool = false
  ) throws -> String {
    let names =
      try files.map {
        try place.files.contents(of: $0).map { String(decoding: $0.name, as: UTF8.self) }.sorted()
      } ?? []
    let folder = files?.lastComponent?.string ?? ""
    let assets = names.map { name in
      """
      {"name": "\(name)", "state": "uploaded", "url": "\(server.url("api/asset/\(name)"))",
       "browser_download_url": "\(other.url("\(folder)/\(name)"))"}
      """
    }
    return """
      {"tag_name": "\(tag)", "draft": false, "prerelease": \(isPrerelease),
       "tarball_url": "\(other.url("\(tag).tar.gz"))", "assets": [\(assets.joined(separator: ", "))]}
      """
  }

  @Test func `the latest release's assets are fetched, and its signature counts`() throws {
    let files = try publisher.publish(into: "files", earlier: [place.oldRelease.string])
    let other = try WebServer(serving: server.folder)
    try answer("releases/latest", release("v5.3.0", files: files, on: other))
    try publisher.trust()
    #expect(try cortex("channel", "set", "https://github.com/someone/product").status == 0)
    #expect(
      try cortex("channel", "show", "--json").json()["source"] == "someone/product")
    let checked = try cortex("check", "--json")
    #expect(try checked.json()["available"] == "5.3.0", "\(checked.errors)")
    let outcome = try cortex("upgrade", "--yes", "--on-conflict", "local")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try cortex("status", "--json").json()["version"] == "5.3.0")
  }

  @Test func `the token goes to the API alone, and nothing shows it`() throws {
    let files = try publisher.publish(into: "files", isSigned: false)
    let other = try WebServer(serving: server.folder)
    // With a token files are asked of the API, which sends those who ask elsewhere.
    let redirecting = try Publisher(
      place,
      """
      location /api/ { default_type application/json; try_files $uri.json =404; }
      location /api/asset/ { rewrite ^/api/asset/(.*)$ \(other.url("files/"))$1 redirect; }
      """)
    let json = try release("v5.3.0", files: files, on: other)
      .replacing(server.url("api"), with: redirecting.server.url("api"))
    try place.write(
      redirecting.folder("api/repos/someone/product/releases/latest.json"), json)
    for name in ["GITHUB_TOKEN", "GH_TOKEN"] {
      try place.files.removeTree(place.store.appending("release-cache"))
      let outcome = try cortex(
        "upgrade", "someone/product", "--dry-run", "-vv",
        environment: [name: "s3cret-token", "CORTEX_GITHUB_API": redirecting.server.url("api")])
      #expect(outcome.status != 1, "\(outcome.errors)")
      #expect(!(outcome.output + outcome.errors).contains("s3cret"))
    }
    let (known, unknown) = (try redirecting.server.asked(), try other.asked())
    #expect(
      known.count > 2 && known.allSatisfy { $0.hasSuffix("\"Bearer s3cret-token\"") }, "\(known)")
    #expect(unknown.count > 2 && unknown.allSatisfy { $0.hasSuffix("\"-\"") }, "\(unknown)")
    let kept = try place.files.snapshotOfTree(place.store)
    #expect(!kept.values.contains { $0.contains("s3cret") })
  }

  @Test func `where there are no releases, the newest tag's archive is the release`() throws {
    try publisher.pack(place.release, as: "v5.3.0.tar.gz")
    try answer("releases", "[]")
    let tags = ["nightly", "v5.2.0", "v5.3.0", "v5.4.0-beta.1"].map {
      "{\"name\": \"\($0)\", \"tarball_url\": \"\(server.url("\($0).tar.gz"))\"}"
    }
    try answer("tags", "[\(tags.joined(separator: ", "))]")
    let checked = try cortex("check", "someone/product", "--json")
    #expect(try checked.json()["available"] == "5.3.0", "\(checked.errors)")
    #expect(
      try cortex("check", "someone/product", "--json", "--pre").json()["available"]
        == "5.4.0-beta.1")
    let outcome = try cortex("upgrade", "someone/product@v5.3.0", "--yes", "--on-conflict", "local")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try cortex("status", "--json").json()["version"] == "5.3.0")
    let missing = try cortex("upgrade", "someone/product@v7", "--yes")
    #expect(
      missing.status == 1 && missing.errors.contains("no release or tag v7"), "\(missing.errors)")
  }

  @Test func `an API that leaves out what is not needed is understood`() throws {
    let files = try publisher.publish(into: "files", isSigned: false)
    let assets = try place.files.contents(of: files).map {
      String(decoding: $0.name, as: UTF8.self)
    }
    .map { "{\"name\": \"\($0)\", \"browser_download_url\": \"\(server.url("files/\($0)"))\"}" }
    try answer(
      "releases/latest",
      "{\"tag_name\": \"v5.3.0\", \"assets\": [\(assets.joined(separator: ", "))]}")
    #expect(try cortex("check", "someone/product", "--json").json()["available"] == "5.3.0")
    // Without releases at all there may be tags.
    try place.files.remove(publisher.folder("api/repos/someone/product/releases/latest.json"))
    try answer("tags", "[{\"name\": \"v5.3.1\"}]")
    #expect(try cortex("check", "someone/product", "--json").json()["available"] == "5.3.1")
  }

  @Test func `only pre-releases are none, unless they are asked for`() throws {
    let files = try publisher.publish("5.3.0-rc.2", into: "files", isSigned: false)
    try answer(
      "releases",
      "[\(try release("v5.3.0-rc.2", files: files, on: server, isPrerelease: true))]")
    try answer("tags", "[]")
    let refused = try cortex("check", "someone/product")
    #expect(
      refused.status == 1 && refused.errors.contains("the newest is 5.3.0-rc.2; pass --pre"),
      "\(refused.errors)")
    #expect(
      try cortex("check", "someone/product", "--pre", "--json").json()["available"] == "5.3.0-rc.2")
  }

  @Test
  func `a repository of another GitHub is asked there, also when the environment has forgotten it`()
    throws
  {
    let api = "https://ghe.invalid/api/v3/repos/corp/cortex/releases/latest"
    let host = ["GH_HOST": "ghe.invalid"]
    let asked = try place.cortex("check", "corp/cortex", environment: host)
    #expect(asked.status == 1 && asked.errors.contains("cannot fetch \(api)"), "\(asked.errors)")
    for source in ["corp/cortex", "https://ghe.invalid/corp/cortex"] {
      #expect(try place.cortex("channel", "set", source, environment: host).status == 0)
      #expect(
        try place.cortex("channel", "show", "--json").json()["source"]
          == "https://ghe.invalid/corp/cortex")
      let later = try place.cortex("check")
      #expect(later.status == 1 && later.errors.contains("cannot fetch \(api)"), "\(later.errors)")
    }
  }

  @Test func `a used-up rate limit says when it ends`() throws {
    let outcome = try cortex(
      "check", "someone/product", environment: ["CORTEX_GITHUB_API": server.url("limited")])
    #expect(
      outcome.status == 1 && outcome.errors.contains("2100-01-01T00:00:00Z")
        && outcome.errors.contains("GITHUB_TOKEN"), "\(outcome.errors)")
  }

  @Test func `what is not there, and what does not answer as GitHub does, is said`() throws {
    let missing = try cortex("check", "someone/nothing")
    #expect(
      missing.status == 1 && missing.errors.contains("no repository someone/nothing can be seen"),
      "\(missing.errors)")
    try answer("releases/latest", "<html>")
    let strange = try cortex("check", "someone/product")
    #expect(
      strange.status == 1 && strange.errors.contains("CORTEX_GITHUB_API"), "\(strange.errors)")
    for (name, value) in [
      ("CORTEX_GITHUB_API", "http://example.org/"), ("CORTEX_GITHUB_API", "nonsense"),
      ("GH_HOST", "a b"), ("GITHUB_TOKEN", "two words"),
    ] {
      let outcome = try cortex(
        "check", "someone/product",
        environment: ["CORTEX_GITHUB_API": ""].merging([name: value]) { $1 })
      #expect(
        outcome.status == 64 && outcome.errors.contains("\(name) cannot be used"),
        "\(outcome.errors)")
    }
    // What is here is no repository.
    try place.write(place.deployment.appending("someone/x"), "")
    let here = try cortex("upgrade", "someone/product")
    #expect(here.status == 1 && !here.errors.contains("repository"), "\(here.errors)")
  }
}
