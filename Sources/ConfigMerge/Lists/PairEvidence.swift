/// What speaks for two items being the same one, and what against it; in the weights of ``MapLikeness``.
struct PairEvidence {
  enum Verdict: Hashable {
    case same
    /// They may be the same item, and may not: nobody merges inside of them.
    case doubtful
    case different
  }

  /// The weight of values that are equal in both, or nearly so, and of the others.
  var agreement: Int
  var contradiction: Int
  /// What both have that no other item has, and the most that speaks for another pair with one of them.
  var score: Int
  var bestRival: Int
  /// Whether they are in the same place.
  var isSamePlace = false
  /// Whether a name, and nothing besides it, is what they have in common.
  var isNameOnly = false
  /// Whether both have a name or number, and the same.
  var hasSameIdentity = false
  /// Whether both are new, each on its side: then they are one only by their names, or where most is
  /// equal.
  var areAdded = false

  var verdict: Verdict {
    if areAdded, !hasSameIdentity, agreement <= contradiction { return .different }
    let agreement = agreement + (isSamePlace ? MapLikeness.place : 0)
    if agreement >= contradiction, !isNameOnly, score >= 2 * bestRival { return .same }
    return agreement * 2 >= contradiction && score >= MapLikeness.text ? .doubtful : .different
  }
}
