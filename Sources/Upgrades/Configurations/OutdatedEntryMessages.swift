/// What is said of entries of the user's own that are made as the release's were before.
extension UpgradePlan {
  /// One warning for each such entry.
  var structureChecks: [Check] {
    config.flatMap { file in
      file.outdated.map { Check(Check.structure, .warning, $0.sentence(in: file.path)) }
    }
  }
}

extension Check {
  /// The name of the check for entries that are made in an old way.
  public static let structure = "configuration structure"
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

  /// What is wrong with it, as the end of a sentence.
  public var finding: String {
    func list(_ keys: [String]) -> String { keys.map { "`\($0)`" }.joined(separator: ", ") }
    return [
      missing.isEmpty ? nil : "it lacks \(list(missing))",
      dropped.isEmpty
        ? nil : "it has \(list(dropped)), which the release's have no more",
    ].compactMap(\.self).joined(separator: " and ")
  }

  /// A whole sentence about it, which ends with what to do.
  func sentence(in file: String) -> String {
    let noun = Words.singular(parts.container)
    return "your custom \(noun.isEmpty ? "entry" : noun) `\(parts.name)` in \(file) uses the old "
      + "structure: \(finding); 'cortex config validate \(parts.name)' looks at it again"
  }
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
