import FileEffects
import ObjectStore
import SystemPackage

extension Deployment {
  /// What is looked at before an upgrade. Only a failed check stops it.
  func checksBefore(_ plan: UpgradePlan, _ local: Listing) throws -> [Check] {
    var checks = [versionCheck(plan)]
    checks += try integrityChecks(local)
    checks.append(try spaceCheck(plan))
    return checks
  }

  private func versionCheck(_ plan: UpgradePlan) -> Check {
    if plan.from.isEmpty {
      return Check("version", .warning, "nothing says which version is installed")
    }
    if plan.from == plan.to {
      return Check("version", .ok, "\(plan.to) again; what differs is brought in line")
    }
    return Check("version", .ok, "\(plan.from) to \(plan.to)")
  }

  private func integrityChecks(_ local: Listing) throws -> [Check] {
    var checks: [Check] = []
    var whole = 0
    for item in local.items where item.entry.kind == .database || isDamagedDatabase(item) {
      let problems = try databases.problems(of: item.path.resolved(in: root))
      if let first = problems.first {
        checks.append(
          Check(
            "brain integrity", .failed,
            "the database \(item.path) is damaged (\(first)); restore it from a generation with "
              + "'cortex gen restore', or take it out of the deployment"))
      } else {
        whole += 1
      }
    }
    if checks.isEmpty {
      checks.append(
        Check(
          "brain integrity", .ok,
          whole == 1 ? "1 database is whole" : "\(whole) databases are whole"))
    }
    return checks
  }

  /// A file that begins as a database and that a capture could only take as bytes.
  private func isDamagedDatabase(_ item: Listing.Item) -> Bool {
    guard item.entry.kind == .file, item.entry.layer == .brain, item.entry.size >= 100 else {
      return false
    }
    var start = [UInt8](repeating: 0, count: DatabaseHeader.magic.count)
    // A file that has gone since, or cannot be read, is met again by whoever reads all of it.
    guard let file = try? files.open(item.path.resolved(in: root)),
      let count = try? start.withUnsafeMutableBytes({ try file.read(into: $0, at: 0) })
    else { return false }
    return count == start.count && DatabaseHeader.isDatabase(start)
  }

  private func spaceCheck(_ plan: UpgradePlan) throws -> Check {
    let available = try files.availableBytes(at: root)
    guard available >= plan.bytesNeeded else {
      return Check(
        Check.space, .failed,
        "\(megabytes(available)) are free and \(megabytes(plan.bytesNeeded)) are needed; "
          + "free some space")
    }
    return Check(Check.space, .ok, "the \(megabytes(plan.bytesNeeded)) that are needed are free")
  }

  private func megabytes(_ bytes: UInt64) -> String { "\((bytes + 999_999) / 1_000_000) MB" }

  /// What is looked at afterwards: tables that no plan touches can differ only if another program
  /// wrote to them meanwhile.
  func checksAfter(_ comparisons: [DatabaseComparison]) -> [Check] {
    let changed = comparisons.filter { !$0.isSame }.map(\.path)
    guard changed.isEmpty else {
      return [
        Check(
          "databases", .warning,
          "another program wrote to \(changed.joined(separator: ", ")) during the upgrade")
      ]
    }
    let tables = comparisons.reduce(0) { $0 + $1.tables.count }
    return [
      Check("databases", .ok, "\(tables) table\(tables == 1 ? "" : "s"), all as before")
    ]
  }
}
