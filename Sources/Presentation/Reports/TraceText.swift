package import FileEffects
package import Upgrades

extension Step {
  /// The name of the step, before its time.
  package var title: String {
    switch self {
    case .openStore: "open the store"
    case .recover: "finish or undo the interrupted switch"
    case .plan: "plan"
    case .readGenerations: "read the generations"
    case .fetchRelease: "fetch the release"
    case .findBase: "find the installed release"
    case .readRelease: "read the release"
    case .readDeployment: "read the deployment"
    case .readConfigurations: "read the configurations"
    case .measureGenerations: "measure what each generation holds alone"
    case .decide: "decide what changes"
    case .compareFiles: "compare the files"
    case .compareLines: "compare the lines"
    case .compareConfigurations: "compare the configurations"
    case .compareDatabases: "compare the databases"
    case .mergeFiles: "merge the files"
    case .examineDatabases: "examine the databases"
    case .runChecks: "run the checks"
    case .askGit: "ask git what is not committed"
    case .compileSources: "have Python compile its source files"
    case .askPython: "ask Python for its packages"
    case .checkMigrations: "check the migrations"
    case .rehearseMigrations: "try the migrations on copies"
    case .foresee: "check that nothing is in the way"
    case .store: "write to the store"
    case .switchOver: "switch"
    case .findUnneeded: "find what nothing needs"
    case .collectGarbage: "drop old generations"
    case .mergePacks: "merge small packs"
    case .verifyStore: "verify the objects"
    case .verifyExport: "verify the export"
    case .verifyGeneration: "verify the generation"
    case .repairRecords: "repair the store's records"
    case .repairObjects: "repair the objects"
    case .readFile: "read the file"
    case .writeFiles: "write the files"
    case .exportBrain: "export the brain"
    case .importBrain: "import the brain into copies"
    }
  }
}

/// One line about a step: its time, or that steps within it follow.
package struct StepTime {
  package var step: Step
  /// How many steps it is within.
  package var depth: Int
  /// `nil` while it goes on.
  package var taken: Duration?
  /// Whether steps within it were shown above.
  package var isTotal: Bool

  package init(step: Step, depth: Int, taken: Duration?, isTotal: Bool = false) {
    (self.step, self.depth, self.taken, self.isTotal) = (step, depth, taken, isTotal)
  }

  package var text: String {
    let time = taken.map(Text.seconds)
    let column = time ?? String(repeating: " ", count: Text.seconds(.zero).count)
    let indent = String(repeating: "  ", count: depth)
    return "\(column)  \(indent)\(step.title)" + (time == nil ? ":" : isTotal ? ", in all" : "")
  }
}

extension WorkEvent {
  /// The change that is about to be made to a database; `nil` for any other event.
  package var effect: String? {
    guard case .changes(let database, let change) = self else { return nil }
    let name = database.spelling
    return switch change {
    case .restore: "restore database \(name)"
    case .patch: "patch database \(name)"
    case .migrate: "migrate database \(name)"
    }
  }
}

extension FileEffect {
  /// In the words of the commands and calls that do it.
  package var text: String {
    let name = path.spelling
    return switch kind {
    case .create: "create \(name)"
    case .extend: "append to \(name)"
    case .truncate: "truncate \(name)"
    case .createFolder: "mkdir \(name)"
    case .createLink: "symlink \(name)"
    case .setPermissions: "chmod \(name)"
    case .setOwner: "chown \(name)"
    case .remove: "remove \(name)"
    case .removeFolder: "rmdir \(name)"
    case .sync(bytes: 0): "sync \(name)"
    case .sync(let bytes): "sync \(name), \(Text.bytes(bytes)) written"
    case .syncFolder: "sync folder \(name)"
    case .syncDisk: "sync the disk of \(name)"
    case .lock: "lock \(name)"
    case .rename(let target): "rename \(name) to \(target.spelling)"
    }
  }
}
