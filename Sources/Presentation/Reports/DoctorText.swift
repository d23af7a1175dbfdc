package import Upgrades

extension DoctorReport {
  package var text: String { Self.text(checks) }

  /// What is not as it should be alone.
  package var problems: String { Self.text(checks.filter { $0.result != .ok }) }

  private static func text(_ checks: [Check]) -> String {
    Text.table(checks.map { [$0.result.rawValue, $0.name.rawValue, $0.detail] })
  }
}
