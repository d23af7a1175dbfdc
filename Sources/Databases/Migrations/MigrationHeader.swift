import FileEffects

/// What the comments at the top of a migration say: `-- Key: value`.
struct MigrationHeader {
  enum Key: String, CaseIterable {
    case migration, version, database, date, author, description, destructive, rollback

    /// As it is written in a file.
    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
  }

  struct Entry {
    let key: Key
    var value: String
    let line: Int
  }

  /// In the order of the file.
  private(set) var entries: [Entry] = []
  /// The line of the comment that begins the rollback section, which may be anywhere.
  private(set) var rollbackLine: Int?

  init(_ text: SQLScript) {
    var isDescription = false
    for comment in text.comments {
      let line = text.string(comment.range)
      guard line.hasPrefix("--") else { continue }
      let content = line.dropFirst(2)
      let entry = Self.entry(content, line: comment.line)
      if entry?.key == .rollback { rollbackLine = rollbackLine ?? comment.line }
      guard comment.isAtTop else { continue }
      if let entry {
        entries.append(entry)
      } else if isDescription && content.hasPrefix("  ") {
        entries[entries.count - 1].value += " " + Self.trimmed(content)
        continue
      }
      isDescription = entry?.key == .description
    }
  }

  /// What a key stands for, each value that there is.
  func values(_ key: Key) -> [Entry] { entries.filter { $0.key == key && !$0.value.isEmpty } }

  private static func entry(_ content: Substring, line: Int) -> Entry? {
    guard let colon = content.firstIndex(of: ":"),
      let key = Key(rawValue: trimmed(content[..<colon]).lowercased())
    else { return nil }
    return Entry(key: key, value: trimmed(content[content.index(after: colon)...]), line: line)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }

  /// The databases that it names, each once, as paths below `brainFolder`.
  func databases(in fileName: String, below brainFolder: String) throws(MigrationError) -> [String]
  {
    var databases: [String] = []
    for entry in values(.database) {
      for part in entry.value.split(separator: ",", omittingEmptySubsequences: false) {
        let name = Self.trimmed(part)
        if let fault = DatabaseNameFault(name, in: brainFolder) {
          throw MigrationError(
            fileName, line: entry.line,
            .unusableDatabase(RelativePath.text(of: Array(name.utf8)), fault))
        }
        if !databases.contains(name) { databases.append(name) }
      }
    }
    guard !databases.isEmpty else { throw MigrationError(fileName, .noDatabase) }
    return databases
  }

  func isDestructive(in fileName: String) throws(MigrationError) -> Bool {
    var first: Bool?
    for entry in entries where entry.key == .destructive {
      let value: Bool
      switch entry.value.lowercased() {
      case "yes": value = true
      case "no": value = false
      default:
        throw MigrationError(fileName, line: entry.line, .unknownDestructive(entry.value))
      }
      if let first, first != value {
        throw MigrationError(fileName, line: entry.line, .unknownDestructive("yes and no"))
      }
      first = value
    }
    return first ?? false
  }
}
