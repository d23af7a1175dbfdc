/// A finding or a warning as people and scripts read it.
public struct Wording: Hashable, Sendable {
  /// What was found: lower case, no full stop.
  public var finding: String
  /// What to do about it; empty where there is nothing to do, or nobody knows what.
  public var advice: String

  package init(_ finding: String, advice: String = "") {
    (self.finding, self.advice) = (finding, advice)
  }

  /// Both in one line.
  package var line: String { advice.isEmpty ? finding : "\(finding); \(advice)" }
}

/// A fact that has a wording.
///
/// The modules below make values and know no words for them. Where they note one in a report they print it, as
/// `"\(finding)"`, and what that prints is decided here; as for errors, see ``Phrased``.
public protocol Worded: CustomStringConvertible {
  var wording: Wording { get }
}

extension Worded {
  public var description: String { wording.line }
}
