/// A virtual table, whose rows its module keeps in shadow tables.
struct VirtualTable {
  let name: String
  let module: String
  /// The module's arguments, each as its tokens are written.
  let arguments: [[String]]

  var isSearch: Bool { ["fts5", "fts4", "fts3"].contains(module) }

  /// The option `content` of a search table: `nil` if its text is its own, empty if it keeps none.
  var content: String? {
    for argument in arguments where argument.count > 1 && argument[1] == "=" {
      if argument[0].lowercased() == "content" {
        return SQLText.unquoted(argument.dropFirst(2).joined())
      }
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

  /// Reads `CREATE VIRTUAL TABLE name USING module(argument, …)`, as SQLite keeps it; `nil` for any other
  /// text.
  init?(name: String, sql: String) {
    let script = SQLScript(sql)
    let words = script.tokens.map(script.string)
    guard words.count > 5, words[4].lowercased() == "using" else { return nil }
    self.name = name
    module = SQLText.unquoted(words[5]).lowercased()
    arguments = Self.arguments(words.dropFirst(6))
  }

  /// The text between the parentheses that `words` begin with, cut at the commas.
  private static func arguments(_ words: ArraySlice<String>) -> [[String]] {
    guard words.first == "(" else { return [] }
    var arguments: [[String]] = [[]]
    var depth = 0
    for word in words.dropFirst() {
      switch word {
      case "(": depth += 1
      case ")" where depth == 0: return arguments
      case ")": depth -= 1
      case "," where depth == 0:
        arguments.append([])
        continue
      default: break
      }
      arguments[arguments.count - 1].append(word)
    }
    return arguments
  }
}
