package import Upgrades

extension DoctorReport {
  package var text: String {
    Text.table(checks.map { [$0.result.rawValue, $0.name.rawValue, $0.detail] })
  }
}
