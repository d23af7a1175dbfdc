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

/// The three sides of a merge.
public struct MergeSides: Sendable {
  /// What the installed release shipped; `nil` if that is not known.
  public var base: [UInt8]?
  /// What the user has.
  public var local: [UInt8]
  /// What the new release ships.
  public var upgrade: [UInt8]
  public var format: ConfigFormat
  /// The name of the file, or its path: of a text it says how keys are written, if there are any.
  public var fileName: String

  public init(
    base: [UInt8]?, local: [UInt8], upgrade: [UInt8], format: ConfigFormat, fileName: String = ""
  ) {
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.format = format
    self.fileName = fileName
  }
}
