/// How keys are written in a file that is merged by lines.
enum KeyGrammar: Hashable, Sendable {
  case toml
  /// `[section]`, `key = value`.
  case sections(SectionRules)
  /// As Java writes them.
  case properties
  /// `KEY=value`, as a shell reads it.
  case environment

  /// By the name of a file; `nil` for a text without keys.
  init?(fileName: String) {
    let name = fileName.split(separator: "/").last.map { $0.lowercased() } ?? ""
    switch name.split(separator: ".").last {
    case "toml": self = .toml
    case "ini": self = .sections(.ini)
    case "cfg": self = .sections(.cfg)
    case "conf": self = .sections(.conf)
    case "editorconfig": self = .sections(.editor)
    case "gitconfig", "gitmodules": self = .sections(.git)
    case "npmrc": self = .sections(.npm)
    case "properties": self = .properties
    case "env": self = .environment
    case "txt", "md", "yaml", "yml", "json": return nil
    default:
      guard name.hasPrefix(".env.") else { return nil }
      self = .environment
    }
  }

  /// Whether the grammar is that of these texts. A name that ends in `.conf` says little: where there
  /// are blocks in brackets, lines are not keys.
  func fits(_ texts: [[UInt8]]) -> Bool {
    guard case .sections(let rules) = self, rules.isGuess else { return true }
    return !texts.contains { bytes in
      let text = LineText(bytes)
      return text.lines.indices.contains { line in
        let content = text.keyedContent(of: line).trimmed
        return switch (content.first, content.last) {
        case (UInt8(ascii: "#"), _), (UInt8(ascii: ";"), _): false
        case (UInt8(ascii: "}"), _), (_, UInt8(ascii: "{")): true
        case (UInt8(ascii: "<"), UInt8(ascii: ">")): true
        default: false
        }
      }
    }
  }

  /// Whether several tables of one name are one table, and their keys may occur only once in all.
  var joinsTables: Bool { self != .toml }

  func read(_ bytes: [UInt8]) throws(KeyedText.Unreadable) -> KeyedText {
    switch self {
    case .toml: try TOMLLines.read(bytes)
    case .sections(let rules): SectionLines.read(bytes, rules)
    case .properties: PropertyLines.read(bytes)
    case .environment: EnvironmentLines.read(bytes)
    }
  }
}

/// What files with sections do not have in common.
struct SectionRules: Hashable, Sendable {
  /// What can be between a key and its value.
  var separators: [UInt8]
  /// Whether a line that is indented further than the key above goes on with its value.
  var continuesIndented = false
  /// Whether a backslash at the end of a line goes on with the next.
  var continuesEscaped = false
  /// Whether a key without a separator ends at the first blank.
  var splitsWords = false
  /// Whether files of that name can be something else.
  var isGuess = false

  private static let equals = UInt8(ascii: "=")
  private static let colon = UInt8(ascii: ":")

  static let ini = SectionRules(separators: [equals, colon], continuesIndented: true)
  static let cfg = SectionRules(
    separators: [equals, colon], continuesIndented: true, isGuess: true)
  static let conf = SectionRules(
    separators: [equals], continuesIndented: true, continuesEscaped: true, splitsWords: true,
    isGuess: true)
  static let editor = SectionRules(separators: [equals, colon])
  static let git = SectionRules(separators: [equals], continuesEscaped: true)
  static let npm = SectionRules(separators: [equals])
}
