/// A three-way merge of lines that is whole or not made: nobody is asked, and there are never markers.
///
/// As `git` does it, for files that a program runs: what only one side changed is taken, and a place
/// that both changed differently leaves the whole file unmerged.
public enum CleanMerge: Hashable, Sendable {
  case merged([UInt8])
  /// In so many places both changed the same lines, or lines next to each other.
  case conflicts(Int)
  /// One of the three has a byte 0 in it.
  case noText
  /// The longest has so many bytes, and up to ``longest`` are merged.
  case tooLong(Int)

  /// How many bytes a text has at most that is merged: 16 MiB.
  public static let longest = ParsedText.maximumBytes

  /// Merges. A pure function.
  public init(base: [UInt8], local: [UInt8], upgrade: [UInt8]) {
    let sides = [base, local, upgrade]
    let length = sides.map(\.count).max() ?? 0
    if length > Self.longest {
      self = .tooLong(length)
    } else if sides.contains(where: { $0.contains(0) }) {
      self = .noText
    } else {
      let merge = LineMerge(base: base, local: local, upgrade: upgrade)
      self =
        merge.conflicts.isEmpty
        ? .merged(merge.bytes { _ in .local }) : .conflicts(merge.conflicts.count)
    }
  }
}
