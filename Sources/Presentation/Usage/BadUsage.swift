package import Upgrades

/// Words of a command line that are each what they should be, and do not go together.
package enum BadUsage: Phrased {
  /// Why an editor cannot be opened.
  package enum NoEditor: Hashable, Sendable {
    case noTerminal, dumbTerminal, json, noInput
  }

  case noRelease
  case twoReleases(String, String)
  /// A base, and that there is none.
  case baseAndNone
  case markersAndJSON
  case noDestination
  case nothingToRestore
  /// Not exactly one of the options that answer a conflict.
  case notOneAnswer
  case noEditor(NoEditor)
  case quietAndVerbose
  /// More than one of what can be done with a schedule.
  case severalSchedules
  case quickSubset
  /// A key without a passphrase, and a passphrase.
  case passphraseForNone
  /// A comparison with what was signed, and another kind of check.
  case signedAlone
  /// A repair of a part.
  case partialRepair
  /// An option without the one that it belongs to.
  case needs(option: String, String)
  /// A page of a plan that is not only shown.
  case pageAlone
  /// A choice beside a plan that was made with another one; `nil` is none.
  case notPlanned(option: String, plan: String, planned: String?)
  case migration(MigrationFolderError)
  /// The name of a file that reads like options.
  case nameLikeOptions(String)

  public var phrasing: Phrasing {
    let (problem, advice) = words
    return Phrasing(.usage, problem, advice: advice)
  }

  private var words: (problem: String, advice: String) {
    switch self {
    case .noRelease:
      (
        "no release given, and no channel is set",
        "run 'cortex upgrade SOURCE', where SOURCE is a folder, an archive, a URL or OWNER/NAME on GitHub; "
          + "'cortex channel set SOURCE' keeps it"
      )
    case .twoReleases(let source, let from):
      ("two releases given, '\(source)' and '--from \(from)'", "give only one")
    case .baseAndNone: ("--release and --no-base cannot be used together", "")
    case .markersAndJSON: ("--markers and --json cannot be used together", "")
    case .noDestination: ("no destination given: NAME.pack, a folder or --to DIR", "")
    case .nothingToRestore:
      (
        "no files given",
        "name files to restore; 'cortex gen switch' goes to the whole generation, --to DIR writes a copy of it"
      )
    case .notOneAnswer: ("give one of --take, --text and --edit", "")
    case .noEditor(let reason):
      (
        "--edit cannot open an editor: \(reason.words)",
        "use --text VALUE, or --take yours, release or both"
      )
    case .quietAndVerbose: ("--quiet and --verbose cannot be used together", "")
    case .signedAlone:
      ("--signed cannot be combined with --quick, --subset or --repair", "")
    case .passphraseForNone:
      ("-W makes a key without a passphrase and cannot be combined with --password-file", "")
    case .severalSchedules: ("give only one of --install, --remove and --cron", "")
    case .quickSubset: ("--quick and --subset cannot be used together", "")
    case .partialRepair:
      ("--repair reads everything and cannot be combined with --quick or --subset", "")
    case .needs(let option, let other): ("\(option) needs \(other)", "")
    case .pageAlone:
      (
        "--html needs --dry-run",
        "an upgrade leaves a page of its report in cortex-brain/documents/reports"
      )
    case .notPlanned(let option, let plan, let planned):
      (
        "plan \(plan) was made \(planned.map { "with \(option) \($0)" } ?? "without \(option)")",
        "leave \(option) out, or make a new plan with --dry-run"
      )
    case .migration(let error): (error.phrasing.message, error.phrasing.advice)
    case .nameLikeOptions(let word):
      ("unknown option '\(word)'", "for a file of that name, write ./\(word)")
    }
  }
}

extension BadUsage.NoEditor {
  fileprivate var words: String {
    switch self {
    case .noTerminal: "no terminal"
    case .dumbTerminal: "this terminal is dumb, and neither VISUAL nor EDITOR is set"
    case .json: "--json was given"
    case .noInput: "--no-input was given"
    }
  }
}
