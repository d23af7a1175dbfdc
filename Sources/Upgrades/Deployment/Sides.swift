import FileEffects
import ObjectStore

/// What the three sides of a change of the deployment have.
struct Sides<Side> {
  /// What the user's work started from: the installed release, or the generation in force.
  var base: Side
  /// The deployment now.
  var local: Side
  /// The target: the new release, or the generation to go to.
  var target: Side

  func map<Other>(_ transform: (Side) throws -> Other) rethrows -> Sides<Other> {
    Sides<Other>(
      base: try transform(base), local: try transform(local), target: try transform(target))
  }
}

extension Sides<Entry?> {
  var all: [Entry?] { [base, local, target] }
  var leaves: Sides { map(\.leaf) }
  var folders: Sides { map(\.folder) }
}
