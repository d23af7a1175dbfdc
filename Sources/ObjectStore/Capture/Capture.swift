public import FileEffects
public import SystemPackage

/// Reads the state of a folder.
public struct Capture {
  public var root: FilePath
  public var rules: any CaptureRules
  public var files: any FileSystem
  public var databases: any DatabaseAccess
  /// A folder in which copies of databases may be made for a moment.
  public var scratch: FilePath
  /// The store, for the stat cache, and for databases that are what they were but for SQLite's
  /// own counters.
  public var store: Store?
  /// The last captured entry at a path; asked only for databases.
  public var previous: (RelativePath) throws -> Entry?

  /// Told of what cannot be read, which is left out then; `nil` ends the capture there.
  public var passesUnreadable: ((RelativePath, any Error) -> Void)?

  /// Without a batch: a time that the disk's clock, which marks the files, has passed. What has not changed
  /// since can be remembered; `nil` remembers nothing.
  public var passed: Int64?

  /// Counts the files, and their bytes.
  public var progress: WorkProgress?

  public init(
    root: FilePath, rules: any CaptureRules, files: any FileSystem, databases: any DatabaseAccess,
    scratch: FilePath, store: Store?,
    previous: @escaping (RelativePath) throws -> Entry? = { _ in nil }
  ) {
    self.root = root
    self.rules = rules
    self.files = files
    self.databases = databases
    self.scratch = scratch
    self.store = store
    self.previous = previous
  }

  /// Walks the folder once. New contents go into `batch`; without one they are only hashed, and
  /// nothing is written anywhere.
  ///
  /// Links are never followed; anything but a file, folder or link is left out with a warning.
  public func run(into batch: ObjectBatch?) throws -> Captured {
    try CaptureWalk(self, batch).run()
  }
}
