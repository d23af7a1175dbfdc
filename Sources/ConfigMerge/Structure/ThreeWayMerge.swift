/// Decides, key by key, what becomes of a local file: pure, and nothing is written.
///
/// The rule for one value: what only one side changed is taken from it; what both changed alike is
/// there already; what both changed differently is a conflict. It is used on the smallest values for
/// which it has a meaning.
struct ThreeWayMerge {
  /// How a conflict is answered, inside: also by what the base had, to show it.
  enum Answer {
    case given(Resolution)
    case base
  }

  /// Why a decision cannot be carried out in the text as it is.
  struct Refusal {
    var kind: MergeConflict.Kind
    var reason: String
  }

  let base: ParsedText?
  let local: ParsedText
  let upgrade: ParsedText
  /// Decisions that turned out not to be possible: what is there stays, and it is a conflict.
  let refused: [ConfigPath: Refusal]
  let answer: (MergeConflict) -> Answer?

  private(set) var conflicts: [MergedFile.Decided] = []
  /// Where each conflict is.
  private(set) var places: [ConfigPath] = []
  private(set) var changes: [ConfigChange] = []
  /// The documents of the merged file, in order.
  private(set) var documents: [MergedElement] = []
  /// Why a list cannot be taken apart.
  var doubts: [ConfigPath: String] = [:]
  /// Whether there was a doubt about several items at once.
  var isInDoubt = false
  /// Names that the upgrade refers to.
  private let neededAnchors: Set<String>

  /// Decides about all documents.
  init(
    base: ParsedText?, local: ParsedText, upgrade: ParsedText,
    refused: [ConfigPath: Refusal] = [:], answer: @escaping (MergeConflict) -> Answer?
  ) {
    self.init(
      DocumentSides(base: base, local: local, upgrade: upgrade), refused: refused, answer: answer)
  }

  init(
    _ sides: DocumentSides, refused: [ConfigPath: Refusal] = [:],
    answer: @escaping (MergeConflict) -> Answer?
  ) {
    (base, local, upgrade) = (sides.base, sides.local, sides.upgrade)
    self.refused = refused
    self.answer = answer
    neededAnchors = Set(upgrade.documents.flatMap(\.aliases))
    documents = merge(sides)
  }

  // MARK: One value

  /// Decides about a value that local and upgrade both have; `nil` takes it away.
  mutating func value(
    _ base: Element?, _ local: Element, _ upgrade: Element, _ path: ConfigPath
  ) -> Outcome? {
    let (b, l, u) = (base?.value, local.value, upgrade.value)
    var outcome = Outcome.local
    if l.isSame(as: u) && !(l.isCollection && u.hasAnchors) {
      // Both have it already.
    } else if let merged = merged(b, l, u, path) {
      outcome = merged
    } else if l.isSame(as: u) {
      // It cannot be taken apart, and need not be.
    } else if let b, u.isSame(as: b) {
      note(path, .kept)
    } else if isUpgradesOwn(path, l, u) || b.map({ $0.isSame(as: l) }) ?? false {
      outcome = replaced(base, local, upgrade, path)
    } else {
      guard let answered = conflict(base, local, upgrade, path) else { return nil }
      outcome = answered
    }
    // A name that something new refers to comes along.
    if let name = u.anchor, l.anchor == nil, b?.anchor == nil, neededAnchors.contains(name) {
      if case .taken = outcome.change { return outcome }
      outcome.anchor = name
    }
    return outcome
  }

  /// The version of a configuration says which release's it is.
  private func isUpgradesOwn(_ path: ConfigPath, _ local: Node, _ upgrade: Node) -> Bool {
    path.steps == [.key("version")] && local.text != nil && upgrade.text != nil
  }

  /// Merges what is inside, where both are maps, or lists that can be taken apart.
  private mutating func merged(
    _ base: Node?, _ local: Node, _ upgrade: Node, _ path: ConfigPath
  ) -> Outcome? {
    guard local.isRegular, local.tag == upgrade.tag, refused[path] == nil else { return nil }
    let count = local.elements.count
    if local.isMap && upgrade.isMap {
      let merged = map(base.flatMap { $0.isMap ? $0 : nil }, local, upgrade, path)
      return Outcome(change: .merged(merged, count: count))
    }
    guard local.isList && upgrade.isList else { return nil }
    return list(base.flatMap { $0.isList ? $0 : nil }, local, upgrade, path)
      .map { Outcome(change: .merged($0, count: count)) }
  }

  /// Takes the upgrade's value, unless that has turned out not to be possible.
  mutating func replaced(
    _ base: Element?, _ local: Element, _ upgrade: Element, _ path: ConfigPath
  ) -> Outcome {
    if let refusal = refused[path] {
      ask(refusal.kind, path, (base, local, upgrade), choices: [.local], reason: refusal.reason)
      return .local
    }
    note(path, .replaced)
    return .taken(incoming(upgrade, of: self.upgrade))
  }

  /// `nil` where the base is wanted, and has nothing.
  mutating func conflict(
    _ base: Element?, _ local: Element, _ upgrade: Element, _ path: ConfigPath,
    reason: String = ""
  ) -> Outcome? {
    if let refusal = refused[path] {
      ask(refusal.kind, path, (base, local, upgrade), choices: [.local], reason: refusal.reason)
      return .local
    }
    let (l, u) = (local.value, upgrade.value)
    let isSameShape = l.isMap == u.isMap && l.isList == u.isList
    let canBeBoth = l.isList && u.isList && l.isRegular && !isOfPlaces(base?.value, l, u)
    let kind: MergeConflict.Kind =
      base == nil ? .bothAdded : isSameShape ? .bothChanged : .typeChanged
    let answer = ask(
      kind, path, (base, local, upgrade), choices: [.local, .upgrade] + (canBeBoth ? [.both] : []),
      suggestion: canBeBoth ? .both : .local, reason: doubts[path] ?? reason)
    switch answer {
    case .given(.upgrade): return .taken(incoming(upgrade, of: self.upgrade))
    case .given(.both) where canBeBoth: return both(local.value, upgrade.value, path)
    case .given(.text(let text)):
      return written(text, local, upgrade).map { .taken($0) } ?? .local
    case .base:
      guard let base, let text = self.base else { return nil }
      return .taken(incoming(base, of: text))
    case .given(.local), .given(.both), nil: return .local
    }
  }

  /// Whether all have as many numbers, as with the two ends of a range.
  private func isOfPlaces(_ base: Node?, _ local: Node, _ upgrade: Node) -> Bool {
    guard let base, base.isList, base.elements.count > 1 else { return false }
    return [base, local, upgrade].allSatisfy { list in
      list.elements.count == base.elements.count
        && list.elements.allSatisfy { $0.value.text?.utf8.first?.isDigit ?? false }
    }
  }

  /// All items of the local list, then the upgrade's that it has not.
  private func both(_ local: Node, _ upgrade: Node, _ path: ConfigPath) -> Outcome {
    let kept = local.elements.indices.map {
      MergedElement(source: .local($0, .local), path: path.appending(.index($0)))
    }
    let new = upgrade.elements.enumerated().filter { _, item in
      !local.elements.contains { $0.value.isSame(as: item.value) }
    }.map { index, item in
      MergedElement(
        source: .new(incoming(item, of: self.upgrade, isInFlow: upgrade.style == .flow)), path: path
      )
    }
    return Outcome(change: .merged(kept + new, count: kept.count))
  }

  // MARK: Notes

  mutating func note(_ path: ConfigPath, _ kind: ConfigChange.Kind, isCustom: Bool = false) {
    changes.append(
      ConfigChange(
        path: path.description, kind: kind, container: path.container, isCustom: isCustom))
  }

  /// Enters a conflict and returns how it is answered.
  @discardableResult
  mutating func ask(
    _ kind: MergeConflict.Kind, _ path: ConfigPath,
    _ sides: (base: Element?, local: Element?, upgrade: Element?), choices: [Resolution],
    suggestion: Resolution = .local, reason: String = ""
  ) -> Answer? {
    let values = [sides.base, sides.local, sides.upgrade].map {
      $0?.value.inBrackets(format: .json, isCanonical: true) ?? ""
    }
    let conflict = MergeConflict(
      path: path.description, kind: kind,
      base: base.flatMap { text in sides.base.map { text.side($0) } },
      local: sides.local.map { local.side($0) }, upgrade: sides.upgrade.map { upgrade.side($0) },
      identity: ([path.description] + values).joined(separator: "\0"), choices: choices,
      suggestion: suggestion, reason: reason)
    let answer = answer(conflict)
    var resolution: Resolution?
    var problem: UnusableAnswer?
    if case .given(let given) = answer {
      if case .text(let text) = given {
        // What is no value, or has no place, is no answer.
        problem = UnusableAnswer(text, sides.local, sides.upgrade, format: local.format)
        let hasPlace = sides.local != nil && choices != [.local] && kind != .duplicateKey
        if hasPlace, problem == nil { resolution = given }
      } else if choices.contains(given) {
        resolution = given
      } else if given == .both {
        // Where there are not two lists, it is the user's.
        resolution = .local
      }
    }
    conflicts.append(
      MergedFile.Decided(conflict: conflict, resolution: resolution, problem: problem))
    places.append(path)
    return answer
  }

  func incoming(_ element: Element, of text: ParsedText, isInFlow: Bool = false) -> IncomingElement
  {
    IncomingElement(text: text, element: element, isInFlow: isInFlow || text.format == .json)
  }
}

extension Element {
  /// A whole document, as if it were somebody's value.
  init(root: Node) {
    self.init(
      key: nil, value: root, start: root.start, indicatorEnd: root.start, lead: root.start,
      end: root.end)
  }
}

extension Node {
  /// The names that it refers to.
  var aliases: [String] {
    if case .alias(let name) = content { return [name.string] }
    guard hasAliases else { return [] }
    return elements.flatMap { ($0.key?.aliases ?? []) + $0.value.aliases }
  }
}
