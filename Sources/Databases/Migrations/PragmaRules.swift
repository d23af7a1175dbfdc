extension StatementRules {
  /// Why a migration may not have a `PRAGMA`, and what to do; `nil` if it may.
  static func refusal(of pragma: Pragma) -> (message: String, remedy: String)? {
    let remedy = "leave it out"
    if let schema = pragma.schema, schema != "main" {
      return ("PRAGMA \(schema).\(pragma.name) is not about the migrated database", remedy)
    }
    if settable.contains(pragma.name) || readers.contains(pragma.name) { return nil }
    if pragma.value == nil && !acting.contains(pragma.name) { return nil }
    return (
      "PRAGMA \(pragma.name) is not for migrations: it is about the database's files, the connection "
        + "or how safe it is", remedy
    )
  }

  private static let settable: Set = ["user_version", "foreign_keys", "defer_foreign_keys"]

  /// These take what they read as a value.
  private static let readers: Set = [
    "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo",
    "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo",
  ]

  /// These do something without a value, too.
  private static let acting: Set = [
    "incremental_vacuum", "optimize", "shrink_memory", "wal_checkpoint",
  ]
}
