import ConfigMerge
import ObjectStore
import SystemPackage

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
