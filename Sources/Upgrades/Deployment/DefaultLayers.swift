import ObjectStore
import Releases

/// The rules where nobody says otherwise, as ``ProductLayout`` has them: ordered, the first match wins.
enum DefaultLayers {
  /// Whatever a release ships, these belong to the user or are merged.
  static let brainAndConfig =
    rules(ProductLayout.current.brain, .brain)
    + rules(ProductLayout.current.configurations, .config)

  /// Files beside shipped ones were learnt there.
  static let learnt = rules(ProductLayout.current.learnt, .brain)

  /// The product's own note of its version, in whichever place an earlier upgrade left it.
  static let versionFile = rules([ProductLayout.current.versionFile], .core)

  /// Where the product's own files are when no release says which they are.
  static let core = rules(ProductLayout.current.core, .core)

  private static func rules(_ patterns: [String], _ layer: Layer) -> [LayerRule] {
    patterns.map { LayerRule($0, layer) }
  }
}
