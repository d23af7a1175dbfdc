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
  ///   - present: The present version of each database.
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

  /// The warnings if the brain stays unchanged.
  func warnings(for target: Generation) -> [Finding] {
    destructive.map { .switching(.takenAway(migration: $0, target: target.number)) }
      + behind.map {
        .switching(
          .behind(
            $0.path,
            SwitchFinding.SchemaDifference(now: $0.version, in: target.number, $0.expected)))
      }
  }
}

extension SchemaSteps {
  /// Compares the databases of the deployment with those of the target.
  init(of states: SwitchStates, _ survey: Survey) throws {
    let (deployment, target) = (survey.deployment, states.listings.target)
    var (present, expected): ([RelativePath: Int], [RelativePath: Int]) = ([:], [:])
    // The same bytes have the same version.
    let changed = states.listings.local.leaves.filter { item in
      item.entry.kind == .database
        && target[item.path].map { $0.kind == .database && $0.object != item.entry.object } ?? false
    }
    let releases = changed.isEmpty ? [] : [states.current, states.target]
    let migrations = try releases.flatMap { generation in
      try KnownMigrations(
        of: deployment, base: deployment.base(of: generation, in: survey.log.store), survey.log
      ).installed()
    }
    for item in changed where migrations.contains(where: { $0.names(item.path) }) {
      guard let there = target[item.path] else { continue }
      present[item.path] = try deployment.databases.schemaVersion(
        of: item.path.resolved(in: deployment.root))
      expected[item.path] = try states.reader.schemaVersion(of: there)
    }
    self.init(present: present, expected: expected, migrations: migrations)
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
