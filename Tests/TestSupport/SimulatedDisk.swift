public import FileEffects
import Synchronization
public import SystemPackage

/// A disk in memory that forgets, when its power is cut, what was not synced.
///
/// The contents of a file are durable after a sync of that file; names (created, renamed, removed)
/// are durable after a sync of the folder that holds them, of both where a rename has two. A file
/// whose name was not synced is gone after a cut; one whose contents were not is there and empty.
///
/// Every change counts as one effect. A disk with a seed lets each effect that was not synced
/// survive or not, by chance and in any order, the same for the same seed: real disks reorder.
public final class SimulatedDisk: FileSystem {
  private let state: Mutex<SimulatedDiskState>

  /// An empty disk; without a seed it forgets everything that was not synced.
  public init(seed: UInt64? = nil) {
    state = Mutex(SimulatedDiskState(seed: seed))
  }

  init(_ copied: SimulatedDiskState) {
    state = Mutex(copied)
  }

  /// A second disk in the same state, without the locks, to set up once and cut many times.
  ///
  /// It has the given seed, or forgets everything that was not synced.
  public func copy(seed: UInt64? = nil) -> SimulatedDisk {
    var copied = state.withLock { $0 }
    copied.locked = []
    copied.power.generator = seed.map { SeededGenerator(seed: $0) }
    return SimulatedDisk(copied)
  }

  /// Reads or changes the settings, power or not.
  func withState<Result: Sendable>(_ body: (inout SimulatedDiskState) -> Result) -> Result {
    state.withLock { state in body(&state) }
  }

  /// Does what a program asks for, as long as there is power.
  func perform<Result: Sendable>(
    _ operation: FileError.Operation, _ path: FilePath,
    _ body: (inout SimulatedDiskState) throws(Errno) -> Result
  ) throws(FileError) -> Result {
    do throws(Errno) {
      return try state.withLock { (state) throws(Errno) -> Result in
        if state.power.isCut { throw .ioError }
        return try body(&state)
      }
    } catch {
      throw FileError(operation, path, error)
    }
  }

  // MARK: Looking

  public func metadata(_ path: FilePath) throws(FileError) -> FileMetadata? {
    try perform(.inspect, path) { (state) throws(Errno) -> FileMetadata? in
      do throws(Errno) {
        return try state.place(path).node.flatMap { state.metadata($0) }
      } catch {
        let absent: [Errno] = [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels]
        if absent.contains(error) { return nil }
        throw error
      }
    }
  }

  public func contents(of directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try perform(.list, directory) { (state) throws(Errno) -> [DirectoryEntry] in
      let folder = try state.node(directory, .directory)
      return (state.nodes[folder]?.live.names ?? [:]).compactMap { name, id in
        state.metadata(id).map { DirectoryEntry(name: name, metadata: $0) }
      }
    }
  }

  public func linkTarget(_ path: FilePath) throws(FileError) -> [UInt8] {
    try perform(.readLink, path) { (state) throws(Errno) -> [UInt8] in
      guard let id = try state.place(path).node else { throw .noSuchFileOrDirectory }
      guard let node = state.nodes[id], node.kind == .symbolicLink else { throw .invalidArgument }
      return node.live.contents
    }
  }

  public func open(_ path: FilePath) throws(FileError) -> any ReadableFile {
    try perform(.read, path) { (state) throws(Errno) -> SimulatedFile in
      SimulatedFile(self, try state.node(path, .regular), path, state.power.restarts)
    }
  }

  public func availableBytes(at path: FilePath) throws(FileError) -> UInt64 {
    try perform(.measureSpace, path) { (state) throws(Errno) -> UInt64 in
      guard try state.place(path).node != nil else { throw .noSuchFileOrDirectory }
      return state.freeBytes
    }
  }

  public func availableFiles(at path: FilePath) throws(FileError) -> UInt64? {
    try perform(.measureSpace, path) { (state) throws(Errno) -> UInt64? in
      guard try state.place(path).node != nil else { throw .noSuchFileOrDirectory }
      return state.freeFiles.map(UInt64.init)
    }
  }

  public var user: FileUser {
    get { withState { $0.user } }
    set { withState { $0.user = newValue } }
  }

  public func mayChange(_ path: FilePath) throws(FileError) -> Bool {
    try perform(.inspect, path) { (state) throws(Errno) -> Bool in
      guard let id = try state.place(path).node, let found = state.metadata(id) else {
        throw .noSuchFileOrDirectory
      }
      let needed: UInt16 = found.isDirectory ? 0o300 : 0o200
      return found.permissions & needed == needed
    }
  }

  // MARK: Changing

  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    try perform(.create, path) { (state) throws(Errno) -> SimulatedFile in
      let id = try state.add(.regular, path, permissions: permissions, "create")
      return SimulatedFile(self, id, path, state.power.restarts)
    }
  }

  public func extend(_ path: FilePath) throws(FileError) -> any WritableFile {
    try perform(.write, path) { (state) throws(Errno) in
      SimulatedFile(self, try state.node(path, .regular), path, state.power.restarts)
    }
  }

  public func truncate(_ path: FilePath, to size: UInt64) throws(FileError) {
    try perform(.write, path) { (state) throws(Errno) in
      let id = try state.node(path, .regular)
      try state.begin("truncate \(path) to \(size)")
      state.setContents(id) { $0.removeSubrange(min(Int(size), $0.count)...) }
    }
  }

  public func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try perform(.createDirectory, path) { (state) throws(Errno) in
      _ = try state.add(.directory, path, permissions: permissions, "createDirectory")
    }
  }

  public func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError) {
    try perform(.createLink, path) { (state) throws(Errno) in
      _ = try state.add(
        .symbolicLink, path, permissions: 0o777, contents: target, "createLink")
    }
  }

  public func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError) {
    try perform(.setPermissions, path) { (state) throws(Errno) in
      try state.setPermissions(path, permissions)
    }
  }

  public func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError) {
    try perform(.setOwner, path) { (state) throws(Errno) in try state.setOwner(path, owner) }
  }

  public func rename(_ source: FilePath, over target: FilePath) throws(FileError) {
    try perform(.rename, target) { (state) throws(Errno) in
      try state.rename(source, over: target)
    }
  }

  public func remove(_ path: FilePath) throws(FileError) {
    try perform(.remove, path) { (state) throws(Errno) in try state.remove(path) }
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    try perform(.removeDirectory, path) { (state) throws(Errno) in
      try state.removeDirectory(path)
    }
  }

  public func sync(_ path: FilePath) throws(FileError) {
    try perform(.sync, path) { (state) throws(Errno) in
      let id = try state.place(path).node
      let isFolder = id.map { state.nodes[$0]?.kind == .directory } ?? false
      try state.sync(try state.node(path, isFolder ? .directory : .regular), path, "sync")
    }
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    try perform(.sync, path) { (state) throws(Errno) in
      try state.sync(try state.node(path, .directory), path, "syncDirectory")
    }
  }

  public func syncAll(at path: FilePath) throws(FileError) {
    try perform(.sync, path) { (state) throws(Errno) in
      _ = try state.node(path, .directory)
      let isForgotten = state.power.isForgotten(path.string)
      try state.begin("syncAll \(path)" + (isForgotten ? " (forgotten)" : ""))
      if !isForgotten { state.settle() }
    }
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    try perform(.lock, path) { (state) throws(Errno) -> SimulatedLock? in
      guard let id = try state.lock(path) else { return nil }
      return SimulatedLock(self, id, path, state.power.restarts)
    }
  }
}
