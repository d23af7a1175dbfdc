import FileEffects
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct StatCacheTests {
  /// Which files of the deployment a capture opened.
  private final class Opened: Sendable {
    private let names = Mutex<[String]>([])

    func files(on disk: any FileSystem) -> HookedFileSystem {
      HookedFileSystem(disk) { (call, path) throws(FileError) in
        if call == .open, path.string.hasPrefix("/disk/d/") {
          self.names.withLock { $0.append(path.lastComponent?.string ?? "") }
        }
      }
    }

    func take() -> [String] {
      names.withLock { names in
        defer { names = [] }
        return names.sorted()
      }
    }
  }

  private let disk = SimulatedDisk()
  private let opened = Opened()

  private func settledBench() throws -> Bench {
    let bench = try Bench(disk)
    for name in ["a", "b", "sub/c"] { try bench.write(name, "contents of \(name)") }
    disk.advanceClock(by: .seconds(1))
    return bench
  }

  @Test func `a file that looks the same is not read again`() throws {
    let bench = try settledBench()
    let files = opened.files(on: disk)
    let first = try bench.capture(on: files)
    #expect(opened.take() == ["a", "b", "c"])
    let second = try bench.capture(on: files)
    #expect(opened.take() == [])
    #expect(second.listing == first.listing && second.tree == first.tree)
    #expect(bench.store.figures.packs == 1)
  }

  @Test func `a look at one path reads no file that looks the same, and every other one`() throws {
    let bench = try Bench(disk)
    let names = ["a", "a-b", "a.b", "ab", "b", "b/c".replacing("/", with: "\u{1}"), "é", "~"]
    for name in names { try bench.write("in/\(name)", "contents of \(name)") }
    disk.advanceClock(by: .seconds(1))
    let listing = try bench.capture().listing
    try bench.write("in/aa", "not captured")
    try bench.write("in/b", "changed")
    let inspection = try Inspection(
      Capture(
        root: bench.root, rules: Bench.Rules(), files: opened.files(on: disk),
        databases: bench.databases, scratch: bench.store.staging, store: bench.store))
    for name in names.reversed() + ["aa"] {
      let path = try #require(RelativePath("in/\(name)"))
      let present = try inspection.present(at: path, expected: nil)
      if name == "aa" || name == "b" {
        #expect(!present.matches(listing[path]) && opened.take() == [name])
      } else {
        #expect(present.matches(listing[path]) && opened.take() == [])
      }
    }
  }

  @Test(arguments: ["touched", "replaced", "shrunk", "mode"])
  func `a file that looks otherwise is read again`(change: String) throws {
    let bench = try settledBench()
    let files = opened.files(on: disk)
    _ = try bench.capture(on: files)
    _ = opened.take()
    switch change {
    case "touched": try disk.write("/disk/d/b", "contents of b")
    case "replaced": try disk.replace("/disk/d/b", with: Array("contents of B".utf8))
    case "shrunk": try disk.write("/disk/d/b", "short")
    default: try disk.setPermissions("/disk/d/b", 0o600)
    }
    let listing = try bench.capture(on: files).listing
    #expect(opened.take() == ["b"])
    let entry = try bench.entry("b", in: listing)
    #expect(try ObjectReader(bench.store).contents(of: entry) == disk.read("/disk/d/b"))
    #expect(entry.permissions == (change == "mode" ? 0o600 : 0o644))
  }

  @Test func `a file that changed within a tick of the clock is read every time`() throws {
    let bench = try settledBench()
    let files = opened.files(on: disk)
    try disk.write("/disk/d/b", "just now")
    _ = try bench.capture(on: files)
    _ = opened.take()
    _ = try bench.capture(on: files)
    #expect(opened.take() == ["b"])
    disk.advanceClock(by: .seconds(1))
    _ = try bench.capture(on: files)
    _ = opened.take()
    _ = try bench.capture(on: files)
    #expect(opened.take() == [])
  }

  @Test func `a damaged cache, at any byte, and a cut one are ignored`() throws {
    let bench = try settledBench()
    let first = try bench.capture()
    let path = bench.location.appending("stat-cache")
    let bytes = try disk.read(path)
    let files = opened.files(on: disk)
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 0x10
      try disk.write(path, damaged)
      #expect(try bench.capture(on: files, in: bench.reopened()).listing == first.listing)
      #expect(opened.take() == ["a", "b", "c"], "byte \(position)")
    }
    for count in [0, 1, 5, 31, 40, bytes.count - 1] {
      try disk.write(path, Array(bytes[..<count]))
      #expect(try bench.capture(on: files, in: bench.reopened()).listing == first.listing)
      #expect(opened.take() == ["a", "b", "c"], "\(count) bytes")
    }
  }

  @Test func `what the store no longer has is read again`() throws {
    let bench = try settledBench()
    let first = try bench.capture()
    for path in try bench.packPaths() { try disk.erase(path) }
    let files = opened.files(on: disk)
    let store = try bench.reopened()
    let batch = try store.batch()
    let listing = try Capture(
      root: bench.root, rules: Bench.Rules(), files: files, databases: bench.databases,
      scratch: store.staging, store: store
    ).run(into: batch).listing
    #expect(opened.take() == ["a", "b", "c"])
    #expect(listing == first.listing)
  }

  @Test func `a forgotten cache makes the next capture read every file`() throws {
    let bench = try settledBench()
    _ = try bench.capture()
    try bench.store.forgetStatCache()
    let files = opened.files(on: disk)
    _ = try bench.capture(on: files)
    #expect(opened.take() == ["a", "b", "c"])
  }

  @Test func `a file that was too new to be remembered, and is gone, is not in the next capture`()
    throws
  {
    let bench = try settledBench()
    let first = try bench.capture()
    try disk.write("/disk/d/sub/new", "just now")
    #expect(try bench.capture().listing.fileCount == 4)
    try disk.erase("/disk/d/sub/new")
    disk.advanceClock(by: .seconds(1))
    let last = try bench.capture()
    #expect(last.listing == first.listing && last.tree == first.tree)
  }
}
