import CSQLite

/// How long the values that a migration creates may be.
///
/// SQLite asks whether to stop between its steps, and makes a whole value in one of them: one without
/// bounds would outlast every deadline, and fill the memory.
package enum ValueLimits {
  /// Any value may have this many bytes.
  package static let shortestLimit = 64 << 20

  /// The limit in a database of this size, so that every row that exists can be copied.
  static func longestValue(inDatabaseOf bytes: Int) -> Int {
    max(shortestLimit, min(bytes, 1 << 30))
  }

  /// A pattern of LIKE or GLOB is tried at every place of a text.
  static let longestPattern = 500

  /// Keeps a connection within these limits.
  static func set(on handle: OpaquePointer?, databaseBytes: Int) {
    _ = sqlite3_limit(
      handle, SQLITE_LIMIT_LENGTH,
      Int32(clamping: longestValue(inDatabaseOf: databaseBytes)))
    _ = sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, Int32(longestPattern))
  }
}
