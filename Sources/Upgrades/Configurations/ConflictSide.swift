import ConfigMerge
public import Generations
public import ObjectStore

/// One of the three sides of a conflict, with a word for whose it is.
public struct ConflictSide: Hashable, Sendable {
  /// base, yours, or release.
  public var name: String
  /// Counted from 1; `nil` where the side does not have it.
  public var line: Int?
  public var text: String?

  /// The three sides, in the order in which they are shown.
  fileprivate static func all(
    _ base: (Int?, String?), _ local: (Int?, String?), _ upgrade: (Int?, String?)
  ) -> [ConflictSide] {
    [
      ConflictSide(name: "base", line: base.0, text: base.1),
      ConflictSide(name: "yours", line: local.0, text: local.1),
      ConflictSide(name: "release", line: upgrade.0, text: upgrade.1),
    ]
  }
}

extension [ConflictSide] {
  /// The values in one line each, shown where the user's and the release's differ.
  public var excerpts: [String?] {
    Excerpts.oneLine(base: self[0].text, local: self[1].text, upgrade: self[2].text)
  }

  /// The same as lines, at most `count` of each.
  public func lines(_ count: Int) -> [[String]?] {
    Excerpts.lines(
      base: self[0].text, local: self[1].text, upgrade: self[2].text, count: count)
  }
}

extension UpgradePlan.Conflict {
  public var sides: [ConflictSide] {
    // A file as a whole is on no line.
    isWholeFile
      ? ConflictSide.all((nil, base), (nil, local), (nil, upgrade))
      : ConflictSide.all((baseLine, base), (localLine, local), (upgradeLine, upgrade))
  }

  /// The three values between markers, to be edited.
  public var markedText: String {
    ConflictMarkers.text(base: base, local: local, upgrade: upgrade)
  }
}

extension AnsweredConflict {
  public var sides: [ConflictSide] {
    isWholeFile
      ? ConflictSide.all((nil, base), (nil, local), (nil, upgrade))
      : ConflictSide.all((baseLine, base), (localLine, local), (upgradeLine, upgrade))
  }

  /// Whether it is about the file as a whole.
  public var isWholeFile: Bool { kind == MergeConflict.Kind.wholeFile.rawValue }

  /// What became of it, for people.
  public var outcome: String {
    switch resolution {
    case .local: local == nil ? "it stayed deleted" : "yours stayed"
    case .upgrade: upgrade == nil ? "it was deleted, as in the release" : "the release's was taken"
    case .both: "both were kept"
    case .text, .abort: "your text was taken: \(Words.oneLine(text ?? ""))"
    }
  }
}

extension UpgradePlan {
  /// For every conflict that nothing is decided about, what an automatic merge answers; a file as a
  /// whole stays the user's.
  public var suggestedAnswers: [ObjectID: ConflictAnswer] {
    var answers: [ObjectID: ConflictAnswer] = [:]
    for conflict in config.flatMap(\.conflicts) where !conflict.isDecided {
      answers[conflict.identity] = conflict.suggestedAnswer
    }
    for conflict in conflicts where conflict.resolution == .abort {
      answers[conflict.identity] = .local
    }
    return answers
  }
}
