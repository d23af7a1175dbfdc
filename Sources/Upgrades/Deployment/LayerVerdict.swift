import FileEffects
public import ObjectStore

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

/// Files that have one layer for one reason.
public struct LayerGroup: Hashable, Sendable {
  public var layer: Layer
  public var reason: LayerReason
  public var paths: [String]

  package init(layer: Layer, reason: LayerReason, paths: [String]) {
    (self.layer, self.reason, self.paths) = (layer, reason, paths)
  }
}

extension Layers {
  /// As ``verdict(on:)``, with the rule behind what a release ships, and with what counts whatever the
  /// rules say.
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

extension Deployment {
  /// Why each file of a deployment without generations has its layer; `release` is the one that it was
  /// installed from.
  func layerGroups(of listing: Listing, release: Listing?) throws -> [LayerGroup] {
    let rules = try layers(current: nil, nil, release: release, nil)
    var groups: [LayerGroup] = []
    var places: [LayerVerdict: Int] = [:]
    for item in listing.leaves {
      let verdict = try rules.explanation(
        of: item.path, isDatabase: item.entry.kind == .database)
      guard let layer = verdict.layer else { continue }
      let place = places[verdict] ?? groups.count
      if place == groups.count {
        groups.append(LayerGroup(layer: layer, reason: verdict.reason, paths: []))
        places[verdict] = place
      }
      groups[place].paths.append(item.path.description)
    }
    return groups
  }
}

/// Trees that know the layers of paths, and what they are a reason for.
struct KnownTrees {
  var trees: StoredTrees
  var reason: LayerReason
}
