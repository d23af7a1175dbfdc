public import FileEffects
import ObjectStore
import SystemPackage

/// What a switch is about to do, written before it does anything.
///
/// Everything that it names is in the store, so that from this alone a switch can be finished or
/// undone.
struct Journal: Codable, Hashable {
  enum Direction: String, Codable {
    case forward, back
  }

  /// The generation in force before; `current` says so until the switch is through.
  var from: Generation.Number
  var to: Generation.Number
  /// The record of `to` where that is a new generation; it becomes visible at the end.
  var record: Generation?
  /// The deployment's state before and after.
  var before: ObjectID
  var after: ObjectID
  var direction: Direction
  /// Databases that are migrated where they are; `nil` for none.
  var migrations: [MigrationOrder]?
}

extension Journal {
  init(_ order: SwitchOrder) {
    self.init(
      from: order.from, to: order.to, record: order.record, before: order.beforeTree,
      after: order.afterTree, direction: .forward,
      migrations: order.migrations.isEmpty ? nil : order.migrations)
  }
}

/// The scripts that are to be run on one database of the deployment.
public struct MigrationOrder: Codable, Hashable, Sendable {
  public var path: String
  public var scripts: [DatabaseMigration.Script]

  public init(path: String, scripts: [DatabaseMigration.Script]) {
    self.path = path
    self.scripts = scripts
  }

  public var database: RelativePath { RelativePath(unchecked: Array(path.utf8)) }

  /// The version of the schema when all are run.
  var version: Int { scripts.last?.version ?? 0 }
}

extension GenerationLog {
  /// The journal and its copy, which is written first.
  private var journalPaths: [FilePath] {
    [StoreLayout.journalCopy, StoreLayout.journal].map(folder)
  }

  func journal() throws -> Journal? {
    var failure: (any Error)?
    for path in journalPaths.reversed() {
      do {
        guard let bytes = try files.readIfPresent(path) else { continue }
        return try SealedRecord.decode(Journal.self, from: bytes, at: path)
      } catch let error as FileError where error.code == .invalidArgument {
        failure = failure ?? GenerationError.damagedRecord(path, .file(.notAFile))
      } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    return nil
  }

  /// Whether a switch was begun and is not through: by a crash, or because it is under way.
  public func hasJournal() throws -> Bool {
    for path in journalPaths where try files.metadata(path) != nil { return true }
    return false
  }

  func write(_ journal: Journal) throws {
    let bytes = try SealedRecord.encode(journal)
    for path in journalPaths { try files.replace(path, with: bytes) }
  }

  /// The copy goes first, so that a journal without one is the end of a switch, and not a loss.
  func removeJournal() throws {
    for path in journalPaths { try files.remove(path) }
    try files.syncDirectory(store.location)
  }

  /// Leaves the generations from before the switch in force. The record of its new one is kept as failed,
  /// for inspection, if there is room for it.
  func takeBack(_ journal: Journal) throws {
    var change = SmallFileChange(mayUseReserve: true)
    if try currentNumber() != journal.from { change.current = journal.from.rawValue }
    guard var record = journal.record else {
      if change.current != nil { try small.carryOut(change) }
      return
    }
    record.state = .failed
    let name = name(record.number, in: StoreLayout.generations)
    var failed = change
    failed.writes = [(name, try SealedRecord.encode(record))]
    failed.highest = record.number.rawValue
    do { try small.carryOut(failed) } catch let error as FileError where error.isNoSpace {
      // It may have been added as a good one, and must not stay that.
      guard try small.names(in: StoreLayout.generations).contains("\(record.number)")
      else {
        if change.current != nil { try small.carryOut(change) }
        return
      }
      change.removals = [name]
      try small.carryOut(change)
    }
  }
}
