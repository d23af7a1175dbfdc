import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What users get: made, installed and removed. The machine's own packages are left alone.
@Suite(.tags(.process)) struct PackageTests {
  private let temporary: TemporaryFolder
  private let files = LocalFileSystem()
  private var folder: FilePath { temporary.path }

  init() throws { temporary = try TemporaryFolder() }

  private func script(_ name: String, _ words: [String]) throws -> Outcome {
    try Program.run(
      ManualTests.repository.appending("Scripts").appending(name).string, words, in: folder,
      environment: ["SOURCE_DATE_EPOCH": "1700000000", "TMPDIR": folder.string])
  }

  /// What is below a folder, a line for each; folders end in `/`.
  private func list(_ place: FilePath) throws -> String {
    try FileManager.default.subpathsOfDirectory(atPath: place.string).sorted().map { name in
      let isFolder = try files.metadata(place.appending(name))?.isDirectory ?? false
      return name + (isFolder ? "/\n" : "\n")
    }.joined()
  }

  private func package() throws -> FilePath {
    for tool in ["dpkg-deb", "dpkg-shlibdeps", "strip"] where !Program.isThere(tool) {
      try Test.cancel("\(tool) is not here")
    }
    let out = folder.appending("out")
    let made = try script("package", ["--fast", "--binary", Program.path.string, out.string])
    try #require(made.status == 0, "\(made.errors)")
    return out
  }

  @Test func `a package installs the files that are listed, and its removal leaves none`() throws {
    guard files.user.isRoot else { try Test.cancel("dpkg gives files to root") }
    let out = try package()
    let sums = try Program.run("/usr/bin/sha256sum", ["--check", "SHA256SUMS"], in: out)
    #expect(sums.status == 0 && sums.output.split(separator: "\n").count == 2, "\(sums.errors)")
    let root = folder.appending("root")
    let database = root.appending("var/lib/dpkg")
    for name in ["info", "updates"] { try files.ensureDirectory(database.appending(name)) }
    try files.replace(database.appending("status"), with: [])
    func dpkg(_ words: String...) throws {
      let outcome = try Program.run(
        "/usr/bin/dpkg",
        ["--root=\(root.string)", "--log=\(folder.appending("log").string)", "--force-depends"]
          + words,
        in: out,
        environment: ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"])
      try #require(outcome.status == 0, "\(outcome.errors)")
    }
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: out.string).first {
        $0.hasSuffix(".deb")
      })
    try dpkg("--install", name)
    try Golden.expect(list(root.appending("usr")), "package-files.txt")
    let version = try Program.run(root.appending("usr/bin/cortex").string, ["--version"], in: "/")
    #expect(version.status == 0 && name.contains("_\(version.output.dropLast())_"))
    try dpkg("--purge", "cortex")
    #expect(try files.metadata(root.appending("usr")) == nil)
  }

  @Test func `the same program makes the same packages, byte for byte`() throws {
    let out = try package()
    let first = try files.text(out.appending("SHA256SUMS"))
    #expect(first.split(separator: "\n").count == 2)
    try files.removeTree(out)
    #expect(try files.text(package().appending("SHA256SUMS")) == first)
  }

  @Test func `what is installed below a prefix is removed, and nothing else`() throws {
    guard Program.isThere("strip") else { try Test.cancel("strip is not here") }
    let prefix = folder.appending("a prefix")
    try files.ensureDirectory(prefix.appending("bin"))
    try files.replace(prefix.appending("bin/other"), with: Array("other".utf8))
    let before = try files.snapshotOfTree(prefix)
    for _ in 1...2 {
      let done = try script(
        "install", ["--prefix", prefix.string, "--binary", Program.path.string])
      try #require(done.status == 0, "\(done.errors)")
      #expect(done.output.contains("PATH") && done.output.contains("--uninstall"))
    }
    try Golden.expect(list(prefix), "installed-files.txt")
    try #require(script("install", ["--prefix", prefix.string, "--uninstall"]).status == 0)
    #expect(try files.snapshotOfTree(prefix) == before)
    let again = try script("install", ["--prefix", prefix.string, "--uninstall"])
    #expect(again.status == 1 && again.errors.contains("nothing was installed"))
  }

  @Test func `the tarball installs itself`() throws {
    let out = try package()
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: out.string).first {
        $0.hasSuffix(".tar.gz")
      })
    try #require(
      Program.run("/bin/tar", ["--extract", "--file", name], in: out).status == 0)
    let unpacked = out.appending(String(name.dropLast(".tar.gz".count)))
    let prefix = folder.appending("prefix")
    let done = try Program.run(
      unpacked.appending("install").string, ["--prefix", "prefix"], in: folder)
    try #require(done.status == 0, "\(done.errors)")
    let version = try Program.run(prefix.appending("bin/cortex").string, ["--version"], in: "/")
    #expect(version.status == 0)
    let gone = try Program.run(
      unpacked.appending("install").string, ["--prefix", "prefix", "--uninstall"], in: folder)
    #expect(gone.status == 0)
    #expect(try list(prefix) == "")
  }
}
