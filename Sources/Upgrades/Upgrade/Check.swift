/// One thing that was looked at before or after an upgrade.
public struct Check: Encodable, Hashable, Sendable {
  public enum Result: String, Encodable, Hashable, Sendable {
    case ok, warning, failed
  }

  /// The name of the check for free space: what fails it is no damage.
  public static let space = "disk space"

  public var name: String
  public var result: Result
  /// What was found, and what to do about it.
  public var detail: String

  public init(_ name: String, _ result: Result, _ detail: String) {
    self.name = name
    self.result = result
    self.detail = detail
  }
}
