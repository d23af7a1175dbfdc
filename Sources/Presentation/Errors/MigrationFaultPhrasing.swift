public import Databases
import Releases

/// Follows the name of the file.
extension MigrationFault: CustomStringConvertible {
  public var description: String { words.message }
}

extension MigrationFault.Remedy: CustomStringConvertible {
  public var description: String { fault.words.remedy }
}

extension MigrationFault {
  fileprivate var words: (message: String, remedy: String) {
    switch self {
    case .unreadable(let fault): fault.words
    case .inTwoFolders: ("exists twice, in two folders of the release", "remove one of them")
    case .numberTaken(let number, let other):
      ("has number \(number), which \(other) has too", "give one of them the next free number")
    case .numberSkipped(let number, let before, let next):
      (
        "has number \(number), but "
          + (before.map { "the one before is \($0)" } ?? "there is no number 1"),
        "renumber it to \(next), or add the missing ones"
      )
    case .versionNotRaised(let database, let version, let earlier, let reached, let next):
      (
        "takes \(database) to version \(version), but \(earlier) already takes it to \(reached)",
        "set user_version to \(next)"
      )
    case .headerLacks(let keys):
      (
        "its header lacks \(keys.joined(separator: ", "))",
        "add lines such as `-- \(keys.first ?? ""): …` at the top"
      )
    case .versionsDiffer(let header, let statements):
      ("its header says version \(header), but its statements set \(statements)", "make them agree")
    case .noRollback:
      (
        "it has no rollback section",
        "describe in comments under `-- Rollback:` how to undo the change"
      )
    case .needlesslyDestructive:
      (
        "its header says `Destructive: yes`, but it only adds",
        "remove the line, so that users are not asked"
      )
    case .changesNothing:
      ("it changes nothing but the version", "add the statements, or delete the file")
    case .unterminated(let what): what.words
    case .unclosedParenthesis: ("unclosed parenthesis", "close it with ), or remove it")
    case .leavesDatabase("VACUUM"):
      ("VACUUM does not change the schema", "remove it; it cannot run in a transaction")
    case .leavesDatabase(let verb):
      (
        "\(verb) does not change the schema",
        "remove it; write a second migration for the other database"
      )
    case .endsTransaction(let word):
      (
        "\(word) interferes with the transaction in which all pending migrations run",
        "remove it; if a statement fails, everything is undone"
      )
    case .writesSchema(let table):
      ("writing to \(table) can make the database unreadable", "use CREATE and ALTER")
    case .loadsExtension: ("load_extension() would run code from another file", "remove it")
    case .namesTokenizer:
      (
        "fts3_tokenizer() would run code at any address",
        "name the tokenizer in CREATE VIRTUAL TABLE"
      )
    case .foreignPragma(let schema, let name):
      ("PRAGMA \(schema).\(name) is not about the migrated database", "remove it")
    case .forbiddenPragma(let name):
      (
        "PRAGMA \(name) affects the database's files, the connection or its safety",
        "remove it"
      )
    case .undeclared(let statement):
      (
        "\(statement.words.loss), but the header does not say `Destructive: yes`",
        "\(statement.words.instead), or add `-- Destructive: yes` to the header (users are asked first)"
      )
    case .ownTransaction(let word):
      (
        "\(word) is ignored: all pending migrations of a database run in one transaction",
        "remove it"
      )
    case .addColumnIfNotExists:
      (
        "SQLite has no ADD COLUMN IF NOT EXISTS",
        "remove IF NOT EXISTS; a migration runs only once"
      )
    case .createTableIfNotExists(let table):
      (
        "does nothing if there is already a table \(table) of a different shape",
        "try it on a real brain (--against), or remove IF NOT EXISTS"
      )
    case .refused(let message, let line):
      ("SQLite says: \(message)", "correct the statement that starts on line \(line)")
    case .endless(let seconds):
      (
        "does not finish within \(seconds) second\(seconds == 1 ? "" : "s")",
        "look for an endless recursion, or split it"
      )
    case .tooLarge(let pages):
      (
        "writes more than \(pages) pages, or fills the disk with temporary files",
        "look for an endless recursion, or split it"
      )
    case .elsewhere(let folders):
      (
        "is not run: it is not directly in \(folders.joined(separator: " or "))",
        "move it there if it should run"
      )
    case .noDatabase(let name, let other):
      (
        "is not run for \(name), which does not exist"
          + (other.map { ", although \($0) does: case matters" } ?? ""),
        "use the name that the database has"
      )
    }
  }
}

extension MigrationFault.Unterminated {
  fileprivate var words: (message: String, remedy: String) {
    let (what, end) =
      switch self {
      case .comment: ("comment", "close it with */")
      case .text: ("text in quotes", "add the closing quote")
      case .name: ("name in quotes or brackets", "add the closing quote or bracket")
      case .trigger: ("trigger", "write END; after its last statement")
      }
    return ("unterminated \(what): the rest of the file is part of it", end)
  }
}

extension LossyStatement {
  /// The loss, and how to avoid it.
  fileprivate var words: (loss: String, instead: String) {
    switch self {
    case .drop(let kind, let name):
      ("DROP\(kind.isEmpty ? "" : " \(kind)") removes \(name ?? "something")", "keep what exists")
    case .dropColumn(let table): ("DROP COLUMN removes values of \(table)", "keep the column")
    case .rename(let table):
      ("RENAME removes a name of \(table) that programs may use", "add a new table or column")
    case .delete(let table): ("DELETE removes rows of \(table ?? "a table")", "keep the rows")
    case .update(let table):
      ("UPDATE changes rows of \(table ?? "a table")", "give a new column a DEFAULT, or add rows")
    case .replace(let table):
      ("REPLACE changes rows of \(table ?? "a table")", "use INSERT OR IGNORE")
    case .insertOrReplace(let table):
      ("INSERT OR REPLACE changes rows of \(table ?? "a table")", "use INSERT OR IGNORE")
    case .doUpdate(let table):
      ("DO UPDATE changes rows of \(table ?? "a table")", "use DO NOTHING")
    case .trigger(let trigger, let table):
      (
        "the trigger \(trigger) acts on the table \(table), which this migration does not create",
        "put triggers on your own tables"
      )
    }
  }
}
