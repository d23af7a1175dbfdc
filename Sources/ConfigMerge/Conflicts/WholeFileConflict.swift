extension MergedFile {
  /// One conflict for the file as a whole.
  static func whole(
    _ sides: MergeSides, _ answer: (MergeConflict) -> ThreeWayMerge.Answer?,
    reason: MergeReason?
  ) -> MergedFile {
    if sides.local == sides.upgrade || sides.base == sides.upgrade {
      return MergedFile(bytes: sides.local, method: .whole, reason: reason)
    }
    if sides.base == sides.local {
      return MergedFile(bytes: sides.upgrade, method: .whole, reason: reason)
    }
    func side(_ bytes: [UInt8]) -> MergeConflict.Side {
      MergeConflict.Side(line: 1, column: 1, text: "\(bytes.count) bytes")
    }
    let conflict = MergeConflict(
      path: "", kind: .wholeFile, base: sides.base.map(side), local: side(sides.local),
      upgrade: side(sides.upgrade), identity: sides.identity, choices: [.local, .upgrade],
      suggestion: .local, reason: reason)
    var (bytes, resolution): ([UInt8], Resolution?) = (sides.local, nil)
    switch answer(conflict) {
    case .given(.upgrade): (bytes, resolution) = (sides.upgrade, .upgrade)
    case .given(.text(let text)): (bytes, resolution) = (Array(text.utf8), .text(text))
    case .given: resolution = .local
    case .base: bytes = sides.base ?? sides.local
    case nil: break
    }
    return MergedFile(
      bytes: bytes, method: .whole, reason: reason,
      conflicts: [Decided(conflict: conflict, resolution: resolution)])
  }
}
