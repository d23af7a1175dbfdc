/// Compares the result with the decisions: a wrong file is never handed out.
enum MergeCheck {
  /// The first path at which the parsed result differs from the decisions about its documents, in their
  /// order; `nil` if there is none.
  static func difference(
    _ result: ParsedText, _ documents: [MergedElement], _ local: ParsedText
  ) -> ConfigPath? {
    var found = result.documents
    if found.isEmpty, documents.count == 1 { found = [.emptyDocument(at: result.bytes.count)] }
    guard found.count == documents.count else { return .root }
    for (node, mergedElement) in zip(found, documents) {
      switch mergedElement.source {
      case .new(let incoming):
        if !node.isSameDocument(as: incoming.element.value) { return mergedElement.path }
      case .local(let index, let outcome):
        if isEmptied(node, outcome, local.documents[index]) { continue }
        if let found = difference(node, outcome, local.documents[index], mergedElement.path) {
          return found
        }
      }
    }
    return nil
  }

  /// Whether nothing is left of a document, as was decided: not even brackets.
  private static func isEmptied(_ result: Node, _ outcome: Outcome, _ local: Node) -> Bool {
    guard result.isEmptyDocument, outcome.anchor == nil else { return false }
    return switch outcome.change {
    case .none: local.isUnwritten
    case .taken(let incoming): incoming.element.value.isUnwritten
    case .merged(let merged, _): merged.isEmpty
    }
  }

  private static func difference(
    _ result: Node, _ outcome: Outcome, _ local: Node, _ path: ConfigPath
  ) -> ConfigPath? {
    if let anchor = outcome.anchor, result.anchor != anchor { return path }
    switch outcome.change {
    case .none: return result.isSame(as: local) ? nil : path
    case .taken(let incoming): return result.isSame(as: incoming.element.value) ? nil : path
    case .merged(let merged, _):
      let elements = result.elements
      guard elements.count == merged.count, result.isMap == local.isMap,
        result.isList == local.isList, result.tag == local.tag
      else { return path }
      for (element, mergedElement) in zip(elements, merged) {
        switch mergedElement.source {
        case .new(let incoming):
          if !element.isSame(as: incoming.element) { return mergedElement.path }
        case .local(let index, let outcome):
          let old = local.elements[index]
          if let key = old.key, !(element.key?.isSame(as: key) ?? false) {
            return mergedElement.path
          }
          if let found = difference(element.value, outcome, old.value, mergedElement.path) {
            return found
          }
        }
      }
      return nil
    }
  }

  // MARK: Aliases

  /// An alias with what it refers to.
  private struct Binding {
    var name: String
    var target: ConfigPath
    var value: Node
  }

  /// The first name by which the result means something else than the local file and the upgrade do;
  /// `nil` if there is none. What several names in one list mean together is one side's meaning.
  static func strayAlias(
    _ result: ParsedText, _ documents: [MergedElement], _ sides: DocumentSides
  ) -> String? {
    guard result.documents.contains(where: \.hasAliases) else { return nil }
    let found = bindings(result, sides.numbers(of: documents))
    let meant = [
      bindings(sides.local, sides.numbers.local), bindings(sides.upgrade, sides.numbers.upgrade),
    ]
    for group in Dictionary(grouping: found, by: { $0.key.entry }).values {
      let isMeant = meant.contains { side in
        group.allSatisfy { path, binding in
          // A place that neither has, in a list that grew, is held against all of that name.
          let isKnown = meant.contains { $0[path] != nil }
          let candidates = isKnown ? side[path].map { [$0] } ?? [] : Array(side.values)
          return candidates.contains {
            $0.name == binding.name
              && ($0.target == binding.target || $0.value.isSame(as: binding.value))
          }
        }
      }
      if !isMeant { return group.map(\.value.name).min() }
    }
    return nil
  }

  /// What the aliases of a text refer to; `numbers` tell which documents of two texts are the same.
  private static func bindings(_ text: ParsedText, _ numbers: [Int]) -> [ConfigPath: Binding] {
    var found: [ConfigPath: Binding] = [:]
    for (document, number) in zip(text.documents, numbers) where document.hasAliases {
      var anchors: [String: (ConfigPath, Node)] = [:]
      var steps: [ConfigPath.Step] = [.document(number)]
      func walk(_ node: Node) {
        guard node.hasAliases || node.hasAnchors else { return }
        if let name = node.anchor { anchors[name] = (ConfigPath(steps: steps), node) }
        if case .alias(let name) = node.content, let (target, value) = anchors[name.string] {
          found[ConfigPath(steps: steps)] = Binding(name: name.string, target: target, value: value)
        }
        for (index, element) in node.elements.enumerated() {
          steps.append(element.key.map { .key($0.inBracketsAsKey) } ?? .index(index))
          element.key.map(walk)
          walk(element.value)
          steps.removeLast()
        }
      }
      walk(document)
    }
    return found
  }
}

extension ConfigPath {
  /// The path of the entry whose value it is in, when lists are one value.
  fileprivate var entry: ConfigPath {
    ConfigPath(
      steps: Array(
        steps.reversed().drop { if case .index = $0 { true } else { false } }.reversed()))
  }
}
