import ConfigMerge
import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// The findings in the databases and configurations of a deployment at one time.
struct DeploymentHealth {
  /// One database: its findings, and the fingerprint that shows whether it was written to since.
  struct Examined {
    var health: DatabaseHealth
    var stamps: [FileMetadata?]
  }

  var databases: [RelativePath: Examined] = [:]
  /// The reasons why configurations cannot be loaded.
  var unloadable: [RelativePath: String] = [:]
  /// How often configurations give a key that their map has already, where they do.
  var doubles: [RelativePath: Int] = [:]
  var configurations = 0

  /// Looks at all these items of the deployment. What `earlier` knows of a database that
  /// nobody wrote to since is not looked up again. `passingUnreadable` gets what cannot be read,
  /// and the rest is looked at; without it that is an error.
  ///
  /// - Parameter damaged: The only files that may be damaged databases, as a capture has just found.
  ///   Without it every file of the brain is opened.
  init(
    of items: [Listing.Item], in deployment: Deployment, scratch: FilePath,
    damaged: Set<RelativePath>? = nil, since earlier: DeploymentHealth? = nil,
    passingUnreadable: ((RelativePath, any Error) -> Void)? = nil
  ) throws {
    func passing(_ path: RelativePath, _ look: () throws -> Void) throws {
      do { try look() } catch {
        guard let passingUnreadable, error is FileError || error is DatabaseAccessError else {
          throw error
        }
        passingUnreadable(path, error)
      }
    }
    let isDatabase = items.map { item -> Bool in
      if item.entry.kind == .database { return true }
      if let damaged, !damaged.contains(item.path) { return false }
      return deployment.isDamagedDatabase(item)
    }
    let paths = zip(items, isDatabase).filter(\.1).map(\.0.path)
    let examined = try deployment.examine(paths, scratch: scratch, since: earlier)
    for (path, found) in zip(paths, examined) {
      try passing(path) { databases[path] = try found.get() }
    }
    for item in zip(items, isDatabase).filter({ !$1 }).map(\.0) {
      try passing(item.path) { try look(at: item, in: deployment) }
    }
  }

  private mutating func look(at item: Listing.Item, in deployment: Deployment) throws {
    if let format = ConfigFormat(of: item.entry, at: item.path),
      let bytes = try deployment.files.readIfPresent(item.path.resolved(in: deployment.root))
    {
      configurations += 1
      read(bytes, as: format, at: item.path)
    }
  }

  /// Looks into a configuration.
  mutating func read(_ bytes: [UInt8], as format: ConfigFormat, at path: RelativePath) {
    switch ConfigReading(bytes, as: format) {
    case .loads(let count): if count > 0 { doubles[path] = count }
    case .fails(let fault): unloadable[path] = "\(fault)"
    }
  }

  /// The file and its log: a commit changes one of them.
  fileprivate static func stamps(
    of database: FilePath, _ files: any FileSystem
  ) throws -> [FileMetadata?] {
    try [database, database.withSuffix("-wal")].map { try files.metadata($0) }
  }

  /// The findings that are new.
  func regressions(since before: DeploymentHealth) -> [Finding] {
    var findings: [Finding] = []
    for (path, now) in databases.sorted(by: { $0.key < $1.key }) {
      findings += now.health.regressions(since: before.databases[path]?.health, at: path)
        .map { .database($0) }
    }
    for (path, reason) in unloadable.sorted(by: { $0.key < $1.key })
    where before.unloadable[path] == nil {
      findings.append(
        .configuration(
          .unloadable([UnreadableConfiguration(path: path.description, reason: reason)])))
    }
    return findings
  }
}

extension ConfigFormat {
  /// How a configuration is written; `nil` for what is none, or is too long to be looked into.
  init?(of entry: Entry, at path: RelativePath) {
    guard entry.kind == .file, entry.layer == .config,
      entry.size <= UInt64(Release.longestConfiguration)
    else { return nil }
    self.init(fileName: String(decoding: path.name, as: UTF8.self))
  }
}

extension Deployment {
  /// Examines databases, several at a time; `nil` for one that is not there.
  fileprivate func examine(
    _ paths: [RelativePath], scratch: FilePath, since earlier: DeploymentHealth?
  ) throws -> [Result<DeploymentHealth.Examined?, any Error>] {
    try Parallel.map(count: paths.count, workers: try databaseWorkers(paths)) {
    } _: { (_: inout Void, number) in
      Result {
        let place = paths[number].resolved(in: root)
        let stamps = try DeploymentHealth.stamps(of: place, files)
        if let known = earlier?.databases[paths[number]], known.stamps == stamps { return known }
        guard stamps.first != .some(nil) else { return nil }
        return DeploymentHealth.Examined(
          health: try databases.health(of: place, scratch: scratch.appending("examined-\(number)")),
          stamps: stamps)
      }
    }
  }

  /// How many of these databases may be read at once: of a file with several names one only, since closing
  /// a descriptor ends all locks that the process has on it.
  func databaseWorkers(_ paths: [RelativePath]) throws -> Int {
    let areSingle = try paths.allSatisfy {
      try files.metadata($0.resolved(in: root)).map { $0.nameCount == 1 } ?? true
    }
    return areSingle ? workers : 1
  }
}

extension DatabaseHealth {
  /// The findings in a database that are new.
  func regressions(
    since before: DatabaseHealth?, at path: RelativePath
  ) -> [DatabaseFinding] {
    var findings: [DatabaseFinding] = []
    if let problem = problems.first, before?.problems.isEmpty ?? true {
      findings.append(.damaged(path, problem: problem))
    }
    for (table, count) in foreignKeys.sorted(by: { $0.key < $1.key })
    where count > before?.foreignKeys[table] ?? 0 {
      findings.append(
        .danglingSince(
          path, DatabaseFinding.DanglingRows(table: table, rows: count),
          before: before?.foreignKeys[table] ?? 0))
    }
    for (table, reason) in unfollowed.sorted(by: { $0.key < $1.key })
    where before?.unfollowed[table] == nil {
      findings.append(.unfollowed(path, table: table, reason: reason))
    }
    for index in brokenIndexes where !(before?.brokenIndexes.contains(index) ?? false) {
      findings.append(.brokenIndex(path, name: index.name, remedy: index.remedy))
    }
    for (table, reason) in unanswered.sorted(by: { $0.key < $1.key })
    where before?.unanswered[table] == nil {
      findings.append(.unanswered(path, table: table, reason: reason))
    }
    return findings
  }
}
