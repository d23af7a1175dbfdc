/// Entries of the user's own that are made as the release's were before.
extension UpgradePlan {
  /// One warning for each such entry.
  var structureChecks: [Check] {
    config.flatMap { file in
      file.outdated.map {
        Check(.structure, .warning, .configuration(.outdated($0, file: file.path)))
      }
    }
  }
}

extension UpgradePlan.Outdated {
  /// The name of the entry alone, without the keys above it.
  public var name: String { parts.name }

  /// `operations.my_op` is entry `my_op` of `operations`, `capabilities[id=x]` entry `x` of
  /// `capabilities`.
  private var parts: (container: String, name: String) {
    guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return ("", path) }
    let container = path[..<cut].split(separator: ".").last.map(String.init) ?? ""
    var name = path[path.index(after: cut)...]
    if path[cut] == "[" {
      if name.last == "]" { name.removeLast() }
      if let equals = name.firstIndex(of: "=") { name = name[name.index(after: equals)...] }
    }
    return (container, name.trimming("\""))
  }

  /// The key of the map or list that it is in; empty at the top.
  public var container: String { parts.container }
}

extension Substring {
  fileprivate func trimming(_ mark: Character) -> String {
    var text = self
    if text.count > 1, text.first == mark, text.last == mark {
      text.removeFirst()
      text.removeLast()
    }
    return String(text)
  }
}
