import FileEffects
import ObjectStore
import SystemPackage

/// Files that belong to somebody else, and that this user cannot give back to them.
extension Deployment {
  /// What to say of files that will belong to this user when they are replaced; empty where there are
  /// none, and for root, who gives every file to whom it belonged.
  ///
  /// `others` are replaced beside what `changes` say.
  func ownerWarnings(_ changes: [Change], and others: [RelativePath] = []) throws -> [Finding] {
    if files.user.isRoot { return [] }
    let replaced = changes.filter {
      $0.before.leaf != nil && $0.after.leaf != nil
        && !($0.before?.kind == .database && $0.after?.kind == .database)
    }.map(\.path)
    let lost = try foreign(replaced + others)
    return lost.isEmpty ? [] : [.machine(.ownersLost(lost))]
  }

  /// Of a deployment whose files belong to several users, those that are not this one's; `nil` if there
  /// are none.
  func ownerCheck(_ local: Listing) throws -> Check? {
    if files.user.isRoot { return nil }
    let others = try foreign(local.leaves.map(\.path))
    if others.isEmpty { return nil }
    return Check(.owners, .warning, .machine(.foreignOwners(others)))
  }

  private func foreign(_ paths: [RelativePath]) throws -> [RelativePath] {
    try paths.filter { path in
      // A missing file is not replaced.
      guard let found = try files.metadata(path.resolved(in: root)) else { return false }
      return !files.user.mayGive(to: found.owner)
    }
  }
}
