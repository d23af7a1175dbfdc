/// Why a text that somebody wrote is no answer to a conflict.
public enum UnusableAnswer: Error, Codable, Hashable, Sendable {
  /// There is nothing in it but blanks.
  case empty
  /// There is nothing in it but comments.
  case onlyComment
  /// A comment stands beside the value, where it would be lost.
  case commentBeside
  /// A line parts documents, and an answer is one value.
  case severalDocuments
  /// It is no value of that format. Line and column are counted from 1, in the answer.
  case unreadable(line: Int, column: Int, reason: String)
}

extension UnusableAnswer: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "it is empty; write \"\" for an empty text, and null for no value"
    case .onlyComment: "it is only a comment; if it is meant as text, put it in quotation marks"
    case .commentBeside:
      "a comment beside or below the value would be lost; leave it out or, if it is meant as text, "
        + "put all of it in quotation marks"
    case .severalDocuments: "a line in it, --- or ..., separates documents; give one value"
    case .unreadable(let line, let column, let reason):
      "it cannot be read (line \(line), column \(column): \(reason)); give a value as the file would "
        + "have it"
    }
  }
}

extension UnusableAnswer {
  /// `nil` where the text is an answer to a conflict between these two.
  init?(_ text: String, local: Element?, upgrade: Element?, format: ConfigFormat) {
    do throws(UnusableAnswer) {
      _ = try WrittenValue(text, format: format, between: local, upgrade)
      return nil
    } catch { self = error }
  }
}

extension WrittenValue {
  init(
    _ answer: String, format: ConfigFormat, between local: Element?, _ upgrade: Element?
  ) throws(UnusableAnswer) {
    let hasOnlyScalars = [local, upgrade].compactMap(\.self).allSatisfy { $0.value.text != nil }
    try self.init(answer, format: format, isScalarPlace: hasOnlyScalars)
  }
}

extension ThreeWayMerge {
  /// A value that somebody wrote as the answer to a conflict; `nil` if it is none.
  func written(_ text: String, local: Element?, upgrade: Element?) -> IncomingElement? {
    try? WrittenValue(text, format: self.local.format, between: local, upgrade).incoming
  }
}
