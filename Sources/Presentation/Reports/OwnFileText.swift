import Upgrades

extension OwnFile {
  /// What upgrades write to it.
  var words: String {
    switch kind {
    case .version: versionWords
    case .migrations: migrationWords
    case .report:
      "Upgrades write their reports under new names in this folder, and replace none."
    }
  }

  private var versionWords: String {
    if isWritten == true { return "Every upgrade writes the installed version to it." }
    return instead.isEmpty
      ? "This upgrade changes nothing, so it does not write the version to it."
      : "Upgrades write the installed version to \(instead.joined(separator: " and ")) instead."
  }

  private var migrationWords: String {
    switch isWritten {
    case true: "This upgrade runs migrations, and lists them in it."
    case false: "This upgrade runs no migrations, so it does not write their list."
    case nil: "An upgrade that runs migrations lists them in it."
    }
  }
}
