/// Whether a program can load a configuration.
public enum ConfigReading: Hashable, Sendable {
  /// It can; so many keys are given that their map has already.
  case loads(doubleKeys: Int)
  case fails(ConfigFault)

  /// Reads a configuration. Of texts, TOML has rules; in others with keys there are no conflict markers.
  ///
  /// JSON may have comments and trailing commas: many programs read their settings so, and a file does
  /// not say which program is going to read it. Anything else is refused.
  public init(_ bytes: [UInt8], as format: ConfigFormat, fileName: String = "") {
    do throws(ParseError) {
      switch format {
      case .yaml: self = .loads(doubleKeys: try ParsedText(yaml: bytes).duplicateKeys)
      case .json: self = .loads(doubleKeys: try ParsedText(json: bytes).duplicateKeys)
      case .text:
        let problem = KeyGrammar(fileName: fileName)?.problem(in: bytes)
        self = problem.map { .fails($0) } ?? .loads(doubleKeys: 0)
      }
    } catch { self = .fails(.parse(error)) }
  }
}
