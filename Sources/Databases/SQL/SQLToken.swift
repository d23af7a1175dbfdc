/// A piece of SQL as SQLite itself would cut it: comments and white space are pieces, too.
struct SQLToken: Hashable {
  enum Kind: UInt8 {
    case space, comment
    /// A keyword or a name without quotes.
    case word
    /// A name in `"…"`, `` `…` `` or `[…]`.
    case name
    /// A text in `'…'`.
    case text
    /// `x'…'`.
    case blob
    case number
    case semicolon
    /// Everything else, such as `(` and `<=`.
    case symbol
  }

  let kind: Kind
  private let start, end: UInt32

  /// The token that begins at a place before the end of `bytes`; an unterminated one extends to the end.
  /// `bytes` must not be longer than 4 GiB.
  init(at start: Int, of bytes: UnsafeBufferPointer<UInt8>) {
    let end: Int
    (kind, end) = SQLScan(bytes: bytes).token(at: start)
    (self.start, self.end) = (UInt32(start), UInt32(end))
  }

  var range: Range<Int> { Int(start)..<Int(end) }

  /// Whether the token has its end, and is not only ended by that of the text.
  func isClosed(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = bytes[range]
    guard let first = text.first, let last = text.last else { return true }
    switch kind {
    case .comment:
      return first == UInt8(ascii: "-")
        || text.count >= 4 && text.suffix(2).elementsEqual("*/".utf8)
    case .name where first == UInt8(ascii: "["): return text.count > 1 && last == UInt8(ascii: "]")
    case .name, .text: return text.count { $0 == first }.isMultiple(of: 2)
    case .blob: return text.count { $0 == UInt8(ascii: "'") }.isMultiple(of: 2)
    default: return true
    }
  }

  /// Whether SQLite looks at it.
  var isSignificant: Bool { kind != .space && kind != .comment }
}

/// SQLite's rules for where a token ends.
private struct SQLScan {
  let bytes: UnsafeBufferPointer<UInt8>

  func token(at start: Int) -> (SQLToken.Kind, end: Int) {
    let next = byte(start + 1)
    switch bytes[start] {
    case UInt8(ascii: " "), 0x09, 0x0a, 0x0c, 0x0d: return (.space, start + 1)
    case 0xef where next == 0xbb && byte(start + 2) == 0xbf: return (.space, start + 3)
    case UInt8(ascii: "-") where next == UInt8(ascii: "-"): return (.comment, lineEnd(start))
    case UInt8(ascii: "/") where next == UInt8(ascii: "*"): return (.comment, commentEnd(start + 2))
    case UInt8(ascii: ";"): return (.semicolon, start + 1)
    case UInt8(ascii: "'"): return (.text, quoteEnd(start))
    case UInt8(ascii: "\""), UInt8(ascii: "`"): return (.name, quoteEnd(start))
    case UInt8(ascii: "["): return (.name, closed(by: UInt8(ascii: "]"), from: start + 1))
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      return next == UInt8(ascii: "'") ? (.blob, quoteEnd(start + 1)) : (.word, wordEnd(start))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return (.number, numberEnd(start))
    case UInt8(ascii: ".") where Self.isDigit(next): return (.number, numberEnd(start))
    case let first where Self.isInWord(first): return (.word, wordEnd(start))
    default: return (.symbol, symbolEnd(start))
    }
  }

  private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  private func closed(by last: UInt8, from start: Int) -> Int {
    var end = start
    while end < bytes.count && bytes[end] != last { end += 1 }
    return min(end + 1, bytes.count)
  }

  private func lineEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count && bytes[end] != 0x0a { end += 1 }
    return end
  }

  private func commentEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count {
      if bytes[end] == UInt8(ascii: "*") && byte(end + 1) == UInt8(ascii: "/") { return end + 2 }
      end += 1
    }
    return end
  }

  /// A quote that occurs twice stands for itself.
  private func quoteEnd(_ start: Int) -> Int {
    let quote = bytes[start]
    var end = start + 1
    while end < bytes.count {
      if bytes[end] != quote {
        end += 1
      } else if byte(end + 1) == quote {
        end += 2
      } else {
        return end + 1
      }
    }
    return bytes.count
  }

  private func wordEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count && Self.isInWord(bytes[end]) { end += 1 }
    return end
  }

  private func numberEnd(_ start: Int) -> Int {
    let isHexadecimal = byte(start + 1) | 0x20 == UInt8(ascii: "x")
    var end = start
    while end < bytes.count {
      let isSign = bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-")
      if isSign {
        guard !isHexadecimal && bytes[end - 1] | 0x20 == UInt8(ascii: "e") else { break }
      } else if bytes[end] != UInt8(ascii: ".") && !Self.isInWord(bytes[end]) {
        break
      }
      end += 1
    }
    return end
  }

  private func symbolEnd(_ start: Int) -> Int {
    let (next, third) = (byte(start + 1), byte(start + 2))
    let pair = [bytes[start], next]
    if pair == Array("->".utf8) { return start + (third == UInt8(ascii: ">") ? 3 : 2) }
    return start + (Self.pairs.contains(pair) ? 2 : 1)
  }

  private static let pairs = Set(
    ["||", "<=", ">=", "<>", "!=", "==", "<<", ">>"].map { Array($0.utf8) })

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func isInWord(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || isDigit(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
  }
}
