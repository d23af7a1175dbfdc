/// Why a text that somebody wrote is no answer to a conflict.
public enum UnusableAnswer: Error, Hashable, Sendable {
  /// There is nothing in it but blanks.
  case empty
  /// There is nothing in it but comments.
  case onlyComment
  /// A comment is beside the value, where it would be lost.
  case commentBeside
  /// A line parts documents, and an answer is one value.
  case severalDocuments
  /// It is no value of that format. Line and column are counted from 1, in the answer.
  case unreadable(line: Int, column: Int, ParseFault)
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
  /// A value that somebody wrote as the answer to a conflict; `nil` if it is not one.
  func written(_ text: String, local: Element?, upgrade: Element?) -> IncomingElement? {
    try? WrittenValue(text, format: self.local.format, between: local, upgrade).incoming
  }
}
