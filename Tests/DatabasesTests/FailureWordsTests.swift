import CSQLite
import FileEffects
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Databases

/// Messages for a disk that fails below SQLite.
@Suite(.tags(.unit)) struct FailureWordsTests {
  private func error(_ code: Int32, _ system: Int32) -> DatabaseAccessError {
    DatabaseAccessError(
      code: code, message: "disk I/O error", database: "/a.db", seconds: 1, systemError: system)
  }

  @Test func `the system's own error stands in the message, with what was being done`() {
    let writing = error(SQLITE_IOERR | 3 << 8, EIO)
    #expect(
      "\(writing)" == "cannot use the database /a.db: disk I/O error while writing: "
        + "Input/output error (SQLite error 778)")
    #expect("\(error(SQLITE_IOERR | 10 << 8, EIO))".contains("while deleting its journal: Input"))
    #expect("\(error(SQLITE_CANTOPEN, EMFILE))".contains("Too many open files"))
    // Where the system said nothing, what SQLite was doing is still there.
    #expect("\(error(SQLITE_IOERR | 2 << 8, 0))".contains("while reading past its end"))
    #expect(!"\(error(SQLITE_ERROR, EIO))".contains("Input/output"))
  }

  @Test(
    arguments: [SQLITE_IOERR | 19 << 8, SQLITE_IOERR | 4 << 8, SQLITE_CANTOPEN], [ENOSPC, EDQUOT])
  func `a disk that is full is told as such`(code: Int32, system: Int32) throws {
    guard case .noSpace = error(code, system) else { throw error(code, system) }
    #expect("\(error(code, system))".hasSuffix("free some space and try again"))
  }

  @Test func `a journal that cannot be made is told with the system's reason`() throws {
    let tests = try PatchTests()
    let patch = try tests.states(.rows)
    // Files can be opened no more once the database is: as many are open as may be.
    let journal = FilePath(tests.folder.live.string + "-journal")
    try LocalFileSystem().createDirectory(journal, permissions: 0o755)
    let error = try #require(throws: DatabaseAccessError.self) {
      try SQLiteDatabases(busySeconds: 1).patch(tests.folder.live, with: patch)
    }
    #expect("\(error)".contains("is a folder"), "\(error)")
    #expect(try tests.folder.bytes(tests.folder.live) == patch.old)
  }
}
