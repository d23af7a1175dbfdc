/// Scalars as text: in a given quoting style, and in brackets.
enum ScalarText {
  /// In quotation marks, with the escapes that YAML and JSON have in common; characters beyond ASCII as
  /// `\u` and `\U` if asked, which only YAML has for characters beyond the first plane.
  static func doubleQuoted(_ text: String, escapingNonASCII: Bool) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default:
        let isPrintable =
          scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar != "\u{FEFF}"
          && scalar != "\u{2028}" && scalar != "\u{2029}"
        if isPrintable && !(escapingNonASCII && scalar.value > 0x7E) {
          quoted.unicodeScalars.append(scalar)
        } else {
          quoted += escape(scalar)
        }
      }
    }
    return quoted + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let width = scalar.value > 0xFFFF ? 8 : 4
    return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count)
      + digits
  }

  /// In single quotes; `nil` where they cannot hold it on one line.
  static func singleQuoted(_ text: String) -> String? {
    let isOneLine = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && $0.value != 0x7F && !"\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0)
    }
    guard isOneLine else { return nil }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      + "'"
  }

  /// Whether a text can be without quotes in brackets, and be text there.
  static func isSafePlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, PlainScalar.isText(text) else { return false }
    let isLetter = (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
    return isLetter && text.utf8.last != .space
      && text.utf8.allSatisfy {
        $0.isDigit || $0 == .space || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
          || (($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z"))
      }
  }
}

extension Node {
  /// The value on one line, in brackets where it is a list or map. Anchors are left out.
  ///
  /// `isCanonical` gives equal texts for equal values: keys in order, all text in quotation marks.
  func inBrackets(format: ConfigFormat, isCanonical: Bool = false) -> String {
    let prefix = tag.map { $0.hasPrefix("!") ? "\($0) " : "!<\($0)> " } ?? ""
    switch content {
    case .scalar(let exact, let isText):
      let text = exact.string
      guard isText else { return prefix + (text.isEmpty && !isCanonical ? "null" : text) }
      if format == .yaml && !isCanonical && ScalarText.isSafePlain(text) { return prefix + text }
      return prefix + ScalarText.doubleQuoted(text, escapingNonASCII: false)
    case .alias(let name): return "*\(name.string)"
    case .list(let items):
      let texts = items.map { $0.value.inBrackets(format: format, isCanonical: isCanonical) }
      return prefix + "[" + texts.joined(separator: ", ") + "]"
    case .map(let entries):
      var texts = entries.map { entry in
        (entry.key?.inBrackets(format: format, isCanonical: isCanonical) ?? "") + ": "
          + entry.value.inBrackets(format: format, isCanonical: isCanonical)
      }
      if isCanonical { texts.sort() }
      return prefix + "{" + texts.joined(separator: ", ") + "}"
    }
  }
}
