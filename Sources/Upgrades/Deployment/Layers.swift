import ConfigMerge
import FileEffects
import ObjectStore
import SystemPackage

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
  private let trees: [StoredTrees]
  private var shipped: [RelativePath: Layer] = [:]
  private var shippedFolders: Set<RelativePath> = []
  /// The default rules that hold here, in order.
  private let rules: [LayerRule]
  let key: ObjectID

  /// `hasBase` says whether what the installed release shipped is known.
  init(
    workspace: [LayerRule], hasBase: Bool, shippedIn listings: [Listing] = [],
    and trees: [StoredTrees] = []
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

  func layer(of path: RelativePath) throws -> Layer? {
    if let rule = workspace.rule(for: path) { return rule.layer }
    if let layer = shipped[path] { return layer }
    var isShippedFolder = shippedFolders.contains(path)
    for tree in trees.reversed() {
      guard let entry = try tree.entry(at: path) else { continue }
      if let layer = entry.layer { return layer }
      isShippedFolder = true
    }
    for rule in rules where rule.glob.matches(path) { return rule.layer }
    // A folder that a release ships empty is kept like the files that it ships.
    return isShippedFolder ? .core : nil
  }

  func mayHold(_ folder: RelativePath) throws -> Bool {
    if shippedFolders.contains(folder) { return true }
    if try trees.contains(where: { try $0.tree(at: folder) != nil }) { return true }
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
    for trees in trees {
      guard let there = try trees.tree(at: folder) else { continue }
      if there != tree { return false }
      isKnown = true
    }
    return isKnown
  }

  /// The layer of a file that a release ships and no manifest speaks of.
  static func shippedLayer(of path: RelativePath, workspace: [LayerRule]) -> Layer {
    for rule in workspace + DefaultLayers.brainAndConfig where rule.glob.matches(path) {
      return rule.layer ?? .core
    }
    return .core
  }

  /// Whether the file lies where only CORTEX's own files should, so that without a known base it is
  /// taken for one.
  static func isInCoreFolder(_ path: RelativePath) -> Bool {
    (DefaultLayers.core + DefaultLayers.learnt).contains { $0.glob.matches(path) }
  }
}

extension LayerRule {
  /// Reads `layers.yaml`: `layers:` with a list of `path:` and `layer:` (core, brain, config, none).
  ///
  /// - Throws: ``UpgradeError/unreadableLayers(_:reason:)``.
  static func read(_ bytes: [UInt8], at path: FilePath) throws(UpgradeError) -> [LayerRule] {
    let document: YAMLValue?
    do { document = try YAMLValue.read(bytes) } catch {
      throw .unreadableLayers(path, reason: "\(error)")
    }
    guard let items = document?["layers"]?.items else {
      throw .unreadableLayers(path, reason: "it has no list \"layers:\"")
    }
    var rules: [LayerRule] = []
    for (number, item) in items.enumerated() {
      guard let pattern = item["path"]?.text, let name = item["layer"]?.text else {
        throw .unreadableLayers(
          path, reason: "rule \(number + 1) does not have both \"path:\" and \"layer:\"")
      }
      switch name {
      case "core": rules.append(LayerRule(pattern, .core))
      case "brain": rules.append(LayerRule(pattern, .brain))
      case "config": rules.append(LayerRule(pattern, .config))
      case "none": rules.append(LayerRule(pattern, nil))
      default:
        throw .unreadableLayers(
          path,
          reason: "rule \(number + 1) has the layer \"\(name)\"; "
            + "there are core, brain, config and none")
      }
    }
    return rules
  }
}
