import CSQLite
import Glibc
import Synchronization
import SystemPackage

/// What SQLite's file functions are asked to do to one database and its journal, call by call; any
/// call can be made to fail.
final class RecordedFiles: Sendable {
  enum File: Hashable { case database, journal }

  enum Call: Hashable {
    case create(File)
    case write(File, at: Int, [UInt8])
    case truncate(File, to: Int)
    case sync(File)
    case delete(File)
  }

  private struct State {
    var calls: [Call] = []
    var failing: Int?
    var staysSo = false
    var code: Int32 = SQLITE_IOERR
  }

  private let state = Mutex(State())
  let name: String
  fileprivate let database: FilePath
  private nonisolated(unsafe) let functions: UnsafeMutablePointer<sqlite3_vfs>

  /// Puts itself between SQLite and the files of `database`, for who opens it under ``name``.
  init(_ database: FilePath) throws {
    self.database = database
    name = "recorded-\(UInt64.random(in: 0...UInt64.max))"
    functions = .allocate(capacity: 1)
    functions.initialize(to: sqlite3_vfs_find(nil).pointee)
    functions.pointee.pNext = nil
    functions.pointee.zName = UnsafePointer(strdup(name))
    functions.pointee.xOpen = { functions, name, file, flags, outFlags in
      // A journal's name must be handed on as it is: SQLite finds the database's behind it.
      guard let file, let name else { return SQLITE_MISUSE }
      let path = FilePath(String(cString: name))
      if let recorder = recorder(ofJournal: path), flags & SQLITE_OPEN_MAIN_JOURNAL != 0 {
        let code = recorder.note(.create(.journal))
        file.pointee.pMethods = nil
        guard code == SQLITE_OK else { return code }
      }
      let code = usual.pointee.xOpen(functions, name, file, flags, outFlags)
      if code == SQLITE_OK { registry.withLock { $0.watch(file, path) } }
      return code
    }
    functions.pointee.xDelete = { functions, path, isDurable in
      guard let path else { return SQLITE_MISUSE }
      if access(path, F_OK) == 0 {
        let recorder = recorder(ofJournal: FilePath(String(cString: path)))
        if let code = recorder?.note(.delete(.journal)), code != SQLITE_OK { return code }
      }
      return usual.pointee.xDelete(functions, path, isDurable)
    }
    registry.withLock { $0.recorders.append(self) }
    sqlite3_vfs_register(functions, 0)
  }

  func end() {
    sqlite3_vfs_unregister(functions)
    registry.withLock { $0.recorders.removeAll { $0 === self } }
  }

  var calls: [Call] { state.withLock { $0.calls } }

  /// From now on nothing is remembered, and the call of this number, from 0, fails.
  /// With `staysSo` all that come after it fail as well.
  func fail(call number: Int?, with code: Int32 = SQLITE_IOERR, staysSo: Bool = false) {
    state.withLock { $0 = State(failing: number, staysSo: staysSo, code: code) }
  }

  fileprivate func note(_ call: Call) -> Int32 {
    state.withLock { state in
      state.calls.append(call)
      guard let failing = state.failing else { return SQLITE_OK }
      let number = state.calls.count - 1
      return number == failing || state.staysSo && number > failing ? state.code : SQLITE_OK
    }
  }

  fileprivate var journal: FilePath { FilePath(database.string + "-journal") }
}

private nonisolated(unsafe) let usual: UnsafeMutablePointer<sqlite3_vfs> = sqlite3_vfs_find(nil)

private typealias FilePointer = UnsafeMutablePointer<sqlite3_file>

/// The files that are open under a recorder. SQLite's functions know nothing but the file's address.
private struct Registry {
  struct Watched {
    var recorder: RecordedFiles
    var kind: RecordedFiles.File
    /// The functions that the file had.
    var methods: sqlite3_io_methods
  }

  var recorders: [RecordedFiles] = []
  var files: [UInt: Watched] = [:]
  /// Tables of functions, each with the one that takes its place.
  var tables: [UInt: UInt] = [:]

  mutating func watch(_ file: FilePointer, _ path: FilePath) {
    guard let methods = file.pointee.pMethods else { return }
    let usual = UInt(bitPattern: methods)
    for recorder in recorders {
      let kind: RecordedFiles.File? =
        path == recorder.database ? .database : path == recorder.journal ? .journal : nil
      guard let kind else { continue }
      files[UInt(bitPattern: file)] = Watched(
        recorder: recorder, kind: kind, methods: methods.pointee)
      let table = tables[usual] ?? Self.table(over: methods)
      tables[usual] = table
      file.pointee.pMethods = UnsafePointer(bitPattern: table)
    }
  }

  private static func table(over methods: UnsafePointer<sqlite3_io_methods>) -> UInt {
    let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    copy.initialize(to: methods.pointee)
    copy.pointee.xWrite = { file, bytes, count, offset in
      let written = Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
      return noted(file, { .write($0, at: Int(offset), written) }) {
        $0.xWrite(file, bytes, count, offset)
      }
    }
    copy.pointee.xTruncate = { file, size in
      noted(file, { .truncate($0, to: Int(size)) }) { $0.xTruncate(file, size) }
    }
    copy.pointee.xSync = { file, flags in noted(file, { .sync($0) }) { $0.xSync(file, flags) } }
    copy.pointee.xClose = { file in
      guard let watched = watched(file) else { return SQLITE_MISUSE }
      registry.withLock { _ = $0.files.removeValue(forKey: UInt(bitPattern: file)) }
      return watched.methods.xClose(file)
    }
    return UInt(bitPattern: copy)
  }
}

private let registry = Mutex(Registry())

private func watched(_ file: FilePointer?) -> Registry.Watched? {
  registry.withLock { $0.files[UInt(bitPattern: file)] }
}

private func recorder(ofJournal path: FilePath) -> RecordedFiles? {
  registry.withLock { $0.recorders.first { $0.journal == path } }
}

/// Notes a call and makes it, unless it is to fail.
private func noted(
  _ file: FilePointer?, _ call: (RecordedFiles.File) -> RecordedFiles.Call,
  _ make: (sqlite3_io_methods) -> Int32
) -> Int32 {
  guard let watched = watched(file) else { return SQLITE_MISUSE }
  let code = watched.recorder.note(call(watched.kind))
  return code == SQLITE_OK ? make(watched.methods) : code
}
