/// Why a text with keys that is merged by lines cannot be read.
public enum KeyedFault: Hashable, Sendable {
  case missing(Character)
  case missingKey
  case missingValue
  case missingQuote
  case keyOnSeveralLines
  case tooManyDots
  case tooDeep
  case unbalancedBrackets
  case severalStatements
}

/// Why no program can load a configuration. Lines are counted from 1.
public enum ConfigFault: Hashable, Sendable {
  case parse(ParseError)
  case keys(KeyedFault, line: Int)
  case conflictMarkers(line: Int)
  case definedTwice(key: String, line: Int)
  /// A name stands for a table and for something else.
  case definedInTwoWays(name: String)
}
