import CSQLite
import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Databases

/// The state that a patch leaves when the power goes, or a call fails, at any point: SQLite itself must
/// find the state before, or the one after once the commit was made.
@Suite(.tags(.sweep), .exceptQuick) struct PatchPowerCutTests {
  let tests: PatchTests
  var folder: Folder { tests.folder }

  init() throws { tests = try PatchTests() }

  /// A disk with two files; their unsynced parts may survive whole, in part, or not at all.
  private struct Disk {
    /// The bytes that are safe, and the writes since, in order.
    var durable: [RecordedFiles.File: [UInt8]]
    var pending: [RecordedFiles.File: [RecordedFiles.Call]] = [:]

    mutating func take(_ call: RecordedFiles.Call) {
      switch call {
      case .create(let file):
        pending[file] = [call]
      case .write(let file, _, _), .truncate(let file, _):
        pending[file, default: []].append(call)
      case .sync(let file):
        durable[file] = contents(of: file) { _ in true }
        pending[file] = []
      case .delete(let file):
        durable[file] = nil
        pending[file] = []
      }
    }

    /// With those of the writes that `isThere` says, of each call and each sector in it.
    func contents(of file: RecordedFiles.File, _ isThere: (Int) -> Bool) -> [UInt8]? {
      var found = durable[file]
      for call in pending[file] ?? [] {
        if case .create = call, isThere(-1) { found = found ?? [] }
        guard var bytes = found else { continue }
        if case .truncate(_, let size) = call, isThere(-1) { bytes = Array(bytes.prefix(size)) }
        if case .write(_, let offset, let written) = call {
          for start in stride(from: 0, to: written.count, by: 512) where isThere(start) {
            let part = written[start..<min(start + 512, written.count)]
            let place = offset + start..<offset + start + part.count
            bytes += [UInt8](repeating: 0, count: max(0, place.upperBound - bytes.count))
            bytes.replaceSubrange(place, with: part)
          }
        }
        found = bytes
      }
      return found
    }
  }

  @Test(arguments: PatchTests.Change.allCases)
  func `a power cut at any call leaves one state or the other`(change: PatchTests.Change) throws {
    let patch = try tests.states(change, rows: 120)
    let recorded = try RecordedFiles(folder.live)
    defer { recorded.end() }
    #expect(
      try SQLiteDatabases(fileFunctions: recorded.name, patchLimits: PatchTests.few)
        .patch(folder.live, with: patch))
    let calls = recorded.calls
    let commit = try #require(calls.lastIndex(of: .delete(.journal)))
    #expect(calls.count > 8)

    var generator = SeededGenerator(seed: 5)
    var disk = Disk(durable: [.database: patch.old])
    for (number, call) in calls.enumerated() {
      // Before the call, with all, none and some of what was written since the last sync.
      for chance in [1, 0, 0.5, 0.8, 0.9, 0.95, 0.9, 0.95] {
        try expect(
          disk, { _ in chance == 1 || Double.random(in: 0..<1, using: &generator) < chance },
          patch, isCommitted: number > commit, "\(number) of \(calls.count), \(chance)")
      }
      disk.take(call)
    }
    try expect(disk, { _ in true }, patch, isCommitted: true, "the end")
  }

  /// Lays a disk's files out and has SQLite read them.
  private func expect(
    _ disk: Disk, _ isThere: (Int) -> Bool, _ patch: BytesPatch, isCommitted: Bool, _ words: Comment
  ) throws {
    let database = folder.path.appending("cut.db")
    let journal = folder.path.appending("cut.db-journal")
    try LocalFileSystem().remove(journal)
    try folder.write(database, disk.contents(of: .database, isThere) ?? [])
    if let bytes = disk.contents(of: .journal, isThere) { try folder.write(journal, bytes) }
    let found = try folder.snapshot(database)
    if isCommitted {
      #expect(BytesPatch.cleared(found) == BytesPatch.cleared(patch.new), words)
    } else {
      #expect(found == patch.old, words)
    }
  }

  @Test(arguments: [SQLITE_IOERR, SQLITE_FULL], [false, true])
  func
    `a call that fails, once or for good, leaves the state before, or what SQLite makes it again`(
      code: Int32, staysSo: Bool
    ) throws
  {
    let patch = try tests.states(.growth, rows: 120)
    let recorded = try RecordedFiles(folder.live)
    defer { recorded.end() }
    let databases = SQLiteDatabases(fileFunctions: recorded.name)
    for number in 0... {
      recorded.fail(call: number, with: code, staysSo: staysSo)
      do {
        #expect(try databases.patch(folder.live, with: patch))
        #expect(number > 8)
        break
      } catch let error as DatabaseAccessError {
        recorded.fail(call: nil)
        switch error {
        case .noSpace: #expect(code == SQLITE_FULL)
        default: #expect(code == SQLITE_IOERR)
        }
        // The same SQLite has rolled it back, or another one does.
        #expect(try folder.snapshot(folder.live) == patch.old, "call \(number)")
        if try folder.names() == ["copy.db", "live.db"] { continue }
        // One that never counted can be left where nothing can be removed: whoever writes next
        // does it over.
        let journal = FilePath(folder.live.string + "-journal")
        #expect(staysSo, "call \(number)")
        #expect(try folder.bytes(journal).first ?? 0 == 0, "call \(number)")
        try LocalFileSystem().remove(journal)
      }
    }
    let now = try folder.bytes(folder.live)
    #expect(BytesPatch.cleared(now) == BytesPatch.cleared(patch.new))
  }
}
