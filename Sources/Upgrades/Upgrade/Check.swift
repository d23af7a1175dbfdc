/// One thing that was looked at before or after an upgrade.
public struct Check: Encodable, Hashable, Sendable {
  public enum Result: String, Encodable, Hashable, Sendable {
    case ok, warning, failed
  }

  /// The name of the check for free space: what fails it is no damage.
  public static let space = "disk space"

  public var name: String
  public var result: Result
  /// What was found.
  public var finding: String
  /// What to do about it; empty where ``finding`` says it.
  public var advice: String

  /// Both.
  public var detail: String { advice.isEmpty ? finding : "\(finding); \(advice)" }

  public init(_ name: String, _ result: Result, _ finding: String, advice: String = "") {
    self.name = name
    self.result = result
    self.finding = finding
    self.advice = advice
  }

  private enum CodingKeys: CodingKey {
    case name, result, detail
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(result, forKey: .result)
    try container.encode(detail, forKey: .detail)
  }
}
