public import SystemPackage

/// A part of what a command does that takes time.
public enum Step: String, Hashable, Sendable, CaseIterable {
  case openStore
  /// Finishing or undoing a switch that a crash interrupted.
  case recover
  /// All that is decided before the first effect.
  case plan
  case fetchRelease, findBase
  case readGenerations, readRelease, readDeployment, readConfigurations
  /// What each generation holds that no other one does.
  case measureGenerations
  /// What the rules make of the files and configurations on all sides.
  case decide
  case compareFiles, compareLines, compareConfigurations, compareDatabases
  case mergeFiles
  case examineDatabases, runChecks, askGit, askPython, compileSources
  case checkMigrations, rehearseMigrations
  /// Whether the disk allows what is planned.
  case foresee
  case store, switchOver
  case findUnneeded, collectGarbage, mergePacks
  case verifyStore, verifyExport, verifyGeneration, repairRecords, repairObjects
  case readFile, writeFiles
  case exportBrain, importBrain
}

/// An event of a command's work while it goes on.
public enum WorkEvent: Hashable, Sendable {
  case began(Step)
  /// Also where it failed.
  case ended(Step)
  /// A live database is about to be changed.
  case changes(database: FilePath, DatabaseChange)
  /// A phase of an upgrade that is carried out begins; it ends with what it came to, if it does not fail.
  case phaseBegan(UpgradePhase)
  case phaseEnded(PhaseResult)
  /// Something was done, and the log could not be written.
  case notLogged(NotedError)

  /// A way to change a live database.
  public enum DatabaseChange: Hashable, Sendable {
    case restore, patch, migrate
  }
}

/// Hears of a command's work while it goes on.
public typealias Watch = @Sendable (WorkEvent) -> Void

extension Step {
  /// Does this part of the work, and tells whoever watches when it begins and ends.
  public func run<Result>(
    watchedBy watch: Watch?, _ body: () throws -> Result
  ) rethrows -> Result {
    guard let watch else { return try body() }
    watch(.began(self))
    defer { watch(.ended(self)) }
    return try body()
  }
}

extension Deployment {
  /// Does a part of the work, and tells whoever watches when it begins and ends.
  func step<Result>(_ step: Step, _ body: () throws -> Result) rethrows -> Result {
    try step.run(watchedBy: watch, body)
  }
}
