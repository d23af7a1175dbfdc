import Databases
import FileEffects
import Generations
import ObjectStore

/// How the schemas of the databases that are here differ from what a generation's release knows.
struct SchemaSteps: Hashable {
  /// Migrations in between that took something away: the other release may need it.
  var destructive: [String] = []
  /// Databases that are older than the generation's: its release may need what they lack.
  var behind: [Behind] = []

  struct Behind: Hashable {
    var path: RelativePath
    var version: Int
    var expected: Int
  }

  /// Compares versions. A pure function.
  ///
  /// - Parameters:
  ///   - present: The version of each database as it is.
  ///   - expected: The version that it has in the generation.
  ///   - migrations: Those of both releases.
  init(
    present: [RelativePath: Int], expected: [RelativePath: Int], migrations: [Migration]
  ) {
    for (path, version) in present.sorted(by: { $0.key < $1.key }) {
      guard let other = expected[path] else { continue }
      if version < other { behind.append(Behind(path: path, version: version, expected: other)) }
      let between = min(version, other) + 1..<max(version, other) + 1
      for migration in migrations
      where migration.isDestructive && migration.names(path) && between.contains(migration.version)
      {
        let words = "\(migration.name) (\(path))"
        if !destructive.contains(words) { destructive.append(words) }
      }
    }
  }

  /// What becomes of the brain where nobody says: it stays, unless a release may miss something.
  ///
  /// - Throws: ``UpgradeError/dataChoiceNeeded(_:)``.
  func defaultChoice() throws(UpgradeError) -> DataChoice {
    guard destructive.isEmpty else { throw .dataChoiceNeeded(destructive) }
    return .keep
  }

  /// What to know where the brain stays as it is.
  func warnings(for target: Generation) -> [String] {
    let missing = destructive.map {
      "the release of generation \(target.number) may miss what the migration \($0) took away"
    }
    return missing
      + behind.map {
        "\($0.path) is at version \($0.version), and generation \(target.number) has it at "
          + "\($0.expected): run 'cortex upgrade' with that release, or switch with --data carry"
      }
  }
}

extension Deployment {
  /// Compares the databases with those of a generation.
  func schemaSteps(
    local: Listing, target: Listing, releases generations: [Generation], _ store: Store
  ) throws -> SchemaSteps {
    let none = SchemaSteps(present: [:], expected: [:], migrations: [])
    // The same bytes have the same version.
    let changed = local.leaves.filter { item in
      item.entry.kind == .database
        && target[item.path].map { $0.kind == .database && $0.object != item.entry.object } ?? false
    }
    if changed.isEmpty { return none }
    let migrations = try generations.flatMap {
      try self.migrations(in: try base(of: $0, in: store), store)
    }
    if migrations.isEmpty { return none }
    let reader = try ObjectReader(store)
    var (present, expected): ([RelativePath: Int], [RelativePath: Int]) = ([:], [:])
    for item in changed {
      guard migrations.contains(where: { $0.names(item.path) }),
        let there = target[item.path]
      else { continue }
      present[item.path] = try databases.schemaVersion(of: item.path.resolved(in: root))
      expected[item.path] = try reader.schemaVersion(of: there)
    }
    return SchemaSteps(present: present, expected: expected, migrations: migrations)
  }
}

extension ObjectReader {
  /// The `user_version` of a stored database: only its beginning is read.
  func schemaVersion(of entry: Entry) throws -> Int {
    struct Enough: Error { var version: Int }
    do {
      try contents(of: entry) { piece in
        throw Enough(version: DatabaseHeader.schemaVersion(piece))
      }
      return 0
    } catch let found as Enough { return found.version }
  }
}
