import FileEffects
import ObjectStore
import SystemPackage

/// Files that belong to somebody else, and that this user cannot give back to them.
extension Deployment {
  /// What to say of files that will belong to this user when they are replaced; empty where there are
  /// none, and for root, who gives every file to whom it belonged.
  ///
  /// `others` are replaced beside what `changes` say.
  func ownerWarnings(_ changes: [Change], and others: [RelativePath] = []) throws -> [String] {
    if files.user.isRoot { return [] }
    let replaced = changes.filter {
      $0.before.leaf != nil && $0.after.leaf != nil
        && !($0.before?.kind == .database && $0.after?.kind == .database)
    }.map(\.path)
    let lost = try foreign(replaced + others)
    if lost.isEmpty { return [] }
    let isOne = lost.count == 1
    return [
      "\(lost.folded) \(isOne ? "belongs to another user or group and" : "belong to other users or groups and") "
        + "will be yours when \(isOne ? "it is" : "they are") replaced; "
        + "run the command as the owner, or as root, to keep that"
    ]
  }

  /// Of a deployment whose files belong to several users, those that are not this one's; `nil` if there
  /// are none.
  func ownerCheck(_ local: Listing) throws -> Check? {
    if files.user.isRoot { return nil }
    let others = try foreign(local.leaves.map(\.path))
    if others.isEmpty { return nil }
    return Check(
      "owners", .warning,
      "\(others.folded) \(others.count == 1 ? "belongs" : "belong") to another user or group; what "
        + "an upgrade replaces is yours then: run it as the owner, or as root, to keep that")
  }

  private func foreign(_ paths: [RelativePath]) throws -> [RelativePath] {
    try paths.filter { path in
      // What is not there is not replaced.
      guard let found = try files.metadata(path.resolved(in: root)) else { return false }
      return !files.user.mayGive(to: found.owner)
    }
  }
}

extension [RelativePath] {
  /// Some paths by name, and how many more there are.
  var folded: String {
    prefix(5).map(\.description).joined(separator: ", ")
      + (count > 5 ? " and \(count - 5) more" : "")
  }
}
