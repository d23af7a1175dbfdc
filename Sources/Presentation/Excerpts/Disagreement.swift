/// Where two versions of one value disagree: one place, or two where each changed another part of it.
enum Disagreement {
  /// For each of base, local and upgrade the places at which they are shown, as indexes; none for a side
  /// that is not there. `nil` where there is nothing that differs.
  ///
  /// If a side has nothing, the other one is compared with the base.
  static func places<Item: Equatable>(_ sides: [ArraySlice<Item>?]) -> [[Int]]? {
    let (base, local, upgrade) = (sides[0], sides[1], sides[2])
    guard let one = local ?? upgrade, let other = local == nil ? base : upgrade ?? base,
      one != other
    else { return nil }
    if let base, let local, let upgrade, let places = apart(base, local, upgrade) { return places }
    let first = prefix(one, other)
    // The base may be another text from an earlier place on.
    let own = base.map { min(first, max(prefix($0, one), prefix($0, other))) }
    return [own.map { [$0] } ?? [], local == nil ? [] : [first], upgrade == nil ? [] : [first]]
  }

  /// The two places where one side changed the base before the other one did; `nil` where they do not
  /// part so.
  private static func apart<Item: Equatable>(
    _ base: ArraySlice<Item>, _ local: ArraySlice<Item>, _ upgrade: ArraySlice<Item>
  ) -> [[Int]]? {
    let (ours, theirs) = (change(of: base, in: local), change(of: base, in: upgrade))
    guard let ours, let theirs else { return nil }
    let (localGrowth, upgradeGrowth) = (local.count - base.count, upgrade.count - base.count)
    let (first, second) = (ours.lowerBound, theirs.lowerBound)
    if ours.upperBound < second {
      return [[first, second], [first, second + localGrowth], [first, second]]
    }
    if theirs.upperBound < first {
      return [[second, first], [second, first], [second, first + upgradeGrowth]]
    }
    return nil
  }

  /// The part of the base that another version changed; `nil` if none.
  private static func change<Item: Equatable>(
    of base: ArraySlice<Item>, in other: ArraySlice<Item>
  ) -> Range<Int>? {
    guard base != other else { return nil }
    let start = prefix(base, other)
    let end = zip(base.dropFirst(start).reversed(), other.dropFirst(start).reversed())
      .prefix { $0 == $1 }.count
    return start..<base.count - end
  }

  private static func prefix<Item: Equatable>(
    _ one: ArraySlice<Item>, _ other: ArraySlice<Item>
  ) -> Int {
    zip(one, other).prefix { $0 == $1 }.count
  }
}
