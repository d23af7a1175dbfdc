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
    case "txt", "md", "toml", "ini", "cfg", "conf", "properties": self = .text
    default: return nil
    }
  }
}

/// The three sides of a merge.
public struct MergeSides: Sendable {
  /// What the installed release shipped; `nil` if that is not known.
  public var base: [UInt8]?
  /// What the user has.
  public var local: [UInt8]
  /// What the new release ships.
  public var upgrade: [UInt8]
  public var format: ConfigFormat

  public init(base: [UInt8]?, local: [UInt8], upgrade: [UInt8], format: ConfigFormat) {
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.format = format
  }
}
