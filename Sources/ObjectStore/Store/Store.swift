public import FileEffects
import Synchronization
public import SystemPackage

/// The folder that holds objects, by their digest, in packs.
///
/// Reading takes no lock. To write, hold the ``StoreLock``.
public final class Store: Sendable {
  public let location: FilePath
  public let files: any FileSystem
  /// How many threads may work at once.
  public let workers: Int
  /// Counts what is read and written, for whoever shows it.
  public let progress: WorkProgress?
  private let version: Mutex<StoreVersion>
  private let packs: Mutex<PackSet>
  /// Packs that are on disk and not to be read from any more.
  private let forgotten = Mutex<Set<FilePath>>([])
  /// The stat cache, once it was read or written.
  let knownStatCache = Mutex<StatCache?>(nil)
  /// What the cache's file looked like before it was read.
  let statCacheSeen = Mutex<FileMetadata?>(nil)
  /// The ledger as last read.
  let knownLedger = Mutex<Ledger?>(nil)

  var packsFolder: FilePath { location.appending(StoreLayout.packs) }
  /// Where a repair puts packs that are damaged.
  public var damagedFolder: FilePath { DamagedFolder(location: location, files: files).path }
  /// For work in progress; emptied by the next writer.
  public var staging: FilePath { location.appending(StoreLayout.staging) }

  private init(
    at location: FilePath, on files: any FileSystem, workers: Int, version: StoreVersion,
    packs: [Pack], progress: WorkProgress? = nil
  ) {
    self.progress = progress
    self.location = location
    self.files = files
    self.workers = workers
    self.version = Mutex(version)
    self.packs = Mutex(PackSet(packs))
  }

  /// A store of one pack, for reading.
  convenience init(of pack: Pack, on files: any FileSystem, workers: Int) {
    self.init(
      at: pack.path, on: files, workers: workers, version: .written, packs: [pack])
  }

  /// Opens a store for reading.
  ///
  /// - Throws: ``StoreError`` where there is none, or one that this program cannot read. A pack that
  ///   is damaged is left out unless `strict`: the others can still be read.
  public static func open(
    at location: FilePath, on files: any FileSystem, workers: Int = 2, strict: Bool = false,
    progress: WorkProgress? = nil
  ) throws -> Store {
    let version = try readableVersion(at: location, on: files)
    let packs = try packPaths(at: location, on: files).compactMap {
      strict ? try Pack(at: $0, on: files) : try usablePack(at: $0, on: files)
    }
    return Store(
      at: location, on: files, workers: workers, version: version, packs: packs, progress: progress)
  }

  /// Opens a store for looking at its small files alone, whatever number of objects it holds: no pack is opened,
  /// and no object is to be asked for.
  public static func openSmallFiles(
    at location: FilePath, on files: any FileSystem, workers: Int = 1
  ) throws -> Store {
    let version = try readableVersion(at: location, on: files)
    return Store(at: location, on: files, workers: workers, version: version, packs: [])
  }

  /// `nil` if something is wrong with the pack: the others can still be read, and a verification names it.
  /// A process that has too many files open says nothing about the pack.
  private static func usablePack(at path: FilePath, on files: any FileSystem) throws -> Pack? {
    do { return try Pack(at: path, on: files) } catch {
      if (error as? FileError)?.isOutOfHandles ?? false { throw error }
      return nil
    }
  }

  static func packPaths(at location: FilePath, on files: any FileSystem) throws -> [FilePath] {
    let folder = location.appending(StoreLayout.packs)
    guard try files.metadata(folder)?.isDirectory ?? false else { return [] }
    let ending = Array(".\(StoreLayout.packExtension)".utf8)
    return try files.contents(of: folder).map(\.name)
      .filter { $0.suffix(ending.count).elementsEqual(ending) && $0.first != UInt8(ascii: ".") }
      .sorted { $0.lexicographicallyPrecedes($1) }
      .map { folder.appending(bytes: $0) }
  }

  /// Refuses to write to, or to collect in, a store that needs a feature this program lacks.
  func check(_ operation: StoreVersion.Operation) throws {
    try version.withLock { $0 }.check(operation, at: location)
  }

  /// Refuses a store that this program cannot write to, or collect in, before anything is begun.
  public func checkWritable(collecting: Bool = false) throws {
    try check(collecting ? .collect : .write)
  }

  // MARK: Objects

  var allPacks: [Pack] { packs.withLock { $0.packs } }

  func lookup() -> PackSet.Lookup { packs.withLock { $0.lookup() } }

  /// What the packs' files are called.
  var packNames: Set<String> { Set(allPacks.compactMap { $0.path.lastComponent?.string }) }

  /// How many packs, objects in them, and bytes on disk.
  public var figures: (packs: Int, objects: Int, bytes: UInt64) {
    packs.withLock {
      ($0.packs.count, $0.objectCount, $0.packs.reduce(0) { $0 + $1.size })
    }
  }

  /// Starts adding objects. The caller holds the lock.
  ///
  /// A store of an earlier program first learns, durably, what this one will write.
  public func batch() throws -> ObjectBatch { try batch(only: nil) }

  func batch(only wanted: Set<ObjectID>?) throws -> ObjectBatch {
    try check(.write)
    try completeVersion()
    return try ObjectBatch(self, only: wanted)
  }

  /// The small files: records, pins, `current`.
  public var smallFiles: SmallFiles { SmallFiles(store: self) }

  /// Whether small files have their second copies in the ledger; a store of an earlier program has none
  /// before something is written to it.
  var hasLedger: Bool { version.withLock { $0.hasLedger } }

  /// What `format` is to say.
  var format: [UInt8] { version.withLock { Array($0.text.utf8) } }

  /// Makes `format` say, durably, what this program writes.
  func completeVersion() throws {
    guard let completed = version.withLock({ $0.completed }) else { return }
    let format = Array(completed.text.utf8)
    if hasLedger {
      try smallFiles.carryOut(SmallFileChange(writes: [(StoreLayout.format, format)]))
    } else {
      try smallFiles.writeLedger(with: format)
    }
    version.withLock { $0 = completed }
  }

  /// Takes a pack that has just been published into use.
  func adopt(_ path: FilePath) throws {
    adopt(try Pack(at: path, on: files))
  }

  private func adopt(_ pack: Pack) {
    forgotten.withLock { _ = $0.remove(pack.path) }
    packs.withLock { $0.add(pack) }
  }

  /// Takes into use the packs published since the store was opened: a reader that began while a collection
  /// replaced packs with a new one may have seen neither. Returns whether there were any.
  func adoptNewPacks() throws -> Bool {
    let known = Set(allPacks.map(\.path)).union(forgotten.withLock { $0 })
    let new = try Self.packPaths(at: location, on: files).filter { !known.contains($0) }
      .compactMap { try Self.usablePack(at: $0, on: files) }
    for pack in new { adopt(pack) }
    return !new.isEmpty
  }

  /// Takes packs out of use, before their files are removed.
  func forget(_ paths: Set<FilePath>) {
    packs.withLock { $0.remove(paths) }
    forgotten.withLock { $0.formUnion(paths) }
  }
}
