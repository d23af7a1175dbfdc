import FileEffects
package import Upgrades

extension FolderRemoval {
  /// The folder's name, with how many files go.
  fileprivate var words: String {
    "\(folder.map { $0 + "/" } ?? "the top folder") (\(Words.number(files, "file")))"
  }
}

extension UpgradePlan {
  /// What an upgrade removes without a manifest that says so, without names; `nil` if it needs no consent.
  package var removalWords: String? {
    guard !removals.isEmpty else { return nil }
    let count = removals.reduce(0) { $0 + $1.files }
    return
      "\(Words.digits(count)) of \(Words.number(coreCount, "core file")) \(count == 1 ? "is" : "are") no longer "
      + "in the release, and its manifest does not say so"
  }

  /// The folders that they are in, at most `limit` of them by name.
  package func removalFolders(limit: Int) -> [String] {
    let rest = removals.count - limit
    if rest <= 0 { return removals.map(\.words) }
    let files = removals.dropFirst(limit).reduce(0) { $0 + $1.files }
    return removals.prefix(limit).map(\.words)
      + ["\(Words.number(rest, "more folder")) (\(Words.number(files, "file")))"]
  }
}
