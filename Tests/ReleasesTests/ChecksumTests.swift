import Databases
import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Releases

/// Lists of digests beside packages and in releases.
@Suite(.tags(.process)) struct ChecksumTests {
  private func digest(_ bytes: [UInt8]) -> String { ObjectID(of: bytes).description }

  private func digest(_ text: String) -> String { digest(Array(text.utf8)) }

  private func read(_ source: FilePath, on files: any FileSystem) throws -> Release {
    try reader(on: files, scratch: source.removingLastComponent())
      .read(source, into: nil)
  }

  private func reader(
    on files: any FileSystem, scratch: FilePath = "/scratch"
  ) -> ReleaseReader {
    let databases: any DatabaseAccess =
      (files as? SimulatedDisk).map { SimulatedDatabases(on: $0) } ?? SQLiteDatabases()
    return ReleaseReader(files: files, databases: databases, scratch: scratch) { _ in .core }
  }

  private func folder(_ files: [String: String], list: String) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    for (path, text) in files { try disk.write(FilePath("/release/\(path)"), text) }
    try disk.write("/release/SHA256SUMS.txt", list)
    return disk
  }

  /// Why the folder `/release` is refused, in words.
  private func refusal(_ disk: SimulatedDisk) throws -> String {
    "\(try #require(throws: ReleaseError.self) { _ = try read("/release", on: disk) })"
  }

  // MARK: In a folder

  @Test func `files that are listed are checked, and the list need not have all`() throws {
    let list =
      "\(digest("a"))  src/a.py\n\(digest("b").uppercased()) *./src/b.py\r\n\n"
      + "\(digest(""))  SHA256SUMS.txt\n"
    let disk = try folder(["src/a.py": "a", "src/b.py": "b", "src/c.py": "c"], list: list)
    let release = try read("/release", on: disk)
    #expect(release.checksums.first == .agrees(list: "its SHA256SUMS.txt", files: 2))
    #expect("\(release.checksums)".contains("src/c.py"))
    #expect(release.listing[ChecksumList.path] != nil, "it is a file of the release like others")
  }

  @Test func `files that no line lists are named, and those that lists and signatures are are not`()
    throws
  {
    var files = ["src/a.py": "a", "SHA256SUMS.txt.minisig": "s", "SHA256SUMS.txt.asc": "s"]
    for number in 1...5 { files["src/more\(number).py"] = "x" }
    let disk = try folder(files, list: "\(digest("a"))  src/a.py\n")
    try disk.writeLink("/release/src/link.py", to: "a.py")
    try disk.writeLink("/release/src/other.py", to: "more1.py")
    let found = try read("/release", on: disk).checksums
    #expect(found.count == 2)
    let words = "\(try #require(found.last))"
    #expect(words.contains("6 files") && words.contains("src/more1.py"), "\(words)")
    #expect(words.contains("and 3 more") && !words.contains("minisig"), "\(words)")
  }

  @Test func `a migration that a list leaves out is refused, since it would be run`() throws {
    let name = "cortex-brain/migrations/001_a.sql"
    let disk = try folder(["src/a.py": "a", name: "x"], list: "\(digest("a"))  src/a.py\n")
    #expect(try refusal(disk).contains(name))
    var reader = reader(on: disk)
    reader.purpose = .contents
    #expect(try reader.read("/release", into: nil).migrations.count == 1)
    try disk.write("/release/SHA256SUMS.txt", "\(digest("a"))  src/a.py\n\(digest("x"))  \(name)\n")
    #expect(
      try read("/release", on: disk).checksums == [.agrees(list: "its SHA256SUMS.txt", files: 2)])
  }

  @Test func `a file that is another is refused with its name and both digests`() throws {
    let disk = try folder(["src/a.py": "b"], list: "\(digest("a"))  src/a.py\n")
    let words = try refusal(disk)
    for word in ["src/a.py", digest("a"), digest("b")] { #expect(words.contains(word), "\(words)") }
  }

  @Test func `a listed file that is not there is refused with its name`() throws {
    let disk = try folder(["src/b.py": "b"], list: "\(digest("a"))  src/a.py\n")
    #expect(try refusal(disk).contains("lists src/a.py"))
    let folder = try self.folder(["src/a.py/x": "b"], list: "\(digest("a"))  src/a.py\n")
    #expect(try refusal(folder).contains("lists src/a.py"))
  }

  @Test func `large files and databases are checked by the bytes that they have`() throws {
    let large = [UInt8](repeating: 7, count: 5 << 20)
    let database = DatabaseHeader.magic + [UInt8](repeating: 0, count: 4096 - 16)
    let disk = try folder(
      ["a": "a"], list: "\(digest(large))  large.bin\n\(digest(database))  x.db\n")
    try disk.write("/release/large.bin", large)
    try disk.write("/release/x.db", database)
    #expect(
      try read("/release", on: disk).checksums.first
        == .agrees(list: "its SHA256SUMS.txt", files: 2))
    for (path, bytes) in [("large.bin", large), ("x.db", database)] {
      let copy = disk.copy()
      try copy.write(FilePath("/release/\(path)"), bytes.dropLast() + [1])
      #expect(try refusal(copy).contains(path))
    }
  }

  @Test func `of a link what it leads to is checked`() throws {
    let disk = try folder(["src/a.py": "a"], list: "\(digest("a"))  docs/a\n")
    try disk.writeLink("/release/docs/a", to: "../src/a.py")
    #expect(try read("/release", on: disk).checksums.count == 1)
    try disk.write("/release/src/a.py", "b")
    #expect(try refusal(disk).contains("docs/a"))
  }

  @Test(arguments: [
    ("nothing", "64 hexadecimal digits"), ("\(String(repeating: "a", count: 63))  x", "64"),
    ("\(String(repeating: "a", count: 64)) x", "two spaces"),
    ("\(String(repeating: "a", count: 64))  /etc/x", "\"/etc/x\""),
    ("\(String(repeating: "a", count: 64))  ../x", "\"../x\""),
    ("\(String(repeating: "a", count: 64))  ", "\"\""),
    ("\\\(String(repeating: "a", count: 64))  x\\y", "backslash"),
    ("SHA256 (x) = \(String(repeating: "a", count: 64))", "64"),
  ])
  func `a line that is none is refused with its number`(line: (text: String, word: String)) throws {
    let disk = try folder(["a": "a"], list: "\(digest("a"))  a\n\(line.text)\n")
    let words = try refusal(disk)
    #expect(words.contains("line 2") && words.contains(line.word), "\(words)")
  }

  @Test func `a name that is listed with two digests is refused`() throws {
    let disk = try folder(["a": "a"], list: "\(digest("a"))  a\n\(digest("b")) *./a\n")
    #expect(try refusal(disk).contains("line 2: a is listed twice"))
  }

  @Test func `a name with escapes is the name that it stands for`() throws {
    let disk = try folder([:], list: "\\\(digest("a"))  a\\\\b\\nc\n")
    try disk.write(FilePath("/release").appending(bytes: Array("a\\b\nc".utf8)), "a")
    #expect(try read("/release", on: disk).checksums.count == 1)
  }

  @Test func `whoever only wants to hear of it is told`() throws {
    let disk = try folder(["src/a.py": "b"], list: "\(digest("a"))  src/a.py\n")
    var reader = reader(on: disk)
    reader.purpose = .contents
    let found = try reader.read("/release", into: nil).checksums
    #expect(found.count == 1 && "\(found)".contains("src/a.py"))
  }

  // MARK: In and beside an archive

  private static let script = """
    import hashlib
    def digest(data): return hashlib.sha256(data).hexdigest()
    def lines(*files): return "".join(f"{digest(d)}  {n}\\n" for n, d in files).encode()
    large, base = bytes(3 << 20) + b"x", b"SQLite format 3\\0" + bytes(5000)

    """

  @Test(arguments: [
    #"zip(F("a", b"a"), F("SHA256SUMS.txt", lines(("a", b"a"), ("l", large), ("b.db", base))), F("l", large), F("b.db", base))"#,
    #"tar(F("c-1/a", b"a"), F("c-1/l", large), F("c-1/b.db", base), F("c-1/SHA256SUMS.txt", lines(("a", b"a"), ("l", large), ("b.db", base))))"#,
    #"tar(F("a", b"a"), L("l", "d/x"), F("d/x", large), F("b.db", base), F("SHA256SUMS.txt", lines(("a", b"a"), ("l", large), ("b.db", base))))"#,
  ])
  func `a list in an archive is checked`(script: String) throws {
    let sample = try SampleArchive(Self.script + script)
    let release = try read(sample.path, on: LocalFileSystem())
    #expect(release.checksums == [.agrees(list: "its SHA256SUMS.txt", files: 3)])
    // The list is of what was, and the archive has something else.
    var changed = script
    for name in ["l", "c-1/l", "d/x"] {
      changed.replace("F(\"\(name)\", large)", with: "F(\"\(name)\", large[:-1])")
    }
    let bad = try SampleArchive(Self.script + changed)
    let error = try #require(throws: ReleaseError.self) {
      _ = try read(bad.path, on: LocalFileSystem())
    }
    #expect("\(error)".contains(": l has SHA-256"), "\(error)")
  }

  @Test func `a list beside a package is checked, or it is said that it does not name it`() throws {
    let sample = try SampleArchive(#"zip(F("a", b"a"))"#)
    let files = LocalFileSystem()
    let list = sample.path.removingLastComponent().appending("SHA256SUMS.txt")
    let package = digest(try files.read(sample.path))
    try files.replace(list, with: Array("\(package) *release\n\(digest("x"))  other.zip\n".utf8))
    #expect(
      try read(sample.path, on: files).checksums == [.agrees(list: list.string, files: 1)])

    try files.replace(list, with: Array("\(digest("x"))  other.zip\n".utf8))
    #expect(
      try read(sample.path, on: files).checksums
        == [.notNamed(list: list.string, name: "release")])

    try files.replace(list, with: Array("\(digest("x"))  release\n".utf8))
    let error = try #require(throws: ReleaseError.self) { _ = try read(sample.path, on: files) }
    for word in ["release has SHA-256", package, digest("x")] {
      #expect("\(error)".contains(word), "\(error)")
    }
    try files.replace(list, with: Array("what is this\n".utf8))
    #expect(throws: ReleaseError.self) { _ = try read(sample.path, on: files) }
  }
}
