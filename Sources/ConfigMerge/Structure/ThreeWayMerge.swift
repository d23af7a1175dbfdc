/// Decides, key by key, what becomes of a local file: pure, and nothing is written.
///
/// ``KeyDecision`` is the rule for one value. It is used on the smallest values for which it has a
/// meaning.
struct ThreeWayMerge {
  /// How a conflict is answered, inside: also by what the base had, to show it.
  enum Answer {
    case given(Resolution)
    case base
  }

  /// Why a decision cannot be carried out in the text.
  struct Refusal {
    var kind: MergeConflict.Kind
    var reason: MergeReason
  }

  let base: ParsedText?
  let local: ParsedText
  let upgrade: ParsedText
  /// Decisions that turned out to be impossible: the value stays, and it is a conflict.
  let refused: [ConfigPath: Refusal]
  let answer: (MergeConflict) -> Answer?

  var conflicts: [MergedFile.Decided] = []
  /// Where each conflict is.
  var places: [ConfigPath] = []
  private(set) var changes: [ConfigChange] = []
  /// The documents of the merged file, in order.
  private(set) var documents: [MergedElement] = []
  /// Why a list cannot be taken apart.
  var doubts: [ConfigPath: MergeReason] = [:]
  /// Whether there was a doubt about several items at once.
  var isInDoubt = false
  /// Names that the upgrade refers to.
  let neededAnchors: Set<String>

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

  /// Notes what is done about a value that only one side changed: from `before` to `after`.
  mutating func note(
    _ path: ConfigPath, _ kind: ConfigChange.Kind, _ before: Node?, _ after: Node?,
    isCustom: Bool = false
  ) {
    changes.append(
      ConfigChange(
        path: path.description, kind: kind, container: path.container, isCustom: isCustom,
        before: before?.beginning(), after: after?.beginning()))
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
