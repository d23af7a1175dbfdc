import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// A store that was written once, in November 2026, and is never made again: whatever this program
/// becomes, it must read it. In it are frames with a base and chains of eight and more states, groups,
/// chunks of a file and of a database, a link, an empty folder, names that are no text, a pin and a
/// deleted generation; `store-1.digests` has a digest of each state, made from the files themselves.
@Suite(.tags(.process)) struct GoldenStoreTests {
  private let temporary: TemporaryFolder
  private var store: FilePath { temporary.path.appending("store") }
  private static let golden = FilePath(#filePath).removingLastComponent().appending("Golden")
  private static let reader =
    FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .appending("Scripts/read-store")

  init() throws {
    temporary = try TemporaryFolder()
    try LocalFileSystem().ensureDirectory(store)
    try run(
      "tar", "-I", "zstd", "-xf", Self.golden.appending("store-1.tar.zst").string, "-C",
      store.string)
  }

  @discardableResult
  private func run(_ words: String..., status: Int32 = 0) throws -> String {
    let outcome = try Program.run("/usr/bin/env", words, in: temporary.path)
    try #require(outcome.status == status, "\(words): \(outcome.errors)\(outcome.output)")
    return outcome.output
  }

  /// The numbers of the generations, and the digest of what was in each.
  private func states() throws -> [(number: String, digest: String)] {
    try LocalFileSystem().text(Self.golden.appending("store-1.digests"))
      .split(separator: "\n").map { line in
        let words = line.split(separator: " ").map(String.init)
        return (words[0], words[1])
      }
  }

  private func digest(of folder: FilePath) throws -> String {
    try run(
      Python.program, "-IS", "-c",
      """
      import hashlib, os, sys
      root, rows = os.fsencode(sys.argv[1]), []
      for folder, folders, files in os.walk(root):
          for name in folders + files:
              path = os.path.join(folder, name)
              mode, body = os.lstat(path).st_mode & 0o7777, b""
              if os.path.islink(path): kind, mode, body = "link", 0o777, os.readlink(path)
              elif os.path.isdir(path): kind = "folder"
              else: kind, body = "file", open(path, "rb").read()
              rows.append("%s %s %o %s" % (
                  os.path.relpath(path, root).hex(), kind, mode, hashlib.sha256(body).hexdigest()))
      print(hashlib.sha256("\\n".join(sorted(rows)).encode()).hexdigest(), end="")
      """, folder.string)
  }

  @Test(.tags(.sweep), .exceptQuick)
  func `every generation is restored byte for byte, by cortex and by the script`() throws {
    let states = try states()
    #expect(states.count == 11)
    for (number, digest) in states {
      let ours = temporary.path.appending("ours-\(number)")
      try run(
        Program.path.string, "gen", "restore", number, "--to", ours.string, "--store", store.string,
        "--workspace", temporary.path.string)
      #expect(try self.digest(of: ours) == digest, "generation \(number)")
      let theirs = temporary.path.appending("theirs-\(number)")
      try run(Self.reader.string, store.string, "restore", number, theirs.string)
      #expect(try self.digest(of: theirs) == digest, "generation \(number), by the script")
    }
  }

  @Test func `it verifies, by cortex and by the script, and lists what is in it`() throws {
    let place = ["--store", store.string, "--workspace", temporary.path.string]
    try run(Self.reader.string, store.string, "verify")
    let list = try run(Self.reader.string, store.string, "list")
    #expect(list.split(separator: "\n").count == 11 && list.contains("state 11"))
    let verified = try Program.run(
      Program.path.string, ["verify", "--json"] + place, in: temporary.path)
    #expect(verified.status == 0, "\(verified.output)")
    let listed = try Program.run(
      Program.path.string, ["gen", "list", "--json"] + place, in: temporary.path)
    #expect(try listed.json()["generations"]?.elements.count == 11)
    #expect(try listed.json()["current"] == 12)
  }

  @Test func `it can be written to, collected and brought back`() throws {
    let workspace = temporary.path.appending("deployment").string
    let place = ["--store", store.string, "--workspace", workspace]
    try run(Self.reader.string, store.string, "restore", "12", workspace)
    func cortex(_ words: String...) throws {
      let outcome = try Program.run(Program.path.string, words + place, in: temporary.path)
      try #require(outcome.status == 0, "\(words): \(outcome.errors)\(outcome.output)")
    }
    try LocalFileSystem().replace(
      FilePath(workspace).appending("cortex-brain/text.md"), with: Array("all new".utf8))
    try cortex("snapshot")
    try cortex("gen", "undelete", "2")
    try cortex("gc", "--yes", "--keep-last", "3", "--now")
    try cortex("verify")
    try run(Self.reader.string, store.string, "verify")
    try cortex("gen", "switch", "--yes", "12", "--exact", "--data", "restore")
    #expect(try digest(of: FilePath(workspace)) == states().last?.digest)
  }

  @Test func `the script refuses what it does not know, and names what is damaged`() throws {
    let format = store.appending("format")
    let text = try LocalFileSystem().text(format)
    let files = LocalFileSystem()
    try files.replace(
      format, with: Array(text.replacingOccurrences(of: "read:", with: "read: knots").utf8))
    try run(Self.reader.string, store.string, "list", status: 1)
    try files.replace(format, with: Array(text.utf8))
    for entry in try files.contents(of: store.appending("packs")) {
      let path = store.appending("packs").appending(bytes: entry.name)
      var bytes = try files.read(path)
      bytes[bytes.count / 3] ^= 1
      try files.replace(path, with: bytes)
    }
    try run(Self.reader.string, store.string, "verify", status: 3)
    try run(
      Self.reader.string, store.string, "restore", "12", temporary.path.appending("x").string,
      status: 3)
  }
}
