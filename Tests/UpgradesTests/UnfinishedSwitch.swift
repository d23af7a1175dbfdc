@testable import Generations

extension GenerationLog {
  /// Leaves the journal of a switch that was begun, and that changes nothing.
  func beginSwitch() throws {
    let tree = try current().tree
    try write(
      Journal(
        from: .first, to: .first, record: nil, before: tree, after: tree, direction: .forward,
        migrations: nil))
  }
}
