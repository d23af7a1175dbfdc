/// One key on the three sides of a merge, and in what the lines were merged to.
struct KeyMerge {
  var base: KeyedText.Entry?
  var local: KeyedText.Entry?
  var upgrade: KeyedText.Entry?
  var result: KeyedText.Entry?

  /// Its fault; `nil` if it equals a merge of this key alone.
  func fault(asked: LineMarks, hasOwnText: Bool, number: Int) -> KeyFault? {
    let isAsked = [(LineMerge.Side.base, base), (.local, local), (.upgrade, upgrade)]
      .contains { side, entry in entry.map { asked.touch($0.lines, of: side) } ?? false }
    let same = KeyedText.Entry.haveSameValue
    guard let shown = result ?? local ?? upgrade ?? base else { return nil }
    let isNew = base == nil && local == nil && upgrade == nil
    if isAsked || (isNew && hasOwnText) {
      if same(result, local) || same(result, upgrade) { return nil }
      if hasOwnText && number == 1 { return nil }
    } else if same(local, upgrade) || same(base, upgrade) {
      if same(result, local) { return nil }
    } else if same(base, local) {
      if same(result, upgrade) { return nil }
    } else {
      return .changedByBoth(shown)
    }
    guard result != nil else { return .lost(shown) }
    guard isNew else { return .wrong(shown) }
    return number > 1 || (shown.isHeader && shown.path.last?.instance ?? "1" != "1")
      ? .double(shown) : .strange(shown)
  }
}

/// What can be wrong with a key in a merged text.
enum KeyFault: Hashable {
  /// It occurs more often than on a side.
  case double(KeyedText.Entry)
  case changedByBoth(KeyedText.Entry)
  case lost(KeyedText.Entry)
  /// It is there, or has a value, although the side that changed it meant something else.
  case wrong(KeyedText.Entry)
  /// It is in a table in which no side has it.
  case strange(KeyedText.Entry)

  var isDouble: Bool {
    if case .double = self { true } else { false }
  }

  /// The same for people.
  var asLineFault: LineFault {
    switch self {
    case .double(let entry): .double(entry.shown)
    case .changedByBoth(let entry): .changedByBoth(entry.shown)
    case .lost(let entry): .lost(entry.shown)
    case .wrong(let entry): .wrong(entry.shown)
    case .strange(let entry): .strange(entry.shown)
    }
  }
}

extension KeyedText.Entry {
  fileprivate var shown: LineFault.Key {
    LineFault.Key(name: isHeader ? table : key, table: table, isHeader: isHeader)
  }

  /// Whether two keys have one value, or neither is there.
  fileprivate static func haveSameValue(_ first: Self?, _ second: Self?) -> Bool {
    guard let first, let second else { return first == nil && second == nil }
    return first.value == second.value
  }
}
