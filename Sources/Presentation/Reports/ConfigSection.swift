import ConfigMerge
import FileEffects
import Upgrades

/// The configurations of a plan: which are merged, and what comes of each key.
extension UpgradePlan {
  func configSection(verbose: Bool) -> String {
    func list(_ title: String, _ isListed: (ConfigFile) -> Bool) -> String {
      Text.list(
        title, config.filter(isListed).map(\.path), limit: verbose ? .max : 10, all: Self.unfolding)
    }
    let text =
      list("Taken from the release (you had not changed them)") { $0.isTaken && $0.added == 0 }
      + list("New") { $0.isTaken && $0.added > 0 }
      + list("Yours, kept (the release did not change them)", \.isLeft)
    let others = config.filter { !$0.isTaken && !$0.isLeft }
    let shown = verbose ? others : Array(others.prefix(10))
    return text + shown.map { $0.text(verbose: verbose) }.joined()
      + (others.count > shown.count
        ? "… and \(Words.number(others.count - shown.count, "more configuration")) (\(Self.unfolding))\n"
        : "")
  }
}

extension UpgradePlan.ConfigFile {
  /// Whether the release's file is used and nobody was asked.
  var isTaken: Bool { !isMerged && conflicts.isEmpty && kept == 0 }

  /// Whether it is the user's, and there was nothing to decide.
  var isLeft: Bool { !isMerged && conflicts.isEmpty && kept > 0 }

  /// What becomes of it, and of its keys; a few of them by name, or all.
  fileprivate func text(verbose: Bool) -> String {
    Spelling.line(path) + ":\n"
      + Text.indented(
        words + "\n"
          + Text.list(
            "Renamed by the release, and yours follows", renamed.map { "\($0.from) → \($0.to)" },
            limit: verbose ? .max : 6, all: UpgradePlan.unfolding)
          + keys(of: .upgrade, verbose: verbose)
          + keys(of: .local, verbose: verbose)
          + (conflicts.isEmpty
            ? "" : "Conflicts:\n" + ConfigText.blocks(conflicts, limit: verbose ? .max : 10)))
  }

  private func keys(of side: UpgradePlan.KeyChange.Side, verbose: Bool) -> String {
    Text.list(
      side == .local ? "Yours, kept" : "From the release",
      changes.filter { $0.side == side }.map(\.line), limit: verbose ? .max : 6,
      all: UpgradePlan.unfolding)
  }
}

extension UpgradePlan.KeyChange {
  /// What is done to the value, as a sign.
  private var sign: String {
    switch (before, after, kind) {
    case (nil, _?, _), (nil, nil, .added): "+"
    case (_?, nil, _), (nil, nil, .removed): "−"
    case (nil, nil, .kept): "="
    default: "~"
    }
  }

  /// The key with its values: `~ limit: 3 → 5`.
  fileprivate var line: String {
    let values = [before, after].compactMap(\.self).map { Words.oneLine($0, limit: 24) }
    return "\(sign) \(path.isEmpty ? "lines" : path)"
      + (values.isEmpty ? "" : ": " + values.joined(separator: " → "))
  }
}
