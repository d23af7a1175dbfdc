import ConfigMerge
import FileEffects
import ObjectStore

/// Which of a release's configurations are not as it ships them, since the user changed them.
struct CustomizedConfigurations: Hashable {
  /// The paths of all that the release ships.
  var all: Set<String>
  /// Those that the user changed, or took away.
  var changed: Set<String>

  init(all: Set<String>, changed: Set<String>) {
    self.all = all
    self.changed = changed
  }

  /// By the shipped file and the one in place.
  init(_ shipped: Listing, _ present: Listing, _ rules: [LayerRule]) {
    (all, changed) = ([], [])
    for item in shipped.leaves {
      let rule = rules.rule(for: item.path)
      if let rule, rule.layer == nil { continue }
      guard (rule?.layer ?? item.entry.layer) == .config else { continue }
      let name = item.path.description
      all.insert(name)
      if present[item.path].leaf.map({ !$0.hasSameContents(as: item.entry) }) ?? true {
        changed.insert(name)
      }
    }
  }

  /// The field `customizations` with them in it, in the form that it has: a list of paths, or an object
  /// whose keys are paths. The product's own file has names of its own, as `response_templates`, with true
  /// or false: they are brought up to date. What else is there stays.
  func noted(in value: JSONValue?) -> JSONValue {
    switch value {
    case .list(let items):
      let kept = items.filter { item in
        item.text.map { !all.contains($0) || changed.contains($0) } ?? true
      }
      let new = changed.filter { !kept.contains(.text($0)) }.sorted()
      return .list(kept + new.map { .text($0) })
    case .object(var entries):
      entries.removeAll { all.contains($0.key) && !changed.contains($0.key) }
      for entry in entries where [.flag(true), .flag(false)].contains(entry.value) {
        let named = all.filter { Self.isName(entry.key, of: $0) }
        if !named.isEmpty { entries[entry.key] = .flag(!named.isDisjoint(with: changed)) }
      }
      for path in changed.sorted() { entries[path] = .flag(true) }
      return .object(entries)
    default:
      return .object(changed.sorted().map { JSONValue.Entry($0, .flag(true)) })
    }
  }

  /// Whether a key, as `operations`, stands for the configuration, as `cortex-brain/operations-config.yaml`.
  private static func isName(_ key: String, of path: String) -> Bool {
    let file = path.split(separator: "/").last ?? ""
    let stem = file.split(separator: ".").first ?? ""
    let words = stem.split(whereSeparator: { "-_".contains($0) })
    let wanted = key.split(whereSeparator: { "-_".contains($0) })
    guard !wanted.isEmpty, words.count >= wanted.count else { return false }
    return words.indices.contains { words[$0...].starts(with: wanted) }
  }
}
