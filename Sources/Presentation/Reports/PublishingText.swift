import FileEffects
import Generations
import Releases
package import Upgrades

extension ReleaseBuildReport {
  package var text: String {
    let names = packages.map { RelativePath.text(of: Array($0.path.utf8)) }
    let rows = packages.enumerated().map { index, package in
      [
        "  " + names[index], Text.bytes(package.bytes), Text.count(files[index], "file"),
        index == 1 ? "saves \(Text.bytes(saving)) (\(percent) %)" : "",
      ]
    }
    return "\(dryRun ? "Would build" : "Built") CORTEX \(version), \(Text.bytes(bytes)) unpacked:\n"
      + Text.table(rows)
      + "Beside them: \(documents.joined(separator: ", ")).\n"
      + (dryRun
        ? ""
        : "Next, sign it: 'cortex release sign -s KEY \(Spelling.shellWord(list))'.\n")
  }

  private var percent: UInt64 {
    guard let full = packages.first?.bytes, full > 0 else { return 0 }
    return saving * 100 / full
  }
}

extension ReleaseInspection {
  package func text(verbose: Bool) -> String {
    var rows = [
      ["Version", (version ?? "unknown") + (versionSource.map { " (\($0))" } ?? "")],
      ["Package", package.map { "\($0.rawValue)" } ?? "not built by cortex"],
    ]
    if let date { rows.append(["Date", date]) }
    rows.append([
      "Files",
      "\(Words.digits(files)), \(Text.bytes(bytes))"
        + (packedBytes.map { " (packed \(Text.bytes($0)))" } ?? ""),
    ])
    for (name, part) in [("core", layers.core), ("brain", layers.brain), ("config", layers.config)]
    where part.files > 0 {
      rows.append(["  \(name)", "\(Words.digits(part.files)), \(Text.bytes(part.bytes))"])
    }
    if removed > 0 { rows.append(["Removed", Text.count(removed, "file")]) }
    if !upgradesFrom.isEmpty {
      rows.append(["Upgrades from", upgradesFrom.joined(separator: ", ")])
    }
    if !bases.isEmpty { rows.append(["Knows the files of", bases.joined(separator: ", ")]) }
    rows += checksums.map { ["Digests", "\($0)"] }
    if let signedBy {
      rows.append(["Signed by", "\(signedBy), not checked: 'cortex release verify' does"])
    }
    return Text.table(rows)
      + Text.list("Migrations", migrations, limit: verbose ? .max : 20)
      + Text.list(
        "Breaking changes", breaking.map(\.words), limit: verbose ? .max : 20)
      + Text.list(
        "Deprecated", deprecations.map(\.words),
        limit: verbose ? .max : 20)
      + Text.list(
        "Renamed keys", renamedKeys.map(\.words), limit: verbose ? .max : 20)
      + Text.list("Features", features, limit: verbose ? .max : 20)
  }
}

extension CreatedKeys {
  package var text: String {
    """
    Created key \(key): \(secretKeyFile) signs, \(publicKeyFile) verifies.
    \(encrypted ? "The passphrase cannot be recovered." : "The secret key is not encrypted: keep it where only you can read it.") Publish this:
      \(publicKey)

    """
  }
}

extension SigningReport {
  package var text: String {
    signed.map { "Signed \($0.file) with key \(key): \($0.signature)\n" }.joined()
  }
}

extension ReleaseVerification {
  package var text: String {
    guard ok else {
      return "\(path) does not verify:\n" + problems.map { "  \($0)\n" }.joined()
    }
    return "\(path) is what key \(key) signed.\n"
      + (trustedComment.map { "  \(Spelling.line($0.replacing("\t", with: "  ")))\n" } ?? "")
      + (expires.map { "  \(expired ? "expired" : "expires") on \($0.dateText)\n" } ?? "")
  }

}

extension SignedVerification {
  package func text(verbose: Bool) -> String {
    let signed = "Key \(key) signed release \(version).\n"
    guard !ok else {
      return signed
        + "All \(Words.number(files, "core file")) of generation \(generation) are as signed.\n"
    }
    return signed + Text.files("Different from what was signed", differing, verbose: verbose)
      + Text.files("Missing", missing, verbose: verbose)
      + "\(Words.digits(files - differing.count - missing.count)) of \(Words.number(files, "core file")) "
      + "of generation \(generation) are as signed.\n"
  }
}

extension KeyList {
  package var text: String {
    keys.isEmpty
      ? "No key is trusted: releases need not be signed. 'cortex key add FILE' changes that.\n"
      : Text.table(keys.map { [$0.id, $0.publicKey] })
  }
}

extension KeyChange: Proposal {
  package var warnings: [Finding] { [] }
  package var changesNothing: Bool { isDone }
  package var savesFirst: Bool { false }
  package func text(verbose: Bool) -> String { text }

  package var stake: String {
    added
      ? "Trust key \(key.id)? Its public key is\n  \(key.publicKey)\n"
        + "Compare it with what the publisher shows elsewhere.\nFrom now on only releases signed by "
        + (trusted.count == 1 ? "this key" : "a trusted key") + " are accepted.\n"
      : "Releases signed by key \(key.id) will no longer be accepted"
        + (trusted.isEmpty ? "; no key is left, so unsigned ones will be accepted.\n" : ".\n")
  }

  package var text: String {
    let would = dryRun ? "would be" : "is"
    if isDone { return "Key \(key.id) is already trusted.\n" }
    guard added else {
      return "Key \(key.id) \(dryRun ? "would no longer be" : "is no longer") trusted.\n"
        + (trusted.isEmpty ? "No key is left: releases need not be signed.\n" : "")
    }
    return
      "Key \(key.id) \(would) trusted\(signedBy.map { ": key \($0) signed it" } ?? "").\n  \(key.publicKey)\n"
      + "Releases \(dryRun ? "would have" : "have") to be signed by \(trusted.count == 1 ? "it" : "one of \(trusted.joined(separator: ", "))")"
      + "; 'cortex upgrade --unsigned' makes an exception.\n"
  }
}

extension ReleaseNotice {
  /// What breaks, or will, and the way out.
  var words: String { what + (instead.map { "; instead: \($0)" } ?? "") }
}

extension RenamedKey {
  var words: String { "\(from) is now \(to) in \(file.path)" }
}
