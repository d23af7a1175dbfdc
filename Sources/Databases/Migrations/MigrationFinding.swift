/// Something that a release's author should know about a migration.
public struct MigrationFinding: Hashable, Sendable {
  /// How serious a finding is.
  public enum Severity: String, Hashable, Sendable, Codable {
    /// An upgrade would refuse it, or it would do what it must not.
    case error
    /// Worth a look.
    case note
  }

  /// Short names of the rules; names are only ever added.
  public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
    /// The file cannot be read as a migration.
    case unreadable
    /// Numbers have gaps, or two files have one number.
    case numbers
    /// The versions of a database do not rise.
    case versions
    /// Something is dropped, renamed, deleted or changed, and the header does not say so.
    case additive
    /// Something that no migration may do.
    case forbidden
    /// A transaction of the file's own.
    case transaction
    /// A clause that SQLite does not have.
    case addColumn = "add_column"
    /// A table of another shape would be skipped.
    case ifNotExists = "if_not_exists"
    /// The header is wrong or not complete.
    case header
    /// There is no rollback section.
    case rollback
    /// Nothing is changed but the version.
    case empty
    /// It looks like a migration, but an upgrade does not run it.
    case passedOver = "passed_over"
    /// A comment, a text, a name or a parenthesis has no end.
    case unclosed
    /// SQLite refuses a statement.
    case sqlite
    /// It takes too long, or too much room.
    case endless
  }

  public let file: String
  /// Counted from 1; `nil` for the whole file.
  public let line: Int?
  public let fault: MigrationFault

  public var rule: Rule { fault.rule }
  public var severity: Severity { fault.severity }
  /// The fault, in the words of `Presentation`.
  public var message: String { "\(fault)" }
  /// The remedy, in the words of `Presentation`.
  public var remedy: String { "\(MigrationFault.Remedy(for: fault))" }

  public init(_ file: String, line: Int? = nil, _ fault: MigrationFault) {
    (self.file, self.line, self.fault) = (file, line, fault)
  }

  /// The same finding about a file of another name.
  public func of(_ file: String) -> MigrationFinding {
    MigrationFinding(file, line: line, fault)
  }

  /// A file that cannot be read.
  public init(_ error: MigrationError) {
    self.init(error.fileName, line: error.line, .unreadable(error.fault))
  }
}
