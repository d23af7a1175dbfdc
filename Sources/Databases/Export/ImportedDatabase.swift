/// What importing rows into a database did.
public struct ImportedDatabase: Hashable, Sendable {
  public struct Table: Hashable, Sendable {
    public var name: String
    /// How many rows the export has.
    public var rows = 0
    /// How many of them were added.
    public var added = 0
    /// How many were there already.
    public var present = 0

    public init(name: String, rows: Int = 0, added: Int = 0, present: Int = 0) {
      (self.name, self.rows, self.added, self.present) = (name, rows, added, present)
    }
  }

  /// A row of the export that is not imported: another one is in its place, which stays.
  public struct KeptRow: Hashable, Sendable {
    public var table: String
    /// The row's key, as SQL writes it.
    public var key: String
    /// SQLite's words where another row has a value that no two may have; `nil` where it has the key itself.
    public var rule: String?

    public init(table: String, key: String, rule: String? = nil) {
      (self.table, self.key, self.rule) = (table, key, rule)
    }
  }

  public var tables: [Table] = []
  /// A few of the rows that are not imported.
  public var kept: [KeptRow] = []
  /// How many there are.
  public var keptCount = 0
  /// How many rows refer to missing ones that did not before, by table.
  public var dangling: [String: Int] = [:]
  /// Whether anything of the database was changed.
  public var hasChanged = false

  /// So many kept rows of a database are listed.
  static let listed = 20

  public init() {}
}
