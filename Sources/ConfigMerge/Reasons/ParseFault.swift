/// Why a text is not the YAML or JSON that was expected.
public enum ParseFault: Hashable, Sendable {
  /// What libyaml says.
  case library(String)
  case noStructure
  case severalValues
  case noMemory

  // MARK: More than any configuration has

  case tooManyValues(limit: Int, withAliases: Bool)
  case tooDeep(limit: Int)

  // MARK: YAML

  case utf16
  case aliasInsideItself(String)
  case aliasToNothing(String)
  /// There is something where only blanks and comments can be.
  case misplacedText

  // MARK: JSON

  case trailingText
  case unterminatedComment
  case commentNotUTF8
  /// `#` starts no comment in JSON.
  case hashComment
  /// `/` alone starts no comment.
  case loneSlash
  case missingBrace
  /// A comma or this bracket is missing.
  case missingComma(or: Character)
  case missingColon
  case missingKey
  case missingValue
  case unquotedKey
  case singleQuotedKey
  case singleQuotedText
  case controlCharacter
  case unknownEscape
  case unterminatedString
  case stringNotUTF8
  case badNumber(String, isHexadecimal: Bool)
  case badValue(String)
}
