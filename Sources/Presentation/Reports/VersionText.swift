package import Upgrades

extension ProgramVersion {
  package var text: String {
    "cortex \(version)\n"
      + Text.table(
        libraries.map { ["  \($0.name)", $0.version ?? "not found"] }
          + [["  Swift", swift], ["  platform", platform]])
  }
}
