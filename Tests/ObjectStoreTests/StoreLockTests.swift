import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// Who is said to have the lock.
@Suite(.tags(.unit)) struct StoreLockTests {
  private let files = LocalFileSystem()
  private let temporary: TemporaryFolder
  private var store: FilePath { temporary.path.appending("store") }
  private var lock: FilePath { store.appending("lock") }

  init() throws {
    temporary = try TemporaryFolder()
    try Store.create(at: store, on: files)
  }

  /// What a second one is told, while this process has the lock and the file says `words`.
  private func holder(
    saying words: String, on other: (any FileSystem)? = nil
  ) throws -> String {
    let held = try #require(try files.lock(lock))
    defer { withExtendedLifetime(held) {} }
    try held.describe(words)
    do {
      _ = try StoreLock(store, on: other ?? files, holder: "second")
      return "nobody"
    } catch StoreError.locked(_, let holder) { return holder }
  }

  @Test func `the words of the process that has the lock are said`() throws {
    let words = "gc, process \(LockHolder.ownProcess), since noon"
    #expect(try holder(saying: words) == words)
  }

  @Test(arguments: ["gc, process 1, since noon", ""])
  func `where the words are another process's, the one that has the lock is named`(
    words: String
  ) throws {
    let said = try holder(saying: words)
    #expect(said.hasSuffix("(process \(LockHolder.ownProcess))") && !said.contains("noon"))
  }

  @Test func `words without a process are completed, and are no command to a terminal`() throws {
    let said = try holder(saying: "gc\u{1b}[2J\n, since noon")
    #expect(said.hasPrefix(#"gc\x1b[2J\x0a, since noon, "#))
    #expect(said.hasSuffix("(process \(LockHolder.ownProcess))"))
  }

  @Test func `a lock that another user took and nobody else may open is a lock`() throws {
    let lock = lock
    let closed = HookedFileSystem(files) { (call, path) throws(FileError) in
      if path == lock && (call == .lock || call == .open) {
        throw FileError(.lock, path, .permissionDenied)
      }
    }
    #expect(
      try holder(saying: "gc", on: closed).hasSuffix("(process \(LockHolder.ownProcess))"))
    #expect(throws: FileError(.lock, lock, .permissionDenied)) {
      _ = try StoreLock(store, on: closed, holder: "second")
    }
  }

  @Test(arguments: [Errno.noLocks, .notSupported, .noFunction])
  func `a file system without locks is said, with a place that has them`(code: Errno) {
    #expect(
      "\(FileError(.lock, "/net/s/lock", code))".hasSuffix(
        "; put the store on a local disk with --store DIR (this file system has no locks)"))
    #expect(!"\(FileError(.read, "/net/s/lock", code))".contains("--store"))
  }
}
