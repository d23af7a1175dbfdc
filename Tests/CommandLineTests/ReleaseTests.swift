import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Releases as their publishers make them, and as deployments let them in; with the `minisign` program on the
/// other side.
@Suite(.tags(.process), .timeLimit(.minutes(30))) struct ReleaseTests {
  private let place: Workplace
  private var output: FilePath { place.folder.appending("out") }
  private var list: FilePath { output.appending("SHA256SUMS.txt") }
  private var package: FilePath { output.appending("cortex-v5.3.0-upgrade.zip") }

  init() throws { place = try Workplace() }

  private func path(_ name: String) -> String { place.folder.appending(name).string }

  @discardableResult
  private func build() throws -> JSON {
    let outcome = try place.cortex(
      "release", "build", place.release.string, "--version", "5.3.0", "--from",
      place.oldRelease.string, "--output", output.string, "--json")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try outcome.json()
  }

  private func keygen(_ name: String, passphrase: String? = nil) throws {
    let words = passphrase == nil ? ["-W"] : []
    let outcome = try Program.run(
      Program.path.string,
      ["release", "keygen", "-p", path(name + ".pub"), "-s", path(name + ".sec")] + words,
      in: place.folder, environment: passphrase.map { ["CORTEX_PASSPHRASE": $0] } ?? [:])
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  private func sign(
    _ file: FilePath, with key: String, passphrase: String = "", _ more: String...
  ) throws -> Outcome {
    try Program.run(
      Program.path.string, ["release", "sign", "-s", path(key + ".sec"), file.string] + more,
      in: place.folder, environment: passphrase.isEmpty ? [:] : ["CORTEX_PASSPHRASE": passphrase])
  }

  private func minisign(_ arguments: String..., saying words: String = "") throws -> Outcome {
    try Program.run(
      "/bin/sh", ["-c", "printf '\(words)' | minisign \"$@\"", "sh"] + arguments, in: place.folder)
  }

  @Test func `what a build prints is what it wrote, and what the shape says`() throws {
    let report = try build()
    let packages = try #require(report["packages"]).elements
    #expect(
      packages.compactMap { $0["path"]?.string }.map { FilePath($0).lastComponent?.string }
        == ["cortex-v5.3.0-full.zip", "cortex-v5.3.0-upgrade.zip"])
    for package in packages {
      let file = FilePath(try #require(package["path"]?.string))
      #expect(package["bytes"] == .number(Double(try size(of: file))))
    }
    #expect(report["version"] == "5.3.0" && report["warnings"] != nil)
    guard case .number(let saving) = report["saving"] else {
      Issue.record("no saving")
      return
    }
    #expect(saving > 0)
    // The list is one that the usual program checks.
    let checked = try Program.run(
      "/usr/bin/sha256sum", ["--strict", "-c", "SHA256SUMS.txt"], in: output)
    #expect(checked.status == 0, "\(checked.output)")
    let inspected = try place.cortex("release", "inspect", package.string, "--json").json()
    #expect(inspected["package"] == "upgrade" && inspected["version"] == "5.3.0")
    #expect(inspected["upgrades_from"] == .list([.text("5.2.0")]))
    // Of the folder, what it publishes.
    let published = try place.cortex("release", "inspect", output.string, "--json").json()
    #expect(published["package"] == "full" && published["version"] == "5.3.0")
  }

  private func size(of path: FilePath) throws -> UInt64 {
    try #require(try place.files.metadata(path)).size
  }

  @Test(arguments: [nil, "open sesame"] as [String?])
  func `minisign verifies what cortex signs`(passphrase: String?) throws {
    try build()
    try keygen("key", passphrase: passphrase)
    let signed = try sign(list, with: "key", passphrase: passphrase ?? "")
    #expect(signed.status == 0, "\(signed.errors)")
    let verified = try minisign("-Vm", list.string, "-p", path("key.pub"))
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("product:cortex\tversion:5.3.0\ttimestamp:"))
    // Nor anything that is only nearly that.
    try place.write(list, "\n")
    #expect(try minisign("-Vm", list.string, "-p", path("key.pub")).status != 0)
    // It also takes the secret key for its own.
    let again = try minisign(
      "-R", "-s", path("key.sec"), "-p", path("again.pub"),
      saying: passphrase.map { $0 + "\\n" } ?? "")
    #expect(again.status == 0, "\(again.errors)")
    // minisign writes an id without the zeros at its start into the comment.
    func line(_ name: String) throws -> Substring? {
      try place.files.text(FilePath(path(name))).split(separator: "\n").last
    }
    #expect(try line("again.pub") == line("key.pub"))
  }

  @Test(arguments: [true, false], [true, false])
  func `cortex verifies what minisign signs`(isEncrypted: Bool, isLegacy: Bool) throws {
    let words = isEncrypted ? "open\\nopen\\n" : ""
    var made = try minisign("-G", "-p", path("m.pub"), "-s", path("m.sec"), saying: words)
    if !isEncrypted {
      made = try minisign("-G", "-W", "-p", path("m.pub"), "-s", path("m.sec"))
    }
    try #require(made.status == 0, "\(made.errors)")
    let file = place.folder.appending("file")
    try place.write(file, "a text\n")
    let signed =
      try isLegacy
      ? minisign("-S", "-l", "-s", path("m.sec"), "-m", file.string, "-t", "hello", saying: words)
      : minisign("-S", "-s", path("m.sec"), "-m", file.string, "-t", "hello", saying: words)
    try #require(signed.status == 0, "\(signed.errors)")
    let verified = try place.cortex("release", "verify", "-p", path("m.pub"), file.string, "--json")
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(
      try verified.json()["trusted_comment"] == "hello" && verified.json()["ok"] == .flag(true))
    // And it signs with a key that minisign made.
    let again = try sign(file, with: "m", passphrase: isEncrypted ? "open" : "")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try minisign("-Vm", file.string, "-p", path("m.pub")).status == 0)
    try place.write(file, "another text\n")
    let refused = try place.cortex("release", "verify", "-p", path("m.pub"), file.string)
    #expect(refused.status == 3 && refused.output.contains("does not verify"))
  }

  @Test func `a package verifies only if all of it agrees`() throws {
    try build()
    for key in ["key", "other"] { try keygen(key) }
    func verify(_ key: String = "key") throws -> Outcome {
      try place.cortex("release", "verify", "-p", path(key + ".pub"), package.string, "--json")
    }
    let unsigned = try verify()
    #expect(try unsigned.status == 3 && unsigned.json()["ok"] == .flag(false))
    try #require(sign(list, with: "key").status == 0)
    let report = try verify().json()
    #expect(report["ok"] == .flag(true) && report["problems"] == .list([]))
    #expect(report["expires"]?.string?.hasSuffix("Z") ?? false)
    #expect(try verify("other").status == 3)

    let bytes = try place.files.read(package)
    var changed = bytes
    changed[bytes.count / 2] ^= 1
    try place.files.replace(package, with: changed)
    let damaged = try verify()
    #expect(try damaged.status == 3 && damaged.json()["ok"] == .flag(false))
    #expect(try damaged.json()["problems"]?.elements.first?.string?.contains("SHA-256") ?? false)
    // A list that was made for it afterwards is not the one that was signed.
    try place.files.replace(package, with: changed)
    let sums = try Program.run(
      "/bin/sh", ["-c", "sha256sum cortex-* > SHA256SUMS.txt"], in: output)
    #expect(sums.status == 0)
    #expect(try verify().status == 3)
  }

  @Test func `what goes beside the packages is verified through the same list`() throws {
    try place.write(place.release.appending("CHANGELOG.md"), "# Changes\n")
    try build()
    try keygen("key")
    try #require(sign(list, with: "key").status == 0)
    let document = output.appending("CHANGELOG.md")
    func verify(_ file: FilePath) throws -> Int32 {
      try place.cortex("release", "verify", "-p", path("key.pub"), file.string).status
    }
    #expect(try verify(document) == 0)
    #expect(try verify(output.appending("cortex-v5.3.0-manifest.json")) == 0)
    try place.write(document, "# Other changes\n")
    #expect(try verify(document) == 3)
    try place.write(output.appending("other.md"), "not listed\n")
    #expect(try verify(output.appending("other.md")) == 3)
  }

  @Test func `a list that does not agree with its files is not signed`() throws {
    try build()
    try keygen("key")
    let bytes = try place.files.read(package)
    try place.files.replace(package, with: bytes + [0])
    let refused = try sign(list, with: "key")
    #expect(refused.status == 1 && refused.errors.contains("not signed"))
    #expect(try place.files.metadata(list.withSuffix(".minisig")) == nil)
  }

  @Test func `a key is never overwritten, and never written without being asked for a passphrase`()
    throws
  {
    try keygen("key")
    let before = try place.everything()
    let again = try place.cortex(
      "release", "keygen", "-W", "-p", path("key.pub"), "-s", path("new.sec"))
    #expect(again.status == 1 && again.errors.contains("already exists"))
    for second in ["a.pub", "./a.pub"] {
      let same = try place.cortex(
        "release", "keygen", "-W", "-p", path("a.pub"), "-s", path(second))
      #expect(same.status == 64 && same.errors.contains("both"))
    }
    let silent = try place.cortex(
      "release", "keygen", "-p", path("a.pub"), "-s", path("a.sec"))
    #expect(silent.status == 1 && silent.errors.contains("CORTEX_PASSPHRASE"))
    #expect(try place.everything() == before)
    #expect(try place.files.metadata(FilePath(path("key.sec")))?.permissions == 0o600)
  }

  @Test func `a passphrase that is typed is not shown, and is typed twice`() throws {
    let words = ["release", "keygen", "-p", path("t.pub"), "-s", path("t.sec")]
    let differing = try place.talk(
      words, [("secret key: ", "secret-1\n"), ("passphrase: ", "secret-2\n")])
    #expect(differing.status == 1 && differing.screen.contains("differ"))
    let made = try place.talk(
      words, [("secret key: ", "secret-1\n"), ("passphrase: ", "secret-1\n")])
    #expect(made.status == 0 && !made.screen.contains("secret-1"))
    let file = place.folder.appending("file")
    try place.write(file, "a text\n")
    let signed = try place.talk(
      ["release", "sign", "-s", path("t.sec"), file.string], [("secret key: ", "secret-1\n")])
    #expect(signed.status == 0 && !signed.screen.contains("secret-1"))
    #expect(try minisign("-Vm", file.string, "-p", path("t.pub")).status == 0)
  }

  @Test func `with a trusted key only signed releases are let in`() throws {
    try build()
    for key in ["key", "other"] { try keygen(key) }
    let refused = try place.cortex("key", "add", path("key.pub"))
    #expect(refused.status == 2 && refused.output.contains("would be trusted"))
    let asked = try place.talk(["key", "add", path("key.pub")], [("[y/N] ", "n\n")])
    #expect(asked.status == 2 && asked.screen.contains("RW"), "\(asked.screen)")
    #expect(try place.cortex("key", "list", "--json").json()["keys"] == .list([]))
    try #require(place.cortex("key", "add", path("key.pub"), "--yes").status == 0)
    #expect(try place.cortex("key", "list", "--json").json()["keys"]?.elements.count == 1)

    func upgrade(_ more: String..., from source: FilePath? = nil) throws -> Outcome {
      let words =
        ["upgrade", "--from", (source ?? package).string, "--on-conflict", "local", "--json"] + more
      return try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
    }
    let before = try place.tree()
    for source in [package, place.release] {
      let unsigned = try upgrade("--yes", from: source)
      #expect(try unsigned.status == 2 && unsigned.failure()["code"] == "unsigned")
    }
    try #require(sign(list, with: "other").status == 0)
    #expect(
      try upgrade("--yes").failure()["message"]?.string?.contains("not trusted here") ?? false)
    #expect(try upgrade("--dry-run", "--unsigned").status == 0)
    try place.files.remove(list.withSuffix(".minisig"))
    try #require(sign(list, with: "key").status == 0)
    // Signed, and then exchanged.
    let text = try place.files.read(list)
    try place.files.replace(list, with: text + Array("\n".utf8))
    let forged = try upgrade("--yes", "--unsigned")
    #expect(try forged.status == 1 && forged.failure()["code"] == "signature")
    try place.files.replace(list, with: text)
    #expect(try place.tree() == before)

    let done = try upgrade("--yes")
    #expect(done.status == 0, "\(done.errors)")
    let checks = try #require(done.json()["checks"]).elements
    #expect(
      checks.contains {
        $0["name"] == "signature" && $0["result"] == "ok"
          && $0["detail"]?.string?.contains("signed by the trusted key") ?? false
      })
    #expect(try place.files.text(place.deployment.appending("VERSION")) == "5.3.0\n")
    for own in ["manifest.json", "UPGRADE-NOTES.md", ".cortex-version", ".cortex-bases"] {
      #expect(try place.files.metadata(place.deployment.appending(own)) == nil, "\(own)")
    }
  }

  /// Upgrades to 5.3.0, signed with `key`, which is trusted.
  private func upgradeSigned() throws {
    try build()
    try keygen("key")
    try #require(sign(list, with: "key").status == 0)
    try #require(place.cortex("key", "add", path("key.pub"), "--yes").status == 0)
    let done = try place.cortex(
      "upgrade", "--from", package.string, "--on-conflict", "local", "--yes")
    try #require(done.status == 0, "\(done.errors)")
  }

  @Test func `what differs from what was signed is said without the package`() throws {
    let before = try place.cortex("verify", "--signed", "--json")
    #expect(try before.status == 1 && before.failure()["code"] == "signature")
    try upgradeSigned()
    try place.files.removeTree(output)
    let same = try place.cortex("verify", "--signed", "--json")
    #expect(same.status == 0, "\(same.output)\(same.errors)")
    #expect(try same.json()["version"] == "5.3.0" && same.json()["differing"] == .list([]))

    try place.write(place.deployment.appending("src/entry.py"), "# mine\n")
    try place.files.remove(place.deployment.appending("src/py.typed"))
    try #require(place.cortex("snapshot").status == 0)
    let other = try place.cortex("verify", "--signed", "--json")
    #expect(other.status == 3)
    #expect(try other.json()["differing"] == .list(["src/entry.py"]))
    #expect(try other.json()["missing"] == .list(["src/py.typed"]))
    // The generation that the upgrade made is still what was signed; the one before was never signed.
    let generations = try place.cortex("gen", "list", "--json").json()["generations"]
    let upgraded = try #require(
      generations?.elements.first { $0["kind"] == "upgrade" }?["number"])
    guard case .number(let number) = upgraded else { return }
    #expect(try place.cortex("verify", "--signed", "\(Int(number))").status == 0)
    #expect(try place.cortex("verify", "--signed", "1").status == 1)

    for name in ["manifest.json", "SHA256SUMS.txt"] {
      let proofs = place.store.appending("signed")
      let proof = proofs.appending(bytes: try #require(place.files.contents(of: proofs).first).name)
      let bytes = try place.files.read(proof.appending(name))
      try place.files.replace(proof.appending(name), with: bytes + Array("\n".utf8))
      let forged = try place.cortex("verify", "--signed", "--json")
      #expect(try forged.status == 1 && forged.failure()["code"] == "signature", "\(name)")
      try place.files.replace(proof.appending(name), with: bytes)
    }
  }

  @Test func `an older signed release needs a yes of its own, also after a rollback`() throws {
    try upgradeSigned()
    try #require(place.cortex("rollback", "--yes").status == 0)
    // A newer one than 5.2.0, which is in force, and older than 5.3.0.
    let between = place.folder.appending("between")
    try place.files.removeTree(output)
    let release = try place.files.read(place.release.appending("manifest.json"))
    try place.files.replace(
      place.release.appending("manifest.json"),
      with: Array(
        String(decoding: release, as: UTF8.self).replacing("5.3.0", with: "5.2.5").utf8))
    try #require(
      place.cortex(
        "release", "build", place.release.string, "--version", "5.2.5", "--output", between.string
      ).status == 0)
    let list = between.appending("SHA256SUMS.txt")
    try #require(sign(list, with: "key").status == 0)
    let package = between.appending("cortex-v5.2.5-full.zip")
    func upgrade(_ more: String...) throws -> Outcome {
      let words =
        ["upgrade", "--from", package.string, "--on-conflict", "local", "--yes", "--json"] + more
      return try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
    }
    let refused = try upgrade()
    #expect(try refused.status == 2 && refused.failure()["code"] == "downgrade")
    // Also when the store has forgotten the generation.
    try #require(place.cortex("gc", "--keep-last", "0", "--now", "--yes").status == 0)
    #expect(try upgrade().status == 2)
    let done = try upgrade("--allow-downgrade")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try place.cortex("verify", "--signed").status == 0)
    #expect(try upgrade().status == 2)
  }

  @Test func `a new key that the old one signed needs no yes, and a forged one is refused`() throws
  {
    for key in ["old", "new", "evil"] { try keygen(key) }
    try #require(place.cortex("key", "add", path("old.pub"), "--yes").status == 0)
    // Signed as something else, and with a signature that is over.
    let words = ["-S", "-s", path("old.sec"), "-m", path("new.pub"), "-t"]
    for (comment, status) in [("product:other", 1), ("expires:1", 2)] as [(String, Int32)] {
      let made = try Program.run("/usr/bin/env", ["minisign"] + words + [comment], in: place.folder)
      try #require(made.status == 0, "\(made.errors)")
      #expect(try place.cortex("key", "add", path("new.pub")).status == status, "\(comment)")
    }
    try #require(sign(FilePath(path("new.pub")), with: "old").status == 0)
    let added = try place.cortex("key", "add", path("new.pub"), "--json")
    #expect(added.status == 0, "\(added.errors)")
    #expect(try added.json()["signed_by"] != .null)
    // The old key's signature beside another file.
    try place.files.replace(
      FilePath(path("evil.pub.minisig")), with: place.files.read(FilePath(path("new.pub.minisig"))))
    let forged = try place.cortex("key", "add", path("evil.pub"), "--yes", "--json")
    #expect(try forged.status == 1 && forged.failure()["code"] == "signature")
    #expect(try place.cortex("key", "list", "--json").json()["keys"]?.elements.count == 2)
    let id = try #require(added.json()["key"]?["id"]?.string)
    #expect(try place.cortex("key", "remove", id.lowercased(), "--yes").status == 0)
    #expect(try place.cortex("key", "list", "--json").json()["keys"]?.elements.count == 1)
    #expect(try place.cortex("key", "remove", "0000", "--yes").status == 1)
  }

  @Test func `a signature that has expired is a warning`() throws {
    try build()
    try keygen("key")
    try #require(sign(list, with: "key", "--expires", "0d").status == 0)
    let verified = try place.cortex("release", "verify", "-p", path("key.pub"), package.string)
    #expect(verified.status == 0 && verified.errors.contains("expired"))
  }
}
