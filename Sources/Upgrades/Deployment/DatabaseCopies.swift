import FileEffects
import ObjectStore
import SystemPackage

/// Copies of databases, to be looked into or worked on.
extension Deployment {
  /// Writes a stored database out; an empty one stands for none.
  func checkOut(_ entry: Entry?, to path: FilePath, _ store: Store) throws {
    guard var entry, entry.kind == .database else {
      return try files.replace(path, with: [], permissions: 0o600)
    }
    entry.permissions = 0o600
    try Checkout.write([Checkout.Target(entry: entry, path: path)], from: store)
  }

  /// Copies a live database. That it is still the one captured is seen when it is replaced.
  func copyLive(_ path: RelativePath, to copy: FilePath, scratch: FilePath) throws {
    let file = try files.create(copy, permissions: 0o600)
    try databases.snapshot(
      path.resolved(in: root), scratch: scratch.appending("snapshot.db")
    ) { try file.append($0) }
  }
}
