/// What became of the rows written between two states of a database when they were carried onto a
/// third one.
public struct CarriedDatabase: Hashable, Sendable {
  /// How many rows of a table were carried.
  public struct Table: Hashable, Sendable {
    public var name: String
    public var inserted = 0
    public var updated = 0
    public var deleted = 0

    public var total: Int { inserted + updated + deleted }

    public init(name: String) { self.name = name }
  }

  /// Something that was not carried, and why.
  public struct NotCarried: Hashable, Sendable {
    public var table: String
    public var reason: CarryOmission
    /// How many rows this is about.
    public var rows = 1
    /// The written row, by column, each value as SQL writes it; `nil` if it was removed, or if this is
    /// about more than one row.
    public var written: [String: String]?
    /// The row of the same key that is there instead; `nil` if there is none.
    public var there: [String: String]?
  }

  /// The tables that rows were carried into, by name.
  public var tables: [Table] = []
  /// Of each table the first ``rowsListed`` rows one by one; an entry without rows counts the rest.
  public var notCarried: [NotCarried] = []

  public static let rowsListed = 100

  public init() {}

  public var rowsCarried: Int { tables.reduce(0) { $0 + $1.total } }
}

/// Why rows could not be carried into a database: nothing of it is changed then.
public enum CarryError: Error, Hashable, Sendable {
  /// With the rows carried, a row that was there refers to one that is not.
  case danglingReference(table: String, parent: String, row: String)
  /// SQLite left out changes without a word.
  case incomplete(table: String, changes: Int, taken: Int)
  /// The table itself puts rows in the place of others.
  case replaced(table: String, rows: Int)
  /// The table refuses a row that it had; `reason` is SQLite's message.
  case refused(table: String, reason: String)
}
