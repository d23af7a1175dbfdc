package import Upgrades

extension DoctorReport {
  package var text: String {
    Text.table(checks.map { [$0.result.rawValue, $0.name, $0.detail] })
  }
}
