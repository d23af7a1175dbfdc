import CSQLite

/// Changes of one table, as SQLite's session extension writes them.
///
/// They are in a table of the scratch database, a piece a row, so that memory is not needed for them
/// (source: the extension's manual, "Streaming Versions of API functions").
final class Changeset {
  /// How many rows it changes.
  let rows: Int
  private let scratch: Connection
  private let pieces: String

  /// Runs statements that change `table` in the scratch database, and records what they do.
  ///
  /// Each has a session of its own, which needs memory for what that one changes. One after another
  /// their groups of changes, all of the same table, are one changeset (source: the format's
  /// description in SQLite's `sqlite3session.c`).
  init(of table: String, doing statements: [String], in scratch: Connection) throws {
    self.scratch = scratch
    pieces = SQLText.table(table + "-changes")
    try scratch.executeCountingChanges("CREATE TABLE \(pieces) (number INTEGER PRIMARY KEY, piece)")
    let output = try Output(Statement(scratch, "INSERT INTO \(pieces) (piece) VALUES (?)"))
    rows = try statements.reduce(0) {
      try $0 + Self.record($1, of: table, in: scratch, to: output)
    }
    try output.finish()
  }

  private static func record(
    _ statement: String, of table: String, in scratch: Connection, to output: Output
  ) throws -> Int {
    var session: OpaquePointer?
    try scratch.require(sqlite3session_create(scratch.handle, "main", &session))
    defer { sqlite3session_delete(session) }
    try scratch.require(sqlite3session_attach(session, table))
    let rows = try scratch.executeCountingChanges(statement)
    sqlite3session_enable(session, 0)
    let code = sqlite3session_changeset_strm(
      session,
      { context, start, count in
        guard let context else { return SQLITE_ERROR }
        return Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
          .take(UnsafeRawBufferPointer(start: start, count: Int(count)))
      }, Unmanaged.passUnretained(output).toOpaque())
    if let error = output.error { throw error }
    try scratch.require(code)
    return rows
  }

  /// Takes the pieces away.
  func drop() throws { try scratch.executeCountingChanges("DROP TABLE \(pieces)") }

  /// Hands `body` a function from which the extension reads the changes, and its context.
  func reading<Value>(
    _ body: (
      @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?
      ) -> Int32, UnsafeMutableRawPointer
    ) throws -> Value
  ) throws -> Value {
    let input = try Input(Statement(scratch, "SELECT piece FROM \(pieces) ORDER BY number"))
    let result = try withExtendedLifetime(input) {
      try body(
        { context, start, count in
          guard let context, let count else { return SQLITE_ERROR }
          let input = Unmanaged<Input>.fromOpaque(context).takeUnretainedValue()
          let space = UnsafeMutableRawBufferPointer(start: start, count: Int(count.pointee))
          count.pointee = Int32(input.fill(space))
          return input.error == nil ? SQLITE_OK : SQLITE_ERROR
        }, Unmanaged.passUnretained(input).toOpaque())
    }
    if let error = input.error { throw error }
    return result
  }

  /// Hands over one change after another.
  func forEach(_ body: (Change) throws -> Void) throws {
    try reading { read, input in
      var iterator: OpaquePointer?
      try scratch.require(sqlite3changeset_start_strm(&iterator, read, input))
      // Its code would repeat the error of the last step.
      defer { sqlite3changeset_finalize(iterator) }
      while true {
        let code = sqlite3changeset_next(iterator)
        if code == SQLITE_DONE { return }
        guard code == SQLITE_ROW else { throw scratch.failure(code) }
        try body(Change(iterator, scratch))
      }
    }
  }

  private final class Output {
    private let insert: Statement
    private var buffer: [UInt8] = []
    private(set) var error: (any Error)?

    init(_ insert: Statement) { self.insert = insert }

    func take(_ bytes: UnsafeRawBufferPointer) -> Int32 {
      buffer.append(contentsOf: bytes)
      do {
        if buffer.count >= 256 << 10 { try finish() }
        return SQLITE_OK
      } catch {
        self.error = error
        return SQLITE_ERROR
      }
    }

    func finish() throws {
      try insert.run(binding: buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private final class Input {
    private let select: Statement
    private var piece: [UInt8] = []
    private var place = 0
    private var isAtEnd = false
    private(set) var error: (any Error)?

    init(_ select: Statement) { self.select = select }

    /// Fills the space as far as there is something; returns how far.
    func fill(_ space: UnsafeMutableRawBufferPointer) -> Int {
      do {
        while place == piece.count {
          // A statement that is stepped after its end starts again.
          if try isAtEnd || !select.step() {
            isAtEnd = true
            return 0
          }
          select.withBytes(0) { piece = Array($0) }
          place = 0
        }
        let count = min(space.count, piece.count - place)
        space.copyBytes(from: piece[place..<place + count])
        place += count
        return count
      } catch {
        self.error = error
        return 0
      }
    }
  }
}
