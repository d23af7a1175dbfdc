import Generations
package import Upgrades

extension SnapshotReport {
  /// The command that made the snapshot.
  package enum Origin { case initialisation, snapshot }

  /// - Parameter verbose: Says as well which files are changed, and why each has its layer.
  package func text(of origin: Origin, verbose: Bool = false) -> String {
    var text = recovered.map { "First, \($0).\n" } ?? ""
    let size = "\(Text.count(files, "file")), \(Text.bytes(bytes))"
    let release =
      version.isEmpty ? "" : ", version \(version)" + (versionSource.map { " (\($0))" } ?? "")
    text += base?.text(verbose: verbose) ?? fits?.text ?? ""
    if verbose { text += reasonText }
    if dryRun {
      return text
        + (created
          ? "Generation \(generation) would be created: \(size)\(release).\n"
          : "Nothing has changed since generation \(generation).\n")
    }
    if !created { return text + "Nothing has changed since generation \(generation).\n" }
    text +=
      "Generation \(generation) is now in force: \(size)\(release); "
      + "the store grew by \(Text.bytes(newBytes)).\n"
    if origin == .initialisation {
      text +=
        channel.map {
          "Releases come from \($0).\nNext: 'cortex check', 'cortex upgrade', or 'cortex status'.\n"
        }
        ?? "Next: 'cortex upgrade RELEASE', or 'cortex status'.\n"
    }
    return text
  }
}

extension ReleaseFit {
  package var text: String {
    "\(Words.digits(same)) of the release's \(Words.digits(total)) core files are unchanged, "
      + "\(Words.digits(edited)) edited, \(Words.digits(missing)) missing.\n"
  }
}
