import FileEffects
package import Upgrades

extension UpgradePlan {
  /// Every core file that the user edited: what becomes of it, what shows the edit, and what puts it back.
  package func coreText(verbose: Bool) -> String {
    guard !core.isEmpty else { return "" }
    let shown = verbose ? core : Array(core.prefix(Self.shownCoreFiles))
    var text = "Core files that you edited (your edits stay in the store):\n"
    for file in shown {
      text += "  \(Spelling.line(file.path)): \(Spelling.line(file.words))\n"
      if let see = file.see {
        text += "    \(dryRun ? "to see your edits afterwards" : "to see your edits"): '\(see)'\n"
      }
      if let restore = file.restore {
        text += "    to put yours back: '\(restore)'\n"
      }
    }
    if core.count > shown.count {
      text += "  … and \(core.count - shown.count) more (--verbose shows all)\n"
    }
    if dryRun, core.contains(where: { $0.resolution == .replaced && $0.reason == nil }) {
      text += "  --core merge merges them line by line, --core keep keeps yours.\n"
    }
    return text
  }

  private static var shownCoreFiles: Int { 5 }

  /// Which they are, and what becomes of them, counted: `1 merged, 2 replaced`.
  var coreWords: String? {
    let counts = CoreFile.Resolution.allCases.compactMap { resolution in
      let number = core.count { $0.resolution == resolution }
      return number > 0 ? "\(number) \(resolution.rawValue)" : nil
    }
    if counts.isEmpty { return nil }
    return Text.places(core.map(\.path)) + " (\(counts.joined(separator: ", ")))"
  }
}
