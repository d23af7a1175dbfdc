/// What a file is taken for.
public enum ConfigFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case yaml
  /// JSON, with comments and trailing commas or without.
  case json
  /// Lines, and nothing more.
  case text

  /// By the ending of a file's name; `nil` if that says nothing.
  public init?(fileName: String) {
    switch fileName.split(separator: ".").last?.lowercased() {
    case "yaml", "yml": self = .yaml
    case "json", "jsonc", "json5", "code-workspace", "code-snippets": self = .json
    case "txt", "md": self = .text
    default:
      guard KeyGrammar(fileName: fileName) != nil else { return nil }
      self = .text
    }
  }
}
