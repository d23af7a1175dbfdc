public import ConfigMerge

extension ParseError: CustomStringConvertible {
  public var description: String { "line \(line), column \(column): \(fault)" }
}

/// A clause that follows the place of the fault.
extension ParseFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .library(let message): message.isEmpty ? "it cannot be read" : message
    case .noStructure: "it has no structure"
    case .severalValues: "there is more than one value"
    case .noMemory: "out of memory"
    case .tooManyValues(let limit, let withAliases):
      "it has more than \(limit) values" + (withAliases ? " including its aliases" : "")
    case .tooDeep(let limit): "lists and maps are nested more than \(limit) deep"
    case .utf16: "it is UTF-16; only UTF-8 is supported"
    case .aliasInsideItself(let name): "the alias \"*\(name)\" is inside what it refers to"
    case .aliasToNothing(let name): "the alias \"*\(name)\" refers to nothing"
    case .misplacedText: "unexpected text"
    case .trailingText: "there is more after the value"
    case .unterminatedComment: "unterminated comment"
    case .commentNotUTF8: "a comment is not UTF-8"
    case .hashComment: "\"#\" does not start a comment in JSON; \"//\" does"
    case .loneSlash: "\"/\" alone does not start a comment; \"//\" and \"/*\" do"
    case .missingBrace: "missing \"}\""
    case .missingComma(let bracket): "missing comma or \"\(bracket)\""
    case .missingColon: "missing colon"
    case .missingKey: "missing key"
    case .missingValue: "missing value"
    case .unquotedKey: "keys need double quotes"
    case .singleQuotedKey: "keys need double quotes, not single ones"
    case .singleQuotedText: "strings need double quotes, not single ones"
    case .controlCharacter: "a string contains a control character"
    case .unknownEscape: "a string contains an unknown escape"
    case .unterminatedString: "unterminated string"
    case .stringNotUTF8: "a string is not UTF-8"
    case .badNumber(let text, let isHexadecimal):
      "\"\(text)\" is not a number in JSON" + (isHexadecimal ? ": it is hexadecimal" : "")
    case .badValue(let text): "\"\(text)\" is not a value"
    }
  }
}

extension KeyedFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let character): "missing \"\(character)\""
    case .missingKey: "missing key"
    case .missingValue: "missing value"
    case .missingQuote: "missing closing quote"
    case .keyOnSeveralLines: "a key must be on one line"
    case .tooManyDots: "a key has too many dots"
    case .tooDeep: "brackets are nested too deep"
    case .unbalancedBrackets: "unbalanced brackets"
    case .severalStatements: "more than one statement on the line"
    }
  }
}

extension ConfigFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .parse(let error): "\(error)"
    case .keys(let fault, let line): "line \(line): \(fault)"
    case .conflictMarkers(let line): "line \(line): it contains conflict markers"
    case .definedTwice(let key, let line): "line \(line): \(key) is defined twice"
    case .definedInTwoWays(let name): "\(name) is defined in two incompatible ways"
    }
  }
}

/// The reason, and what to write instead.
extension UnusableAnswer: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "it is empty; write \"\" for an empty string, or null for no value"
    case .onlyComment: "it is only a comment; if you mean it as a string, quote it"
    case .commentBeside:
      "a comment beside or below the value would be lost; remove it or, if you mean it as part of a "
        + "string, quote all of it"
    case .severalDocuments: "a line in it, --- or ..., separates documents; give one value"
    case .unreadable(let line, let column, let fault):
      "it cannot be read (line \(line), column \(column): \(fault)); write the value as it would "
        + "appear in the file"
    }
  }
}
