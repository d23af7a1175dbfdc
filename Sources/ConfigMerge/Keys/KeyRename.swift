/// A key that a release calls otherwise, or has elsewhere in the same file.
public struct KeyRename: Hashable, Sendable {
  let from: KeyPattern
  let to: KeyPattern

  /// `nil` where a text names no key, or nobody could say what a star in `to` stands for.
  public init?(from: String, to: String) {
    guard let from = KeyPattern(from), let to = KeyPattern(to), from != to else { return nil }
    func stars(_ pattern: KeyPattern) -> Int { pattern.steps.count { $0 == .any } }
    guard stars(from) == stars(to) else { return nil }
    switch to.steps.last {
    case .key, .any: (self.from, self.to) = (from, to)
    default: return nil
    }
  }

  /// Where a key goes that is at `match`.
  func target(of match: KeyMatch) -> ConfigPath? {
    var stars = match.stars[...]
    let steps: [ConfigPath.Step?] = zip(to.steps, 0...).map { step, index in
      switch step {
      case .key(let key): return .key(key)
      case .any: return stars.popFirst()
      case .identity(let key, let value): return .identity(key: key, value: value)
      // Which item is meant, the way from the top says.
      case .item: return index < match.path.steps.count ? match.path.steps[index] : nil
      }
    }
    guard !steps.contains(nil), case .key?? = steps.last else { return nil }
    return ConfigPath(steps: steps.compactMap(\.self))
  }
}

/// A key that a text had, and where it has it now.
public struct FollowedKey: Hashable, Sendable {
  public var from: String
  public var to: String

  public init(from: String, to: String) { (self.from, self.to) = (from, to) }
}

extension MergeSides {
  /// The sides with the release's own names for keys that it renamed: what the user made of one is merged with
  /// what the release has under its new name.
  ///
  /// Every other byte stays. A key that cannot be renamed without a doubt (its new name is taken, or the text
  /// has no structure) stays where it is, and is a conflict as any that the release no longer has.
  /// - Returns: The sides, and the keys of the user's that follow.
  public func following(_ renames: [KeyRename]) -> (sides: MergeSides, followed: [FollowedKey]) {
    if renames.isEmpty { return (self, []) }
    var sides = self
    var followed: [FollowedKey] = []
    for rename in renames {
      let local = RenamedText(sides.local, rename, format)
      sides.local = local.bytes
      // Where the user's could not follow, the base keeps the old name, too: else nobody would be asked.
      let base = sides.base.map { RenamedText($0, rename, format, sparing: local.stayed) }
      sides.base = base?.bytes
      // What is as it was shipped is nothing of the user's.
      followed += local.followed.filter { base?.values[$0.from] != local.values[$0.from] }
    }
    return (sides, followed)
  }
}
