import Releases

extension Manifest {
  /// What a package says of an upgrade to it, where its author wrote nothing.
  var notes: [UInt8] {
    func section(_ title: String, _ items: [String]) -> String {
      items.isEmpty ? "" : "\n## \(title)\n\n" + items.map { "- \($0)\n" }.joined()
    }
    let text =
      "# CORTEX \(version)\n"
      + (date.map { "\nReleased on \($0).\n" } ?? "")
      + (upgradesFrom.isEmpty
        ? "" : "\nUpgrades from \(upgradesFrom.map(\.description).joined(separator: ", ")).\n")
      + section(
        "Breaking changes",
        breakingChanges.map { $0.what + ($0.instead.map { "; instead: \($0)" } ?? "") })
      + section("Features", features)
      + section(
        "Deprecated",
        deprecations.map { $0.what + ($0.instead.map { "; use \($0) instead" } ?? "") })
      + section(
        "Renamed keys", renamedKeys.map { "\($0.from) is now \($0.to) in \($0.file.path)" })
    return Array(text.utf8)
  }
}
