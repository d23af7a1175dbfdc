import FileEffects
import Generations
public import Upgrades

extension NamedGeneration.Meaning: CustomStringConvertible {
  public var description: String {
    switch self {
    case .beforeUpgrade(let version): "before the upgrade to \(version)"
    case .beforeDowngrade(let version): "before the downgrade to \(version)"
    case .note(let note): note
    case .snapshot(let note): "snapshot: \(note)"
    case .kind(let kind): kind.rawValue
    }
  }
}

extension NamedGeneration: CustomStringConvertible {
  /// `5.2.0 of 2026-11-28 14:03 UTC`
  package var state: String {
    "\(version.isEmpty ? "an unknown version" : version) of \(created.words)"
  }

  /// `5.2.0 of 2026-11-28 14:03 UTC (generation 1, before the upgrade to 5.3.0)`
  public var description: String { "\(state) (generation \(number), \(meaning))" }
}
