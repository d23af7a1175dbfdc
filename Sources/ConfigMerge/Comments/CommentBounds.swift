/// How often each comment may be in a merged file.
///
/// A comment that the user has and the base has not is never lost, nor is one that all versions have;
/// and none occurs more often than the user has it and the upgrade adds it. Comments that are equal
/// are not told apart: they are counted.
struct CommentBounds {
  private let base: [ExactText: Int]
  private let local: [ExactText: Int]
  private let upgrade: [ExactText: Int]
  /// Whether what both have counts as what the base had.
  private let hasBase: Bool

  init(base: ParsedText?, local: ParsedText, upgrade: ParsedText) {
    self.base = base.map(Self.counts) ?? [:]
    self.local = Self.counts(local)
    self.upgrade = Self.counts(upgrade)
    hasBase = base != nil
  }

  private static func counts(_ text: ParsedText) -> [ExactText: Int] {
    var counts: [ExactText: Int] = [:]
    for comment in text.comments { counts[comment.exact, default: 0] += 1 }
    return counts
  }

  /// Whether no version has any.
  var areEmpty: Bool { base.isEmpty && local.isEmpty && upgrade.isEmpty }

  /// Whether the base has no such comment, so that what the user has of it is the user's own.
  func isOwn(_ text: ExactText) -> Bool { base[text] == nil }

  /// Whether nobody else has it: where it goes, nothing can have brought it.
  func isOnlyLocal(_ text: ExactText) -> Bool { base[text] == nil && upgrade[text] == nil }

  func isLocal(_ text: ExactText) -> Bool { local[text] != nil }

  /// Whether the user took it away, and the upgrade did not add it.
  func isDeleted(_ text: ExactText) -> Bool {
    let (base, local, upgrade) = counts(of: text)
    return local == 0 && base > 0 && upgrade <= base
  }

  private func counts(of text: ExactText) -> (base: Int, local: Int, upgrade: Int) {
    let (local, upgrade) = (local[text] ?? 0, upgrade[text] ?? 0)
    return (hasBase ? base[text] ?? 0 : min(local, upgrade), local, upgrade)
  }

  /// How often a comment has to be there at least, and may be there at most.
  func range(of text: ExactText) -> ClosedRange<Int> {
    let (base, local, upgrade) = counts(of: text)
    return max(0, local - max(0, base - upgrade))...(local + max(0, upgrade - base))
  }

  /// The comments that a merged file has lost, or has too often.
  func imbalance(of merged: ParsedText) -> CommentCare {
    var care = CommentCare()
    let counts = Self.counts(merged)
    for text in Set(local.keys).union(counts.keys) {
      let (count, range) = (counts[text] ?? 0, range(of: text))
      if count < range.lowerBound { care.kept[text] = range.lowerBound - count }
      if count > range.upperBound { care.leftOut[text] = count - range.upperBound }
    }
    return care
  }
}

/// Comments that have to stay, or must not come along, so that each is there as often as it should be.
struct CommentCare {
  /// How many of those stay that would go with what they belong to.
  var kept: [ExactText: Int] = [:]
  /// How many do not come along with new elements.
  var leftOut: [ExactText: Int] = [:]

  var isEmpty: Bool { kept.isEmpty && leftOut.isEmpty }

  mutating func keeps(_ text: ExactText) -> Bool { Self.take(text, of: &kept) }

  mutating func leavesOut(_ text: ExactText) -> Bool { Self.take(text, of: &leftOut) }

  private static func take(_ text: ExactText, of counts: inout [ExactText: Int]) -> Bool {
    guard let count = counts[text], count > 0 else { return false }
    counts[text] = count - 1
    return true
  }
}
