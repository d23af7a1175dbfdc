/// An error as people and scripts read it.
public struct Phrasing: Hashable, Sendable {
  /// What scripts tell it by.
  public var code: ErrorCode
  /// What happened: lower case, no full stop.
  public var message: String
  /// What to do about it; empty where that is not known.
  public var advice: String

  package init(_ code: ErrorCode, _ message: String, advice: String = "") {
    (self.code, self.message, self.advice) = (code, message, advice)
  }

  /// - Parameter error: One of this program's; any other has the words that it prints itself with.
  package init(_ error: any Error) {
    self = (error as? any Phrased)?.phrasing ?? Phrasing(.failed, "\(error)")
  }

  /// The advice without looking at the plan first.
  var adviceAfterReview: String {
    guard advice.hasPrefix("review "), let end = advice.firstRange(of: ", then ") else {
      return advice
    }
    return String(advice[end.upperBound...])
  }

  /// Both in one line.
  package var line: String { advice.isEmpty ? message : "\(message); \(advice)" }
}

/// An error that has a phrasing.
///
/// The modules below throw values and know no words for them. Where they note an error in a report they print
/// it, as `"\(error)"`, and what that prints is decided here.
public protocol Phrased: Error, CustomStringConvertible {
  var phrasing: Phrasing { get }
}

extension Phrased {
  public var description: String { phrasing.line }
}
