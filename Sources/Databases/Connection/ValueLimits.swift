import CSQLite

/// How long the values may be that a migration makes.
///
/// SQLite asks whether to stop between its steps, and makes a whole value in one of them: one without
/// bounds would outlast every deadline, and fill the memory.
enum ValueLimits {
  /// So many bytes any value may have.
  static let shortestLimit = 64 << 20

  /// So many one may have in a database of this size: a row that is there can be copied.
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
