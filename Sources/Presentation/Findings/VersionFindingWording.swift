import FileEffects
import Generations
import Releases
public import Upgrades

extension VersionFinding: Worded {
  public var wording: Wording {
    switch self {
    case .installed(let version, let source):
      Wording("\(Words.oneLine(version)) (\(source))")
    case .unknown: Wording("the installed version is unknown")
    case .unknownYet: Wording("the installed version is unknown until the next upgrade")
    case .change(let change): Wording(change.words)
    case .again(let version): Wording("\(version) is reinstalled; files that differ are replaced")
    case .downgrade(let downgrade, let change): Wording(downgrade.words(change))
    case .disagreement(let agreement): agreement.wording
    case .releaseDisagrees(let said, let version, let source):
      Wording(
        "the release's files disagree about its version: \(said.words); using \(version), from \(source)",
        advice: "use --to V to choose another of these")
    case .nameless(let version):
      Wording(
        "the release does not state its version, so it is recorded as \(version)",
        advice: "if you know the version, specify it with --to V")
    case .versionFileIsLink(let path, let target):
      Wording(
        "\(path) is a symbolic link to \(target): the upgrade replaces the link with a file, and leaves its "
          + "target unchanged")
    case .workspaceIDs(let first, let other):
      Wording(
        "the version files have different workspace IDs, \(first.id) in \(first.file) and \(other.id) in "
          + "\(other.file): both will have \(first.id)")
    }
  }
}

extension VersionChange {
  /// Both, each with what says it: "5.3.0 (.cortex-version) to 3.3.0 (VERSION)".
  package var words: String { "\(fromWords) to \(toWords)" }

  fileprivate var fromWords: String {
    from.isEmpty ? "an unknown version" : Self.words(from, fromSource)
  }

  fileprivate var toWords: String { Self.words(to, toSource) }

  private static func words(_ version: String, _ source: String?) -> String {
    "\(version) (\(source ?? "not stated"))"
  }
}

extension Downgrade {
  /// Both versions, each once with what says it, and the databases that are ahead of the older one.
  package func words(_ change: VersionChange) -> String {
    let namesBoth = !change.from.isEmpty && change.from != change.to
    let installed = "the installed \(change.fromWords)"
    let newer = isOlder ? installed : namesBoth ? "the data of \(installed)" : "the data"
    let own = ahead.filter { namesBoth && $0.by == change.from }
    let others = ahead.filter { !own.contains($0) }
    return "\(change.toWords) is older than \(newer)"
      + (own.isEmpty ? "" : ", which migrated " + own.map(\.words).joined(separator: " and "))
      + others.map { ", and \($0.by) migrated \($0.words)" }.joined()
  }
}

extension Downgrade.Ahead {
  fileprivate var words: String { "\(path) to version \(version)" }
}

extension UpgradePlan {
  /// Both versions, each with what says it.
  package var versionWords: String { versionChange.words }

  /// The words for a downgrade that needs consent; `nil` if it is none.
  package var downgradeWords: String? {
    downgradeNeedingConsent.map { $0.words(versionChange) }
  }
}

extension [SaidVersion] {
  fileprivate var words: String {
    map { "\($0.file) says \(Words.oneLine($0.text))" }.joined(separator: ", ")
  }
}

extension VersionAgreement {
  /// The problem, and what to do about it.
  fileprivate var wording: Wording {
    let faults = unreadable.map {
      "\($0.file) has no valid version (\($0.reason.words)): the next upgrade rewrites it, and the "
        + "previous generation keeps its present contents"
    }
    guard let counts, !others.isEmpty else { return Wording(faults.joined(separator: "; ")) }
    let store = record.map { ", the store says \($0)" } ?? ""
    let finding =
      "the files disagree about the version: \(files.words)\(store); "
      + "using \(Words.oneLine(counts.version)), \(counts.words)"
    var advice: [String] = []
    if !rewritten.isEmpty {
      advice.append(
        "let the next upgrade rewrite \(rewritten.joined(separator: " and "))")
    }
    let shipped = others.filter { !rewritten.contains($0) }
    if !shipped.isEmpty {
      advice.append(
        "correct \(shipped.joined(separator: " and ")) or leave that to the next release")
    }
    return Wording(
      (faults + [finding]).joined(separator: "; "), advice: advice.joined(separator: ", and "))
  }
}

extension VersionAgreement.Counted {
  fileprivate var words: String {
    switch because {
    case .onRecord: "recorded in the store from \(source)"
    case .said: "from \(source)"
    case .askedFirst: "from \(source), which takes precedence"
    }
  }
}

extension VersionFile.Fault {
  fileprivate var words: String {
    switch self {
    case .noObject: "not a JSON object"
    case .noJSON(let noted): "\(noted.error)"
    case .noVersion: "no field \(ProductLayout.current.versionField)"
    case .noShortText: "not a short text"
    }
  }
}
