import Databases
public import FileEffects
public import Generations
import ObjectStore
import Releases
public import SystemPackage

/// A deployment of CORTEX and the store that looks after it.
public struct Deployment: Sendable {
  /// The folder that `cortex-brain` is in.
  public let root: FilePath
  public let storeLocation: FilePath
  /// Where a folder for copies of databases is made while only looking; leftovers are removed.
  public let scratch: FilePath
  /// Where else, if it cannot be made there.
  public let otherScratch: [FilePath]
  public let files: any FileSystem
  public var databases: any BrainDatabases
  /// Other programs, for questions that only they can answer.
  public let programs: any ProgramRunner
  /// How many threads may work at once.
  public let workers: Int
  /// The current time.
  public let now: Timestamp
  /// Where paths are typed, every link on the way followed; `nil` takes them from ``root``.
  public var currentFolder: FilePath?
  /// How the report of an upgrade is written that is left in the brain.
  public let reportText: ReportText
  /// Whether a look leaves what a crash left as it is, instead of finishing it first.
  public var onlyLooks = false
  /// Watches the work while it goes on.
  public var watch: Watch?
  /// Counts what the step under way reads and writes.
  public var progress: WorkProgress?
  /// Who is at work, as the log will say.
  public var actor = Actor(user: "", host: "")
  /// Whether reports say how each file is classified.
  public var explains = false

  public init(
    root: FilePath, storeLocation: FilePath, scratch: FilePath, otherScratch: [FilePath] = [],
    files: any FileSystem, databases: any BrainDatabases,
    programs: any ProgramRunner = LocalPrograms(), workers: Int = 2, now: Timestamp,
    reportText: @escaping ReportText
  ) {
    self.root = root
    self.storeLocation = storeLocation
    self.scratch = scratch
    self.otherScratch = otherScratch
    self.files = files
    self.databases = databases
    self.programs = programs
    self.workers = workers
    self.now = now
    self.reportText = reportText
  }

  /// The databases of this machine, through SQLite.
  public static var localDatabases: any BrainDatabases { SQLiteDatabases() }

  /// The same, with so many seconds for the migrations of a database; `progress` learns of one that is
  /// at work for longer than a second: its file's name, and the seconds so far, or `nil` at its end.
  public static func localDatabases(
    migrationSeconds: Int,
    progress: @escaping @Sendable (_ fileName: String, _ seconds: Int?) -> Void
  ) -> any BrainDatabases {
    SQLiteDatabases(migrationSeconds: migrationSeconds, migrationProgress: progress)
  }

  public static let brainFolder = ProductLayout.current.brainFolder
  public static let storeFolder = StoreLayout.folder

  /// Refuses a folder that is no deployment. One whose store has a `layers.yaml` is one by the
  /// user's word.
  func checkIsDeployment() throws {
    let brain = root.appending(Self.brainFolder)
    if let found = try files.metadata(brain) {
      switch found.kind {
      case .directory: return
      default: throw UpgradeError.brainIsNoFolder(brain, found.kind)
      }
    }
    if try files.metadata(storeLocation.appending(StoreLayout.layers)) != nil { return }
    throw UpgradeError.notADeployment(root)
  }

  // MARK: Looking

  /// The generations, for reading only.
  ///
  /// A switch that a crash interrupted is finished first, unless another process is at it or this one
  /// ``onlyLooks``.
  public func log() throws -> GenerationLog { try afterRecovery(openLog()) }

  /// The same for looking at records, pins and the trash alone, which takes as long whatever number of files
  /// the generations hold.
  func records() throws -> GenerationLog {
    try afterRecovery(
      step(.openStore) {
        GenerationLog(
          try Store.openSmallFiles(at: storeLocation, on: files, workers: workers),
          boot: BootClock.now(on: files))
      })
  }

  private func afterRecovery(_ log: GenerationLog) throws -> GenerationLog {
    try checkInitIsComplete(log)
    guard !onlyLooks, try log.hasJournal() else { return log }
    // Reading works whatever state the deployment is in; the next command that changes it reports it.
    return (try? writing("recovery") { writer in writer.log }) ?? log
  }

  /// The generations, for saying what a change would do, and what a crash had left. Refuses what
  /// ``writing(_:repairing:_:)`` would refuse before it begins.
  func logToChange() throws -> (log: GenerationLog, recovered: Switching.Recovered?) {
    guard try Store.exists(at: storeLocation, on: files) else {
      throw Store.absence(at: storeLocation, on: files)
    }
    try StoreLock.check(storeLocation, on: files)
    let log = try openLog()
    try checkInitIsComplete(log)
    try log.store.checkWritable()
    try checkBelonging(log)
    // Nothing is known about a state that is being left.
    if try log.hasJournal() {
      return try writing("recovery") { ($0.log, $0.recovered) }
    }
    try log.store.smallFiles.checkChangeable()
    return (log, nil)
  }

  /// Refuses what an `init` left that did not finish: nothing is known of the deployment there.
  private func checkInitIsComplete(_ log: GenerationLog) throws {
    if try log.store.smallFiles.hasIncompleteInit() { throw StoreError.unfinished(storeLocation) }
  }

  func openLog() throws -> GenerationLog {
    try step(.openStore) {
      GenerationLog(
        try Store.open(at: storeLocation, on: files, workers: workers, progress: progress),
        boot: BootClock.now(on: files))
    }
  }

  /// Calls `body` with a folder for temporary files that is gone afterwards.
  func withScratch<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    try ScratchFolder.with([scratch] + otherScratch, on: files, body)
  }

  // MARK: Changing

  /// Takes the store's lock, finishes what a crash left, and calls `body`.
  ///
  /// `repairing` is called before anything relies on the store.
  func writing<Result>(
    _ action: Action, repairing: ((GenerationLog) throws -> Void)? = nil,
    _ body: (Writer) throws -> Result
  ) throws -> Result {
    // The lock makes folders and empties one: never where there is no store.
    guard try Store.exists(at: storeLocation, on: files) else {
      throw Store.absence(at: storeLocation, on: files)
    }
    return try working(
      action,
      under: try StoreLock(
        storeLocation, on: files, holder: holder(action.command), repairing: repairing != nil),
      repairing: repairing, body)
  }

  /// The text for others who find the lock taken.
  func holder(_ command: String) -> String {
    "cortex \(command), process \(LockHolder.ownProcess), since \(now)"
  }

  /// Finishes or undoes what a crash left of a switch, and notes it in the log.
  private func recover(_ switching: Switching) throws -> Switching.Recovered? {
    guard try switching.log.hasJournal() else { return try switching.recover() }
    return try noting("recovery", in: switching.log, isRecovery: true) {
      try step(.recover) { try switching.recover() }
    }
  }

  /// As ``writing(_:_:)``, under a lock that is held already; with `beginning` also in a store without a
  /// generation.
  func working<Result>(
    _ action: Action, under lock: consuming StoreLock, beginning: Bool = false,
    repairing: ((GenerationLog) throws -> Void)? = nil,
    _ body: (Writer) throws -> Result
  ) throws -> Result {
    defer { lock.hold() }
    let log = try openLog()
    if !beginning { try checkInitIsComplete(log) }
    try log.store.checkWritable()
    try checkBelonging(log)
    try repairing?(log)
    let switching = Switching(
      log: log, root: root,
      databases: watch.map { TracedDatabases(base: databases, watch: $0) } ?? databases)
    let recovered = try recover(switching)
    try keepBelonging(log)
    return try noting(action, in: log, recovered) {
      try body(Writer(deployment: self, log: log, switching: switching, recovered: recovered))
    }
  }
}
