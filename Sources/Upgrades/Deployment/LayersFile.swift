import ConfigMerge
import ObjectStore
import SystemPackage

extension LayerRule {
  /// Reads `layers.yaml`: `layers:` with a list of `path:` and `layer:` (core, brain, config, none).
  ///
  /// - Throws: ``UpgradeError/unreadableLayers(_:_:)``.
  static func read(_ bytes: [UInt8], at path: FilePath) throws(UpgradeError) -> [LayerRule] {
    let document: YAMLValue?
    do { document = try YAMLValue.read(bytes) } catch {
      throw .unreadableLayers(path, .notYAML(error))
    }
    guard let items = document?["layers"]?.items else {
      throw .unreadableLayers(path, .noList)
    }
    var rules: [LayerRule] = []
    for (number, item) in items.enumerated() {
      guard let pattern = item["path"]?.text, let name = item["layer"]?.text else {
        throw .unreadableLayers(path, .incompleteRule(number + 1))
      }
      switch name {
      case "core": rules.append(LayerRule(pattern, .core))
      case "brain": rules.append(LayerRule(pattern, .brain))
      case "config": rules.append(LayerRule(pattern, .config))
      case "none": rules.append(LayerRule(pattern, nil))
      default: throw .unreadableLayers(path, .unknownLayer(name, rule: number + 1))
      }
    }
    return rules
  }
}
