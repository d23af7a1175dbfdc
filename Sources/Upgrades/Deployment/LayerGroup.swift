import FileEffects
public import ObjectStore

/// Files that have one layer for one reason.
public struct LayerGroup: Hashable, Sendable {
  public var layer: Layer
  public var reason: LayerReason
  public var paths: [String]

  package init(layer: Layer, reason: LayerReason, paths: [String]) {
    (self.layer, self.reason, self.paths) = (layer, reason, paths)
  }
}

extension Deployment {
  /// Why each file of a deployment without generations has its layer; `release` is the one that it was
  /// installed from.
  func layerGroups(of captured: Captured, release: Listing?) throws -> [LayerGroup] {
    let rules = try layers(current: nil, nil, release: release, nil)
    var groups: [LayerGroup] = []
    var places: [LayerVerdict: Int] = [:]
    try captured.forEachLeaf { path, entry in
      let verdict = try rules.explanation(of: path, isDatabase: entry.kind == .database)
      guard let layer = verdict.layer else { return }
      let place = places[verdict] ?? groups.count
      if place == groups.count {
        groups.append(LayerGroup(layer: layer, reason: verdict.reason, paths: []))
        places[verdict] = place
      }
      groups[place].paths.append(path.description)
    }
    return groups
  }
}
