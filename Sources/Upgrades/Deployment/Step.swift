public import SystemPackage

/// A part of what a command does that takes time.
public enum Step: String, Hashable, Sendable, CaseIterable {
  /// All that is decided before the first effect.
  case plan
  case readRelease, readDeployment, examineDatabases, rehearseMigrations
  case store, switchOver, collectGarbage
}

/// An event of a command's work while it goes on.
public enum WorkEvent: Hashable, Sendable {
  case began(Step)
  /// Also where it failed.
  case ended(Step)
  /// A live database is about to be changed.
  case changes(database: FilePath, DatabaseChange)

  public enum DatabaseChange: Hashable, Sendable {
    case restore, patch, migrate
  }
}

extension Deployment {
  /// Does a part of the work, and tells whoever watches when it begins and ends.
  func step<Result>(_ step: Step, _ body: () throws -> Result) rethrows -> Result {
    guard let watch else { return try body() }
    watch(.began(step))
    defer { watch(.ended(step)) }
    return try body()
  }
}
