import CCrypto
import FileEffects

/// A numbered change of a database's schema, as a release ships it.
///
/// It has been read, not tried: that its statements are SQL is for SQLite to say.
public struct Migration: Hashable, Sendable {
  /// From the file's name, `NNN_name.sql`; 1 or higher.
  public let number: Int
  /// From the file's name: `add_ado_tables`.
  public let name: String
  /// `001_add_ado_tables.sql`.
  public let fileName: String
  /// Paths below the brain's folder, each once, at least one: what the header's `Database:` names, several
  /// with commas between them or in several lines.
  public let databases: [String]
  /// The schema's version afterwards: what its `PRAGMA user_version = N` says, else its number.
  public let version: Int
  /// Whether the header says `Destructive: yes`.
  public let isDestructive: Bool
  /// From the header; may be empty.
  public let description: String
  /// The whole file.
  public let text: String
  /// The SHA-256 of its statements, comments and white space aside, but not those in literals:
  /// 64 lowercase hexadecimal digits.
  public let digest: String

  /// The longest file that is read, in bytes: 4 MiB.
  public static let longest = 4 << 20

  /// Reads a migration.
  ///
  /// A byte order mark and lines that end with CR and LF are nothing special. `brainFolder` is the folder
  /// below which the databases are that it names.
  public init(fileName: String, bytes: [UInt8], brainFolder: String) throws(MigrationError) {
    guard let (number, name) = Self.parts(of: fileName) else {
      throw MigrationError(fileName, .fileName)
    }
    guard number > 0 else { throw MigrationError(fileName, .numberZero) }
    guard bytes.count <= Self.longest else {
      throw MigrationError(fileName, .tooLong(bytes: bytes.count))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw MigrationError(fileName, .notUTF8)
    }
    try self.init(
      number: number, name: name, fileName: fileName, SQLScript(text), text, brainFolder)
  }

  private init(
    number: Int, name: String, fileName: String, _ cut: SQLScript, _ text: String,
    _ brainFolder: String
  ) throws(MigrationError) {
    if let zero = cut.bytes.firstIndex(of: 0) {
      throw MigrationError(fileName, line: cut.line(of: zero), .zeroByte)
    }
    let header = MigrationHeader(cut)
    (self.number, self.name, self.fileName, self.text) = (number, name, fileName, text)
    databases = try header.databases(in: fileName, below: brainFolder)
    isDestructive = try header.isDestructive(in: fileName)
    description = header.values(.description).map(\.value).joined(separator: " ")
    guard !cut.statements.isEmpty else {
      if let open = cut.open { throw MigrationError(fileName, line: open.line, .openComment) }
      throw MigrationError(fileName, .noStatement)
    }
    version = try cut.version(in: fileName) ?? number
    digest = Self.sha256(cut.normalised)
  }

  /// Whether a file name is `NNN_name.sql`: one to nine digits, an underscore, a name.
  public static func isMigration(fileName: String) -> Bool { parts(of: fileName) != nil }

  /// The number of a migration by its file's name; `nil` where that is no migration's.
  public static func number(of fileName: String) -> Int? { parts(of: fileName)?.number }

  /// The name in a migration's file name; `nil` where that is no migration's.
  public static func name(of fileName: String) -> String? { parts(of: fileName)?.name }

  /// Why a header cannot name a database so; `nil` if it can.
  public static func refusal(
    ofDatabase name: String, in brainFolder: String
  ) -> DatabaseNameFault? {
    name.contains(",") ? .comma : DatabaseNameFault(name, in: brainFolder)
  }

  static func parts(of fileName: String) -> (number: Int, name: String)? {
    guard fileName.hasSuffix(".sql"), !fileName.utf8.contains(0), !fileName.contains("/"),
      let underscore = fileName.firstIndex(of: "_")
    else { return nil }
    let digits = fileName[..<underscore]
    let name = fileName[fileName.index(after: underscore)...].dropLast(".sql".count)
    guard (1...9).contains(digits.utf8.count), !name.isEmpty,
      digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
      let number = Int(digits)
    else { return nil }
    return (number, String(name))
  }

  /// The statements of a text, from their first token to their semicolon, and their first lines.
  ///
  /// SQLite says where one ends. Comments before a statement are not part of it.
  static func statements(of text: String) -> [(sql: Substring, line: Int)] {
    SQLScript(text).statements.map { statement in
      let start = text.utf8.index(text.startIndex, offsetBy: statement.range.lowerBound)
      let end = text.utf8.index(text.startIndex, offsetBy: statement.range.upperBound)
      return (text[start..<end], statement.line)
    }
  }

  private static func sha256(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = bytes.withUnsafeBufferPointer { SHA256($0.baseAddress, $0.count, &digest) }
    return digest.map(\.hexadecimal).joined()
  }
}

extension SQLScript {
  /// What `PRAGMA user_version` is set to, if it is.
  func version(in fileName: String) throws(MigrationError) -> Int? {
    var found: (text: String, line: Int, number: Int)?
    for statement in statements {
      guard let pragma = pragma(statement), pragma.name == "user_version",
        let text = pragma.value
      else { continue }
      guard let number = Int32(text), number > 0,
        text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
      else { throw MigrationError(fileName, line: statement.line, .unusableVersion(text)) }
      if let found {
        throw MigrationError(
          fileName, line: statement.line,
          .versionSetTwice(first: found.text, line: found.line, second: text))
      }
      found = (text, statement.line, Int(number))
    }
    return found?.number
  }
}
