import FileEffects
import ObjectStore

/// A pattern of paths and the layer that they have; `nil` is none.
struct LayerRule: Hashable, Sendable {
  var glob: Glob
  var layer: Layer?

  init(_ pattern: String, _ layer: Layer?) {
    glob = Glob(pattern)
    self.layer = layer
  }
}

extension [LayerRule] {
  /// The rule that counts for a path: the first that matches.
  func rule(for path: RelativePath) -> LayerRule? { first { $0.glob.matches(path) } }

  /// Whether the rules say that the path is none of ours.
  func excludes(_ path: RelativePath) -> Bool {
    rule(for: path).map { $0.layer == nil } ?? false
  }
}

/// Which files are CORTEX's, and what an upgrade may do to each.
///
/// The workspace's own `layers.yaml` comes first, then what releases ship, then the default rules.
/// Core files that no known release shipped are the user's, unless no release is known at all: then
/// what lies in the core folders is looked after, so that nothing can be lost.
final class Layers: CaptureRules {
  private let workspace: [LayerRule]
  /// What releases of this deployment shipped, or are about to: of those that are in the store, their
  /// trees, and of others the paths with their layers there, and their folders. The last one's word
  /// counts.
  private let trees: [KnownTrees]
  private var shipped: [RelativePath: Layer] = [:]
  private var shippedFolders: Set<RelativePath> = []
  /// The default rules that hold here, in order.
  private let rules: [LayerRule]
  let key: ObjectID

  /// `hasBase` says whether what the installed release shipped is known.
  init(
    workspace: [LayerRule], hasBase: Bool, shippedIn listings: [Listing] = [],
    and trees: [KnownTrees] = []
  ) {
    self.workspace = workspace
    self.trees = trees
    rules =
      DefaultLayers.brainAndConfig + DefaultLayers.learnt + DefaultLayers.versionFile
      + (hasBase ? [] : DefaultLayers.core)
    // The first line stands for what is left out whatever the rules say: ``ReservedName``.
    let text =
      ["reserved names"] + (workspace + rules).map { "\($0.glob.text)\0\($0.layer?.rawValue ?? 0)" }
    key = ObjectID(of: Array(text.joined(separator: "\n").utf8))
    for item in listings.flatMap(\.items) {
      if let layer = item.entry.layer {
        shipped[item.path] = layer
        shippedFolders.insertAncestors(of: item.path)
      } else {
        shippedFolders.insert(item.path)
      }
    }
  }

  func layer(of path: RelativePath) throws -> Layer? { try verdict(on: path).layer }

  /// The layer of a path, and its source. The first source that knows the path decides.
  func verdict(on path: RelativePath) throws -> LayerVerdict {
    if let rule = workspace.rule(for: path) {
      return LayerVerdict(layer: rule.layer, reason: .workspaceRule(rule.glob.text))
    }
    if let layer = shipped[path] { return LayerVerdict(layer: layer, reason: .shipped) }
    var isShippedFolder = shippedFolders.contains(path)
    for known in trees.reversed() {
      guard let entry = try known.trees.entry(at: path) else { continue }
      if let layer = entry.layer { return LayerVerdict(layer: layer, reason: known.reason) }
      isShippedFolder = true
    }
    for rule in rules where rule.glob.matches(path) {
      return LayerVerdict(layer: rule.layer, reason: .defaultRule(rule.glob.text))
    }
    // A folder that a release ships empty is kept like the files that it ships.
    return isShippedFolder
      ? LayerVerdict(layer: .core, reason: .shippedFolder)
      : LayerVerdict(layer: nil, reason: .noRule)
  }

  func mayHold(_ folder: RelativePath) throws -> Bool {
    if shippedFolders.contains(folder) { return true }
    if try trees.contains(where: { try $0.trees.tree(at: folder) != nil }) { return true }
    // Rules are tried in order; a folder that the workspace takes out as a whole is not walked.
    for rule in workspace where rule.glob.text.hasSuffix("/**") || rule.glob.text == "**" {
      if rule.glob.matches(RelativePath.appending([UInt8(ascii: "x")], to: folder)) {
        if rule.layer != nil { return true }
        return workspace.contains { $0.layer != nil && $0.glob.mayMatch(below: folder) }
      }
    }
    return (workspace + rules).contains { $0.layer != nil && $0.glob.mayMatch(below: folder) }
  }

  /// Where the trees that know the folder have it just so, each path in it has the layer that it has
  /// there, and no other path is shipped; what the rules say without trees has not changed.
  func isSettled(_ folder: RelativePath?, as tree: ObjectID) throws -> Bool {
    guard shipped.isEmpty && shippedFolders.isEmpty else { return false }
    var isKnown = false
    for known in trees {
      guard let there = try known.trees.tree(at: folder) else { continue }
      if there != tree { return false }
      isKnown = true
    }
    return isKnown
  }

  /// The layer of a file that a release ships and no manifest speaks of.
  static func shippedLayer(of path: RelativePath, workspace: [LayerRule]) -> Layer {
    let rule = workspace.rule(for: path) ?? DefaultLayers.brainAndConfig.rule(for: path)
    return rule?.layer ?? .core
  }

  /// Whether the file lies where only CORTEX's own files should, so that without a known base it is
  /// taken for one.
  static func isInCoreFolder(_ path: RelativePath) -> Bool {
    (DefaultLayers.core + DefaultLayers.learnt).contains { $0.glob.matches(path) }
  }
}
