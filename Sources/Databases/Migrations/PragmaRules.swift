extension StatementRules {
  /// Why a migration may not have a `PRAGMA`; `nil` if it may.
  static func refusal(of pragma: Pragma) -> MigrationFault? {
    if let schema = pragma.schema, schema != "main" {
      return .foreignPragma(schema: schema, pragma.name)
    }
    return Pragma.isAllowed(pragma.name, hasValue: pragma.value != nil)
      ? nil : .forbiddenPragma(pragma.name)
  }
}

extension Pragma {
  /// Whether a migration may have it: when its author checks it (``StatementRules``), and when it is run
  /// (``AdditiveGate``).
  static func isAllowed(_ name: String, hasValue: Bool) -> Bool {
    settable.contains(name) || readers.contains(name) || !hasValue && askable.contains(name)
  }

  /// The runner has foreign keys off whatever these say, and checks them before it commits.
  private static let settable: Set = ["user_version", "foreign_keys", "defer_foreign_keys"]

  /// These take what they read as a value. SQLite itself has the checks where a column is added whose
  /// values it has to look at.
  private static let readers: Set = [
    "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo",
    "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo",
  ]

  /// These may be asked and not set. Full-text and other virtual tables ask the last three.
  private static let askable: Set = [
    "compile_options", "database_list", "journal_mode", "data_version", "page_count", "page_size",
  ]
}
