/// A fault in a migration, or something worth a look.
public enum MigrationFault: Hashable, Sendable {
  case unreadable(MigrationError.Fault)

  // MARK: Numbers and versions

  /// Two folders of a release have a file of this name.
  case inTwoFolders
  case numberTaken(Int, by: String)
  /// `after` is the file before it; `nil` where it should be the first.
  case numberSkipped(Int, after: String?, next: Int)
  /// An earlier file takes the database as far already, or further.
  case versionNotRaised(database: String, to: Int, earlier: String, version: Int, next: Int)

  // MARK: Header

  case headerLacks([String])
  case versionsDiffer(header: Int, statements: Int)
  case noRollback
  /// The header says that it is destructive, and it only adds.
  case needlesslyDestructive
  case changesNothing

  // MARK: What does not end

  case unterminated(Unterminated)
  case unclosedParenthesis

  /// What goes on to the end of the file.
  public enum Unterminated: Hashable, Sendable {
    case comment, text, name, trigger
  }

  // MARK: What a statement may not do

  /// A statement that reaches out of the database, by its first word.
  case leavesDatabase(String)
  /// A word that would end or nest the transaction of all migrations.
  case endsTransaction(String)
  case writesSchema(table: String)
  case loadsExtension
  case namesTokenizer
  /// A PRAGMA of another database.
  case foreignPragma(schema: String, String)
  case forbiddenPragma(String)
  /// A statement that destroys something, and the header does not say so.
  case undeclared(LossyStatement)

  // MARK: What a statement does otherwise than its author may think

  /// A word of a transaction that is left out.
  case ownTransaction(String)
  case addColumnIfNotExists
  case createTableIfNotExists(String)

  // MARK: Trials

  /// SQLite refuses it; `message` is what it says, `line` where the statement begins.
  case refused(message: String, line: Int)
  case endless(seconds: Int)
  case tooLarge(pages: Int)

  // MARK: Files that are passed over

  /// It lies beside the folders in which migrations are run.
  case elsewhere(than: [String])
  /// The database that it names is missing; `other` differs from its name in case only.
  case noDatabase(String, other: String?)

  /// What to do about a fault.
  public struct Remedy: Hashable, Sendable {
    public let fault: MigrationFault

    public init(for fault: MigrationFault) { self.fault = fault }
  }
}

/// A statement that loses something, by its words.
public enum LossyStatement: Hashable, Sendable {
  /// `DROP kind name`.
  case drop(kind: String, name: String?)
  case dropColumn(of: String)
  case rename(of: String)
  case delete(from: String?)
  case update(String?)
  case replace(String?)
  case insertOrReplace(String?)
  case doUpdate(String?)
  /// The trigger acts on a table that the migration does not make.
  case trigger(String, on: String)
}

extension MigrationFault {
  var rule: MigrationFinding.Rule {
    switch self {
    case .unreadable: .unreadable
    case .inTwoFolders, .numberTaken, .numberSkipped: .numbers
    case .versionNotRaised: .versions
    case .headerLacks, .versionsDiffer, .needlesslyDestructive: .header
    case .noRollback: .rollback
    case .changesNothing: .empty
    // SQLite, too, would meet the end of the file in it.
    case .unterminated(.trigger): .sqlite
    case .unterminated, .unclosedParenthesis: .unclosed
    case .leavesDatabase, .endsTransaction, .writesSchema, .loadsExtension, .namesTokenizer,
      .foreignPragma,
      .forbiddenPragma:
      .forbidden
    case .undeclared: .additive
    case .ownTransaction: .transaction
    case .addColumnIfNotExists: .addColumn
    case .createTableIfNotExists: .ifNotExists
    case .refused: .sqlite
    case .endless, .tooLarge: .endless
    case .elsewhere, .noDatabase: .passedOver
    }
  }

  var severity: MigrationFinding.Severity {
    switch self {
    case .headerLacks, .versionsDiffer, .needlesslyDestructive, .noRollback, .changesNothing,
      .ownTransaction, .createTableIfNotExists, .elsewhere, .noDatabase(_, nil):
      .note
    default: .error
    }
  }
}
