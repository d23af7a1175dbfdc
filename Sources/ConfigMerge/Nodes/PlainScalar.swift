/// What YAML 1.1 takes a plain scalar for: the rules by which CORTEX's own reader goes.
///
/// Source: the type repository of YAML 1.1 (yaml.org/type), as PyYAML's `Resolver` has it.
enum PlainScalar {
  /// Whether it is text: no null, truth value, number, date or merge key.
  static func isText(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    // Most are words, and no word but these few short ones is anything else.
    if text.utf8.count <= 5 && words.contains(text) { return false }
    guard first.isDigit || "+-.".utf8.contains(first) else { return true }
    let all = Array(text.utf8)
    let unsigned = "+-".utf8.contains(first) ? Array(all.dropFirst()) : all
    return !isNumber(unsigned) && !isDate(all)
  }

  private static let words: Set<String> = {
    var words: Set<String> = ["~", "<<", "=", ".nan", ".NaN", ".NAN"]
    for word in ["null", "true", "false", "yes", "no", "on", "off"] {
      words.formUnion([word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()])
    }
    for sign in ["", "+", "-"] {
      words.formUnion([sign + ".inf", sign + ".Inf", sign + ".INF"])
    }
    return words
  }()

  /// The one spelling of null, true and false: nothing, `~` and `Null` are one value.
  static func canonical(_ text: ExactText) -> ExactText {
    // No spelling of them is longer, or begins with a digit.
    guard text.string.utf8.count <= 5, !(text.string.utf8.first?.isDigit ?? false) else {
      return text
    }
    return spellings[text] ?? text
  }

  private static let spellings: [ExactText: ExactText] = {
    var spellings = ["": ExactText("null"), "~": ExactText("null")]
    for word in ["null", "true", "false"] {
      for spelling in [word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()] {
        spellings[spelling] = ExactText(word)
      }
    }
    return Dictionary(uniqueKeysWithValues: spellings.map { (ExactText($0.key), $0.value) })
  }()

  /// Digits with underscores, binary, octal, hexadecimal, base 60, and fractions with exponents.
  /// Takes some texts for numbers that are none (`1e5`, `0o7`), which YAML 1.2 has as numbers: quoted
  /// and plain they are then held for different.
  private static func isNumber(_ digits: [UInt8]) -> Bool {
    guard digits.contains(where: \.isDigit) else { return false }
    if digits.starts(with: Array("0x".utf8)) || digits.starts(with: Array("0b".utf8))
      || digits.starts(with: Array("0o".utf8))
    {
      return digits.dropFirst(2).allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "_") }
    }
    var (dots, exponents) = (0, 0)
    for (index, byte) in digits.enumerated() {
      switch byte {
      case _ where byte.isDigit, UInt8(ascii: "_"): continue
      case UInt8(ascii: ":"):
        if index == 0 || exponents > 0 { return false }
      case UInt8(ascii: "."):
        dots += 1
        if dots > 1 || exponents > 0 { return false }
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        exponents += 1
        if exponents > 1 || index == 0 { return false }
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        let before = index > 0 ? digits[index - 1] | 0x20 : 0
        if before != UInt8(ascii: "e") { return false }
      default: return false
      }
    }
    return true
  }

  /// `2026-01-31`, with or without a time.
  private static func isDate(_ text: [UInt8]) -> Bool {
    guard text.count >= 8, text[..<4].allSatisfy(\.isDigit), text[4] == UInt8(ascii: "-") else {
      return false
    }
    return text.allSatisfy { $0.isDigit || "-:.TtZz+ \t".utf8.contains($0) }
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isHexDigit: Bool {
    let lower = self | 0x20
    return isDigit || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "f"))
  }
}
