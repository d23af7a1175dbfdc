import ConfigMerge
package import Upgrades

/// One of the three sides of a conflict, with a word for whose it is.
package struct ConflictSide: Hashable, Sendable {
  package enum Name: String, Hashable, Sendable {
    case base, yours, release
  }

  package var name: Name
  /// Counted from 1; `nil` where the side does not have it.
  package var line: Int?
  package var text: String?

  /// The three sides, in the order in which they are shown.
  fileprivate static func all(
    _ base: (Int?, String?), _ local: (Int?, String?), _ upgrade: (Int?, String?)
  ) -> [ConflictSide] {
    [
      ConflictSide(name: .base, line: base.0, text: base.1),
      ConflictSide(name: .yours, line: local.0, text: local.1),
      ConflictSide(name: .release, line: upgrade.0, text: upgrade.1),
    ]
  }
}

extension [ConflictSide] {
  /// The values in one line each, shown where the user's and the release's differ.
  package var excerpts: [String?] {
    Excerpts.oneLine(base: self[0].text, local: self[1].text, upgrade: self[2].text)
  }

  /// The same as lines, at most `count` of each.
  package func lines(_ count: Int) -> [[String]?] {
    Excerpts.lines(
      base: self[0].text, local: self[1].text, upgrade: self[2].text, count: count)
  }
}

extension UpgradePlan.Conflict {
  package var sides: [ConflictSide] {
    // A file as a whole is on no line.
    isWholeFile
      ? ConflictSide.all((nil, base), (nil, local), (nil, upgrade))
      : ConflictSide.all((baseLine, base), (localLine, local), (upgradeLine, upgrade))
  }

  /// The three values between markers, to be edited.
  package var markedText: String {
    ConflictMarkers.text(base: base, local: local, upgrade: upgrade)
  }
}

extension AnsweredConflict {
  package var sides: [ConflictSide] {
    isWholeFile
      ? ConflictSide.all((nil, base), (nil, local), (nil, upgrade))
      : ConflictSide.all((baseLine, base), (localLine, local), (upgradeLine, upgrade))
  }

  /// Whether it is about the file as a whole.
  package var isWholeFile: Bool { kind == .known(.wholeFile) }

  /// Its outcome, in words.
  package var outcome: String {
    switch resolution {
    case .local: local == nil ? "stayed deleted" : "yours was kept"
    case .upgrade: upgrade == nil ? "deleted, as in the release" : "the release's was used"
    case .both: "both were kept"
    case .text, .abort: "your text was used: \(Words.oneLine(text ?? ""))"
    }
  }
}
