import FileEffects
import ObjectStore

/// The layer of a path, and its reason.
struct LayerVerdict: Hashable, Sendable {
  /// `nil` if the path is not managed.
  var layer: Layer?
  var reason: LayerReason
}

/// Why a path has its layer.
public enum LayerReason: Hashable, Sendable {
  /// A rule of the workspace's `layers.yaml`, with its pattern.
  case workspaceRule(String)
  /// A release ships it: the one installed, or one that is about to be.
  case shipped
  /// A release ships it, and a rule for what releases ship decides, with its pattern.
  case shippedByRule(String)
  /// The generation in force holds it.
  case held
  /// A rule that holds where nobody says otherwise, with its pattern.
  case defaultRule(String)
  /// A release ships a folder of that name.
  case shippedFolder
  /// It is a database: those are brain whatever the rules say.
  case database
  /// It is where version control or `cortex` keeps its own records.
  case reserved
  /// Nothing does.
  case noRule
}

extension Layers {
  /// As ``verdict(on:)``, with the rule behind a file that a release ships, and with the layers that no
  /// rule can change.
  func explanation(of path: RelativePath, isDatabase: Bool) throws -> LayerVerdict {
    if path.isReserved { return LayerVerdict(layer: nil, reason: .reserved) }
    var verdict = try self.verdict(on: path)
    if verdict.reason == .shipped, let rule = DefaultLayers.brainAndConfig.rule(for: path),
      rule.layer == verdict.layer
    {
      verdict.reason = .shippedByRule(rule.glob.text)
    }
    guard verdict.layer != nil, isDatabase else { return verdict }
    return LayerVerdict(layer: .brain, reason: .database)
  }
}

/// Trees that know the layers of paths, and what they are a reason for.
struct KnownTrees {
  var trees: StoredTrees
  var reason: LayerReason
}
