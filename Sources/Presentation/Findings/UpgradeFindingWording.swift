package import SystemPackage
public import Upgrades

extension UpgradeFinding: Worded {
  public var wording: Wording {
    switch self {
    case .baseUnknown:
      Wording(
        "the installed release is unknown, so core files are replaced even where you edited them; the previous "
          + "generation keeps your edits")
    case .withoutBase(let unknown, let store):
      Wording(
        "the installed release is unknown: \(Words.number(unknown.configurations, "configuration")) will be "
          + "merged without a base, so every difference is a conflict, and edits in "
          + "\(Words.number(unknown.coreFiles, "core file")) cannot be told from the release's text",
        advice: WithoutBase.remedy(store: store))
    case .rehearsed(let migrations): Wording(migrations.words)
    case .passedOver(let passed):
      Wording(
        "not run: "
          + MachineFinding.folded(passed.map { "\($0.file) (\($0.reason))" }, limit: 5))
    }
  }
}

extension WithoutBase {
  /// How to begin again with the release.
  package static func remedy(store: FilePath) -> String {
    "to specify the release, move \(store) away and run 'cortex init --release PACKAGE' before the next upgrade"
  }
}

extension RehearsedMigrations {
  fileprivate var words: String {
    "\(Text.count(count, "migration")) rehearsed on "
      + (databases == 1 ? "a copy of 1 database" : "copies of \(databases) databases")
      + " in \(Words.seconds(seconds)): "
      + (destructive == 0
        ? "no row is lost"
        : "\(destructive) \(destructive == 1 ? "removes" : "remove") data")
  }
}
