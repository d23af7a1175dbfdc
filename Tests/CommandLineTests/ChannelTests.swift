import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Releases from a folder on a web server, as `release build` makes it.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct ChannelTests {
  private let place: Workplace
  private let publisher: Publisher
  private var server: WebServer { publisher.server }

  init() throws {
    place = try Workplace()
    publisher = try Publisher(place)
  }

  private func upgrade(_ more: String..., environment: [String: String] = [:]) throws -> Outcome {
    try run(
      place, ["upgrade", "--yes", "--on-conflict", "local"] + more, environment: environment)
  }

  private func version() throws -> String? {
    try place.cortex("status", "--json").json()["version"]?.string
  }

  /// Something that does not become shorter.
  private func noise(_ count: Int, seed: UInt64 = 1) -> String {
    var random = SeededGenerator(seed: seed)
    return random.bytes(count / 2).map { String($0 | 0x10, radix: 16) }.joined()
  }

  @Test func `a signed release is found, fetched and installed without its place being named`()
    throws
  {
    try publisher.publish(earlier: [place.oldRelease.string])
    try publisher.trust()
    let set = try place.cortex("channel", "set", server.url("r/"))
    #expect(set.status == 0 && set.output.contains("Releases now come from \(server.url("r/"))"))
    let checked = try place.cortex("check", "--json", "--exit-code")
    #expect(checked.status == 2, "\(checked.errors)")
    let found = try checked.json()
    #expect(found["installed"] == "5.2.0" && found["available"] == "5.3.0")
    #expect(found["source"] == .text(server.url("r/")))
    let id = try place.cortex("key", "list", "--json").json()["keys"]?.elements.first?["id"]
    #expect(found["signed_by"] == id && id != nil)
    #expect(found["features"] == .list([]) && found["breaking_changes"] == .list([]))
    let package = publisher.folder("r").appending("cortex-v5.3.0-upgrade.zip")
    #expect(found["size"] == .number(Double(try #require(try place.files.metadata(package)).size)))

    let outcome = try upgrade()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try version() == "5.3.0" && place.rows() == "ok tides ropes charts")
    let after = try place.cortex("check", "--json", "--exit-code")
    #expect(after.status == 0)
    #expect(try after.json()["available"] == .null)
    // Once more changes nothing, also where the user has edited since, and fetches nothing large.
    try place.write(place.deployment.appending("src/entry.py"), "mine\n")
    let again = try upgrade("--json")
    #expect(try again.json()["to"] == "5.3.0" && again.json()["saved"] == .null, "\(again.errors)")
    #expect(try place.files.text(place.deployment.appending("src/entry.py")) == "mine\n")
    let packages = try server.asked().filter {
      $0.contains("upgrade.zip") && !$0.contains("\"bytes=")
    }
    #expect(packages.count <= 1, "\(packages)")
  }

  @Test func `of a package only what is missing is fetched`() throws {
    for folder in [place.release, place.oldRelease, place.deployment] {
      try place.write(folder.appending("src/data/large.txt"), noise(400_000))
    }
    try place.files.removeTree(place.store)
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
    try place.write(place.release.appending("src/data/new.txt"), noise(50_000, seed: 2))
    try publisher.publish(earlier: [place.oldRelease.string])
    let package = publisher.folder("r").appending("cortex-v5.3.0-upgrade.zip")
    let size = Int(try #require(try place.files.metadata(package)).size)
    let outcome = try upgrade(server.url("r/"))
    #expect(
      outcome.status == 0 && outcome.errors.contains("the rest was already in the store"),
      "\(outcome.errors)")
    let sent = try server.asked().filter { $0.contains(".zip") }
      .compactMap { Int($0.split(separator: " ")[3]) }.reduce(0, +)
    #expect(sent < size / 2, "\(sent) of \(size)")
    #expect(try version() == "5.3.0")
  }

  @Test func `where ranges are not answered the whole package is fetched`() throws {
    let publisher = try Publisher(place, "max_ranges 0;")
    try publisher.publish(earlier: [place.oldRelease.string])
    let outcome = try upgrade(publisher.server.url("r/"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try version() == "5.3.0" && !outcome.errors.contains("the rest was already in the store"))
  }

  @Test func `an upgrade that is cut five times goes on each time`() throws {
    try place.write(place.release.appending("src/data/new.txt"), noise(2_000_000))
    try publisher.publish(earlier: [place.oldRelease.string])
    let proxy = try CuttingProxy(before: server, after: 200_000, times: 5)
    let outcome = try upgrade(proxy.url("r/"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try version() == "5.3.0")
    let asked = try server.asked().filter { $0.contains(".zip") }
    let sent = asked.compactMap { Int($0.split(separator: " ")[3]) }
    #expect(asked.count >= 6, "\(asked)")
    // Each began where the one before had ended.
    let starts = asked.compactMap { line in
      line.firstMatch(of: /bytes=(\d+)-/).flatMap { Int($0.1) }
    }
    #expect(Set(starts).count >= 5, "\(asked)")
    #expect(sent.count == asked.count)
  }

  @Test func `with the server gone the package that was fetched before is used`() throws {
    try publisher.publish(earlier: [place.oldRelease.string])
    try publisher.trust()
    try #require(place.cortex("channel", "set", server.url("r/")).status == 0)
    #expect(try place.cortex("upgrade", "--dry-run").status != 1)
    let shown = try place.cortex("channel", "show", "--json").json()
    #expect(shown["cached"]?.elements.first?["complete"] == .flag(true), "\(shown)")
    server.stop()
    let outcome = try upgrade()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("warning: cannot fetch")
        && outcome.errors.contains("using what was fetched on"), "\(outcome.errors)")
    #expect(try version() == "5.3.0")
    let freed = try place.cortex("gc", "--json", "--yes").json()
    #expect(freed["fetched"]?.elements.count == 1)
    #expect(try place.cortex("channel", "show", "--json").json()["cached"] == .list([]))
    let gone = try upgrade()
    #expect(gone.status == 1 && gone.errors.contains("cannot connect to"), "\(gone.errors)")
  }

  @Test func `a release that no trusted key signed is refused before its package is fetched`()
    throws
  {
    try publisher.publish(earlier: [place.oldRelease.string])
    try publisher.trust()
    let list = publisher.folder("r").appending("SHA256SUMS.txt")
    let before = try place.tree()
    // Changed after it was signed, signed by nobody, and signed by somebody else.
    let (text, signature) = (try place.files.text(list), FilePath("\(list).minisig"))
    try place.write(list, text + "\n")
    let forged = try upgrade(server.url("r/"), "--json")
    #expect(try forged.failure()["code"] == "signature", "\(forged.errors)")
    try place.write(list, text)
    try place.files.remove(signature)
    #expect(try upgrade(server.url("r/"), "--json").failure()["code"] == "unsigned")
    let other = try Publisher(Workplace())
    try other.publish(earlier: [place.oldRelease.string])
    #expect(try upgrade(other.server.url("r/"), "--json").failure()["code"] == "unsigned")
    #expect(try place.tree() == before)
    #expect(try !server.asked().contains { $0.contains("upgrade.zip") && !$0.contains("bytes=") })
  }

  @Test func `a release that is older than one by the same key is refused before it is fetched`()
    throws
  {
    try publisher.publish(earlier: [place.oldRelease.string])
    try publisher.publish("5.2.5", into: "old", earlier: [place.oldRelease.string])
    try publisher.trust()
    try #require(upgrade(server.url("r/")).status == 0)
    try #require(place.cortex("rollback", "--yes").status == 0)
    let refused = try upgrade(server.url("old/"), "--json")
    #expect(
      try refused.status == 2 && refused.failure()["code"] == "downgrade", "\(refused.errors)")
    #expect(try upgrade(server.url("old/"), "--allow-downgrade").status == 0)
    let packages = try server.asked().filter { $0.contains("/old/") && $0.contains("upgrade.zip") }
    #expect(packages.count <= 4, "\(packages)")
  }

  @Test func `a package that is not the one that is listed is refused, and not kept`() throws {
    try publisher.publish()
    let package = publisher.folder("r").appending("cortex-v5.3.0-full.zip")
    var bytes = try place.files.read(package)
    bytes[bytes.count / 2] ^= 1
    try place.files.replace(package, with: bytes)
    let before = try place.tree()
    let outcome = try upgrade(server.url("r/"))
    #expect(outcome.status == 1 && outcome.errors.contains("is not what"), "\(outcome.errors)")
    #expect(try place.tree() == before)
    #expect(try place.cortex("channel", "show", "--json").json()["cached"] == .list([]))
  }

  @Test func `a package alone is fetched by its own URL, with the list beside it`() throws {
    try publisher.publish()
    try publisher.trust()
    let outcome = try upgrade(server.url("r/cortex-v5.3.0-full.zip"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try version() == "5.3.0")
    #expect(try place.cortex("verify", "--signed").status == 0)
  }

  @Test func `an archive without a list is sent again only if it has changed`() throws {
    try publisher.pack(place.release, as: "product.tar.gz")
    let url = server.url("product.tar.gz")
    #expect(try place.cortex("upgrade", url, "--dry-run").status != 1)
    let checked = try place.cortex("check", url, "--json")
    #expect(try checked.json()["available"] == "5.3.0", "\(checked.errors)")
    #expect(try upgrade(url).status == 0)
    let asked = try server.asked().filter { $0.contains("product.tar.gz") }
    #expect(asked.filter { $0.contains(" 200 ") }.count == 1, "\(asked)")
    #expect(asked.filter { $0.contains(" 304 ") }.count >= 1, "\(asked)")
  }

  @Test func `a folder, an archive and a file URL on this machine are channels as well`() throws {
    let output = try publisher.publish(earlier: [place.oldRelease.string])
    for source in [
      output.string, "file://\(output)/", place.release.string,
      output.appending("cortex-v5.3.0-full.zip").string,
    ] {
      #expect(try place.cortex("channel", "set", source).status == 0)
      let checked = try place.cortex("check", "--json")
      #expect(try checked.json()["available"] == "5.3.0", "\(source): \(checked.errors)")
    }
    // From another folder it is the same one.
    #expect(try place.cortex("channel", "set", "../../release").status == 0)
    #expect(
      try place.cortex("channel", "show", "--json").json()["source"] == .text(place.release.string))
    #expect(try place.cortex("channel", "set", "../nowhere").status == 1)
    let outcome = try upgrade()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try version() == "5.3.0" && server.asked().isEmpty)
  }

  @Test func `a version can be asked for, and a pre-release only on request`() throws {
    let output = try publisher.publish("5.3.0", isSigned: false)
    // A list that names several releases.
    var lines = try place.files.text(output.appending("SHA256SUMS.txt"))
    for version in ["5.4.0-rc.1", "5.2.5"] {
      let other = try publisher.publish(version, into: version, isSigned: false)
      for name in try place.files.contents(of: other).map({
        String(decoding: $0.name, as: UTF8.self)
      })
      where name.hasPrefix("cortex-v") {
        try place.files.rename(other.appending(name), over: output.appending(name))
      }
      lines += try place.files.text(other.appending("SHA256SUMS.txt"))
    }
    try place.write(output.appending("SHA256SUMS.txt"), lines)
    func available(_ more: String...) throws -> JSON? {
      try run(place, ["check", server.url("r/"), "--json"] + more).json()["available"]
    }
    #expect(try available() == "5.3.0")
    #expect(try available("--pre") == "5.4.0-rc.1")
    let missing = try upgrade(server.url("r/"), "--to", "9.9.9")
    #expect(
      missing.status == 1 && missing.errors.contains("it offers 5.4.0-rc.1, 5.3.0, 5.2.5"),
      "\(missing.errors)")
    let outcome = try upgrade(server.url("r/"), "--to", "5.2.5")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try version() == "5.2.5")
  }

  @Test func `what cannot be fetched is said in a sentence, and nothing changes`() throws {
    let before = try place.everything()
    try place.write(
      publisher.folder("list/SHA256SUMS.txt"), "\(String(repeating: "a", count: 64))  other.zip\n")
    try place.write(publisher.folder("bad/SHA256SUMS.txt"), "no list\n")
    for (source, status, words) in [
      (server.url("none/"), Int32(1), "has no SHA256SUMS.txt"),
      (server.url("none.zip"), 1, "answered 404 (not found)"),
      (server.url("list/"), 1, "names no package"), (server.url("bad/"), 1, "line 1"),
      ("ftp://example.org/x", 64, "only https://, http:// and file:// are possible"),
      ("https://me:secret@example.org/x", 64, "must not contain a user name or a password"),
      ("https:///x", 64, "it has no host"),
      ("file://other/x", 64, "is not a place on this machine"),
      ("/no/such/folder", 1, "/no/such/folder"),
    ] {
      let outcome = try place.cortex("upgrade", source, "--yes")
      #expect(
        outcome.status == status && outcome.errors.contains(words), "\(source): \(outcome.errors)")
      #expect(!outcome.errors.contains("secret"))
    }
    let without = try place.cortex("upgrade")
    #expect(
      without.status == 64 && without.errors.contains("no channel is set"), "\(without.errors)")
    #expect(try place.cortex("check").status == 64)
    let after = try place.everything().filter { !$0.key.contains("release-cache") }
    #expect(after == before)
  }

  @Test
  func `the environment's proxy is asked, and what is neither encrypted nor signed is warned of`()
    throws
  {
    try publisher.publish(isSigned: false)
    let proxy = ["http_proxy": server.url()]
    let outcome = try upgrade("http://releases.invalid/r/", environment: proxy)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("is not encrypted and the release is not signed"), "\(outcome.errors)"
    )
    let without = try run(
      place, ["check", "http://releases.invalid/r/"],
      environment: proxy.merging(["no_proxy": "releases.invalid"]) { $1 })
    #expect(without.errors.contains("cannot be resolved"), "\(without.errors)")
  }

  @Test func `two at once do not fetch into each other's files`() throws {
    try publisher.publish()
    let cache = place.store.appending("release-cache")
    try place.files.ensureDirectory(cache)
    let lock = try #require(try place.files.lock(cache.appending("lock")))
    let outcome = try place.cortex("upgrade", server.url("r/"), "--dry-run", "--json")
    #expect(outcome.status == 75, "\(outcome.errors)")
    withExtendedLifetime(lock) {}
  }
}
