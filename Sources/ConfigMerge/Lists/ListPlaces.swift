/// What the places of scalars in three lists say: the ends of a range, the parts of a colour.
///
/// Taken as a set, such a list would lose an end, or have its ends the wrong way round.
struct ListPlaces {
  var base: [Node]
  var local: [Node]
  var upgrade: [Node]

  /// How a list of scalars is merged.
  enum Meaning {
    /// By the values that come and go, in order.
    case set
    /// Every place by itself.
    case places
  }

  /// What a list is, by its merge as a set; `nil` where that has no right outcome.
  ///
  /// Where all sides have as many values and both changed some, a merge of every place must give the
  /// same values, and what all sides have in ascending or descending order must stay so. Two different
  /// orders of the same values have no merge.
  func meaning(of set: [Node]) -> Meaning? {
    if isSame(local, base) || isSame(upgrade, base) || isSame(local, upgrade) { return .set }
    if haveTwoOrders { return nil }
    guard local.count == base.count, upgrade.count == base.count else { return .set }
    guard let placed, placed.count == set.count, keepsOrder(in: placed),
      Set(placed.map { ElementName($0) }) == Set(set.map { ElementName($0) })
    else { return nil }
    return isSame(placed, set) ? .set : .places
  }

  /// Whether values that ascend on all sides, or descend on all, still do.
  private func keepsOrder(in result: [Node]) -> Bool {
    let sides = [base, local, upgrade]
    if sides.allSatisfy({ NumberedText.areAscending($0) }) {
      return NumberedText.areAscending(result)
    }
    if sides.allSatisfy({ NumberedText.areAscending($0.reversed()) }) {
      return NumberedText.areAscending(result.reversed())
    }
    return true
  }

  private func isSame(_ left: [Node], _ right: [Node]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
  }

  /// Every place merged by itself; `nil` where both changed one.
  private var placed: [Node]? {
    var values: [Node] = []
    for index in base.indices {
      let (b, l, u) = (base[index], local[index], upgrade[index])
      if l.isSame(as: b) {
        values.append(u)
      } else if u.isSame(as: b) || u.isSame(as: l) {
        values.append(l)
      } else {
        return nil
      }
    }
    return values
  }

  /// Whether both moved what all three have, and not alike.
  private var haveTwoOrders: Bool {
    let names = [base, local, upgrade].map { $0.map { ElementName($0) } }
    let common = names.map(Set.init).reduce(Set(names[0])) { $0.intersection($1) }
    let orders = names.map { $0.filter(common.contains) }
    return orders[0] != orders[1] && orders[0] != orders[2] && orders[1] != orders[2]
  }
}

/// Texts compared by the numbers in them: `08:00` is before `17:30`.
private enum NumberedText {
  /// Whether all begin with a number, and none is below the one before it.
  static func areAscending(_ values: [Node]) -> Bool {
    let parts = values.map { numbers(in: $0.text ?? "") }
    return parts.allSatisfy { !$0.isEmpty }
      && zip(parts, parts.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
  }

  /// The numbers in a text that begins with one; none in any other.
  private static func numbers(in text: String) -> [Double] {
    guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "-") }), first.isDigit else {
      return []
    }
    if let number = Double(text) { return [number] }
    return text.split { !$0.isASCII || !($0.isNumber || $0 == ".") }.compactMap { Double($0) }
  }
}
