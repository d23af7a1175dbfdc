/// How much two maps have in common, weighed by what each entry says about which item it is.
struct MapLikeness {
  /// The weight of equal values, or nearly equal ones.
  private(set) var agreement = 0
  /// What both have, and not alike.
  private(set) var contradiction = 0
  /// How many entries besides identities, of text or collections, are equal or nearly so.
  private var shared = 0
  /// Whether both have a name or number, and the same.
  private(set) var hasSameIdentity = false
  /// How many of them are unlike, or gone.
  private var unlike = 0

  /// `isDistinctive` tells of an entry whether no other item has its value.
  init(_ old: Node, _ new: Node, isDistinctive: (Element) -> Bool) {
    for entry in old.elements {
      guard let key = entry.key?.text else { continue }
      let weight = Self.weight(of: entry)
      let isIdentity = ListIdentity.isIdentity(key)
      let isTelling = !isIdentity && weight >= Self.text
      guard let other = new[key] else {
        if isTelling { unlike += 1 }
        continue
      }
      if isIdentity, other.isSame(as: entry.value) { hasSameIdentity = true }
      if other.isSame(as: entry.value) {
        agreement += isDistinctive(entry) ? weight : 1
        if isTelling { shared += 1 }
      } else if Self.areAlike(entry.value, other) {
        agreement += max(1, weight / 2)
        if isTelling { shared += 1 }
      } else {
        contradiction += max(weight, Self.weight(of: entry.with(other)))
        if isTelling { unlike += 1 }
      }
    }
  }

  /// Whether a name, and nothing besides it, is what the two have in common: as if it had been given to
  /// something else.
  var isNameOnly: Bool { shared == 0 && unlike > 1 }

  // MARK: Weights

  /// An entry of text, or a list or map.
  static let text = 4
  /// What a place says that is the same in both lists.
  static let place = 4

  /// What an equal entry says about whether two items are the same one.
  ///
  /// Names say most; numbers, truth values and versions move from item to item.
  static func weight(of entry: Element) -> Int {
    guard let key = entry.key?.text else { return 0 }
    let isIdentity = ListIdentity.isIdentity(key)
    return isTextOrCollection(entry.value)
      ? (isIdentity ? 3 * text : text) : (isIdentity ? text : 1)
  }

  /// Whether a value can tell one item from another by itself.
  static func isTextOrCollection(_ value: Node) -> Bool {
    guard case .scalar(let text, let isText) = value.content else { return value.isCollection }
    return isText && !isVersion(text.string)
  }

  /// Whether a text is a number in disguise: a version, a date, a time, a digest.
  private static func isVersion(_ text: String) -> Bool {
    let digits = text.utf8.drop { "vV^~<>= ".utf8.contains($0) }
    return digits.allSatisfy { $0.isDigit || ".-:+_/ ".utf8.contains($0) }
      || (text.utf8.count >= 7 && text.utf8.allSatisfy(\.isHexDigit))
  }

  /// Whether a value looks like the other, changed.
  private static func areAlike(_ old: Node, _ new: Node) -> Bool {
    switch (old.content, new.content) {
    case (.scalar(let old, isText: true), .scalar(let new, isText: true)):
      return areAlike(Array(old.string.utf8), Array(new.string.utf8))
    case (.list(let old), .list(let new)):
      let known = Set(new.map(\.value.digest))
      return old.count { known.contains($0.value.digest) } * 2 >= max(old.count, new.count)
    case (.map(let old), .map(let new)):
      let known = Set(new.map(\.name))
      return old.count { known.contains($0.name) } * 2 >= max(old.count, new.count)
    default: return false
    }
  }

  /// Whether half of the longer text is the same at both ends of it.
  private static func areAlike(_ old: [UInt8], _ new: [UInt8]) -> Bool {
    let shorter = min(old.count, new.count)
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = min(zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count, shorter - start)
    return (start + end) * 2 >= max(old.count, new.count)
  }
}

extension Element {
  /// The same key with another value.
  fileprivate func with(_ value: Node) -> Element {
    var element = self
    element.value = value
    return element
  }
}
