extension ParsedText {
  /// The bytes of a range without the comments and trailing commas that `features` does not have.
  ///
  /// - Parameters:
  ///   - comma: The comma of an element that may be the last one elsewhere, and may not be here.
  ///   - isCommaKept: Whether that one stays, whatever `features` has.
  func reduced(
    _ range: Range<Int>, to features: JSONFeatures, comma: Int? = nil, isCommaKept: Bool = true
  ) -> [UInt8] {
    var reduced: [UInt8] = []
    var index = token(at: range.lowerBound)
    while index < tokens.count, start(ofToken: index) < range.upperBound {
      let place = start(ofToken: index)
      if tokens[index].kind == .comment,
        !features.contains(jsonComment(atToken: index).feature)
      {
        index = leaveOut(comment: index, upTo: range.upperBound, &reduced)
        continue
      }
      let isDropped =
        bytes[place] == UInt8(ascii: ",")
        && (place == comma
          ? !isCommaKept : !features.contains(.trailingCommas) && isTrailingComma(token: index))
      if !isDropped { reduced += bytes[place..<tokens[index].end] }
      index += 1
    }
    return reduced
  }

  /// Leaves a comment out, with its line where there is nothing else on it, and with the blanks on one
  /// side of it elsewhere. Returns the token to go on with.
  private func leaveOut(comment index: Int, upTo end: Int, _ reduced: inout [UInt8]) -> Int {
    var next = index + 1
    if next < tokens.count, tokens[next].kind == .blanks { next += 1 }
    let isAtEnd = start(ofToken: next) >= end || tokens[next].kind == .lineBreak
    let content = reduced.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? 0
    let isFirst = content == 0 || reduced[content - 1].isLineBreak
    if isAtEnd || (next == index + 1 && tokens[next].kind == .indicator) {
      reduced.removeSubrange(content...)
    }
    return isAtEnd && isFirst && start(ofToken: next) < end ? next + 1 : next
  }

  /// Whether a token is a comma with a closing bracket as the next thing after it.
  func isTrailingComma(token index: Int) -> Bool {
    guard bytes[start(ofToken: index)] == UInt8(ascii: ",") else { return false }
    var next = index + 1
    while next < tokens.count, tokens[next].kind.isSpace { next += 1 }
    guard next < tokens.count else { return false }
    return "]}".utf8.contains(bytes[start(ofToken: next)])
  }
}
