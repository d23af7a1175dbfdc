/// A name as SQLite compares it: the letters A to Z are those in lower case.
struct FoldedName: Hashable {
  private let bytes: [UInt8]

  init(_ name: String) {
    bytes = name.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
  }
}

/// How an ordinary table is made: what of it can be written, and by what its rows are known.
struct TableShape {
  struct Column {
    let name: String
    /// As it was declared, in upper case; may be empty.
    let type: String
    /// The expression of its default, as its text.
    let defaultExpression: String?
  }

  let name: String
  /// Those that are not computed, in the order of the table.
  let columns: [Column]
  /// The columns of the primary key, in its order; empty if there is none.
  let key: [String]
  let hasRowID: Bool
  let isAutoincrement: Bool
  /// Whether it says by itself what becomes of rows that do not fit.
  let settlesConflicts: Bool

  /// The type of a column; `nil` if there is no such column.
  func type(of column: String) -> String? {
    columns.first { FoldedName($0.name) == FoldedName(column) }?.type
  }

  func has(_ column: String) -> Bool {
    columns.contains { FoldedName($0.name) == FoldedName(column) }
  }

  /// A name by which the rowid can be asked for, unless columns hide all of them.
  var rowID: String? { hasRowID ? Self.rowIDName(unlessHidden: has) : nil }

  static func rowIDName(unlessHidden isColumn: (String) -> Bool) -> String? {
    ["rowid", "_rowid_", "oid"].first { !isColumn($0) }
  }
}

/// A virtual table, whose rows its module keeps in shadow tables.
struct VirtualTable {
  let name: String
  let module: String
  /// What the module is told, as it is written.
  let arguments: [String]

  var isSearch: Bool { ["fts5", "fts4", "fts3"].contains(module) }

  /// The option `content` of a search table: `nil` if its text is its own, empty if it keeps none.
  var content: String? {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].trimmed.lowercased() == "content" else { continue }
      return String(parts[1].trimmed).unquoted
    }
    return nil
  }

  /// Where a search table keeps its own text.
  var ownContent: String? { isSearch && content == nil ? name + "_content" : nil }

  /// Endings of the shadow tables; `nil` if the module is not known.
  private var endings: [String]? {
    switch module {
    case "fts5": ["data", "idx", "content", "docsize", "config"]
    case "fts4", "fts3": ["content", "segments", "segdir", "docsize", "stat"]
    case "rtree", "rtree_i32", "geopoly": ["node", "rowid", "parent"]
    default: nil
    }
  }

  func hasShadow(_ table: String) -> Bool {
    guard let endings else {
      // Rather a table too many that is not touched than the insides of an unknown module.
      return table.utf8.starts(with: (name + "_").utf8)
    }
    return endings.contains { FoldedName(name + "_" + $0) == FoldedName(table) }
  }

  /// Reads `CREATE VIRTUAL TABLE name USING module(argument, …)`.
  init?(name: String, sql: String) {
    var words = SQLWords(sql)
    for _ in 0..<4 { _ = words.next() }
    guard let using = words.next(), using.lowercased() == "using", let module = words.next()
    else { return nil }
    self.name = name
    self.module = module.unquoted.lowercased()
    arguments = words.arguments()
  }
}

/// Cuts the text of a virtual table into words and arguments.
private struct SQLWords {
  private var rest: Substring

  init(_ sql: String) { rest = Substring(sql) }

  /// The next word or quoted name.
  mutating func next() -> String? {
    rest = rest.drop { $0.isWhitespace }
    guard let first = rest.first else { return nil }
    var word = ""
    if let close = Self.closing[first] {
      repeat {
        word.append(rest.removeFirst())
        while let character = rest.first, character != close { word.append(rest.removeFirst()) }
        if !rest.isEmpty { word.append(rest.removeFirst()) }
      } while rest.first == close && first == close
      return word
    }
    while let character = rest.first, !character.isWhitespace, character != "(" {
      word.append(rest.removeFirst())
    }
    return word
  }

  /// What is between the parentheses that follow, cut at the commas outside quotes.
  mutating func arguments() -> [String] {
    rest = rest.drop { $0.isWhitespace }
    guard rest.first == "(" else { return [] }
    rest.removeFirst()
    var arguments = [""]
    var depth = 0
    var quote: Character?
    for character in rest {
      if let open = quote {
        if character == open { quote = nil }
      } else if let close = Self.closing[character] {
        quote = close
      } else if character == "(" {
        depth += 1
      } else if character == ")" {
        depth -= 1
        if depth < 0 { break }
      } else if character == "," && depth == 0 {
        arguments.append("")
        continue
      }
      arguments[arguments.count - 1].append(character)
    }
    return arguments
  }

  private static let closing: [Character: Character] = [
    "\"": "\"", "'": "'", "`": "`", "[": "]",
  ]
}

extension StringProtocol {
  fileprivate var trimmed: SubSequence {
    var text = self[...]
    text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension String {
  /// A name without the quotes around it.
  fileprivate var unquoted: String {
    guard count >= 2, let first, let last, "\"'`[".contains(first), "\"'`]".contains(last)
    else { return self }
    let inner = dropFirst().dropLast()
    guard first != "[" else { return String(inner) }
    let double = String([first, first])
    var result = ""
    var rest = inner[...]
    while let character = rest.first {
      rest = rest.starts(with: double) ? rest.dropFirst(2) : rest.dropFirst()
      result.append(character)
    }
    return result
  }
}
