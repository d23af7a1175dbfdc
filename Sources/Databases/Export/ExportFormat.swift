/// The form of an exported database: a file in YAML, and the names in it.
///
/// `store-format.md` describes it under "The brain as YAML".
enum ExportFormat {
  /// What is written, and the newest that is read.
  static let version = 1

  // In the order of the file.
  static let format = "cortex_export"
  static let database = "database"
  static let userVersion = "user_version"
  static let applicationID = "application_id"
  static let encoding = "encoding"
  static let schema = "schema"
  static let tables = "tables"
  static let notExported = "not_exported"
  static let isComplete = "complete"

  // In the order of a table.
  static let table = "table"
  static let columns = "columns"
  static let key = "key"
  static let sequence = "sequence"
  static let rows = "rows"
  static let count = "count"

  /// The only key of a map that stands for a text that is no UTF-8.
  static let invalidText = "invalid_utf8"
}
