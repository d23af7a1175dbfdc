import FileEffects
import Synchronization
import SystemPackage

/// A pack being written in `staging/`: nobody sees it before it is whole and synced.
final class PackOutput: Sendable {
  /// An object in a frame that is being filled.
  struct Pending: Sendable {
    var object: ObjectID
    var offset: Int
    var size: Int
    var type: ObjectType
  }

  private struct State {
    var file: (any WritableFile)?
    var size: UInt64 = 0
    var frames: [PackIndex.Frame] = []
    var objects = PackRows()
    var failure: (any Error)?
    var compressors: [FrameCompressor] = []
  }

  private let state = Mutex(State())
  private let files: any FileSystem
  private let temporary: FilePath
  /// Where the pack will be, given the digest of its index.
  private let place: @Sendable (ObjectID) -> FilePath
  /// The bytes before the first frame.
  private let start: [UInt8]

  private let permissions: UInt16
  /// The names of its objects, and perhaps of others.
  private let names: SharedNames

  init(
    temporary: FilePath, permissions: UInt16 = 0o444, start: [UInt8] = [],
    names: SharedNames = SharedNames(), on files: any FileSystem,
    place: @escaping @Sendable (ObjectID) -> FilePath
  ) {
    self.temporary = temporary
    self.permissions = permissions
    self.names = names
    self.start = start
    self.place = place
    self.files = files
  }

  /// Compresses a full frame and adds it; any thread may call this. What goes wrong is kept for
  /// ``commit()``.
  func add(_ raw: [UInt8], holding objects: [Pending], at level: FrameCompressor.Level) {
    attempt {
      try withCompressor { compressor in
        try compressor.compress(raw, level) { stored in
          try add(stored, rawSize: raw.count, base: nil, holding: objects)
        }
      }
    }
  }

  /// Calls `body` and keeps what it throws; any thread may call this.
  func attempt(_ body: () throws -> Void) {
    do { try body() } catch { state.withLock { $0.failure = $0.failure ?? error } }
  }

  /// Calls `body` with a compressor that nobody else has; any thread may call this.
  func withCompressor(_ body: (FrameCompressor) throws -> Void) throws {
    let compressor = try state.withLock { $0.compressors.popLast() } ?? FrameCompressor()
    try body(compressor)
    state.withLock { $0.compressors.append(compressor) }
  }

  /// Adds a frame unchanged; any thread may call this.
  func add(
    _ stored: UnsafeRawBufferPointer, rawSize: Int, base: ObjectID?, holding objects: [Pending]
  ) throws {
    let head = FrameHead(base: base, objects: objects.map { ($0.size, $0.type) })
    try state.withLock { state in
      guard state.failure == nil else { return }
      try (head.encoded + stored).withUnsafeBytes { try append($0, to: &state) }
      state.frames.append(
        PackIndex.Frame(
          offset: state.size - UInt64(stored.count), storedSize: UInt32(stored.count),
          rawSize: UInt32(rawSize), base: base))
      let frame = state.frames.count - 1
      for row in objects {
        let place = PackIndex.Place(
          frame: frame, offset: row.offset, size: row.size, type: row.type)
        state.objects.append(names.number(of: row.object), at: place)
      }
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer, to state: inout State) throws {
    if state.file == nil {
      try files.remove(temporary)
      state.file = try files.create(temporary, permissions: permissions)
      try start.withUnsafeBytes { try state.file?.append($0) }
      state.size = UInt64(start.count)
    }
    try state.file?.append(bytes)
    state.file?.beginSync()
    state.size += UInt64(bytes.count)
  }

  /// Throws what went wrong in the background so far.
  func check() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Writes the index, syncs the pack and gives it its name; `nil` if there was nothing to write.
  ///
  /// When this returns, the pack would survive a power cut.
  func commit() throws -> FilePath? {
    try check()
    return try state.withLock { state in
      guard let file = state.file else { return nil }
      let name = try Self.append(
        PackIndex.Encoding(
          frames: state.frames, objects: state.objects, names: names.present), to: file)
      // What comes next needs memory as well.
      (state.objects, state.frames, state.compressors) = (PackRows(), [], [])
      try file.sync()
      state.file = nil
      let path = place(name)
      try files.rename(temporary, over: path)
      try files.syncDirectory(path.removingLastComponent())
      return path
    }
  }

  /// Writes the index and what is behind it; returns its name.
  private static func append(
    _ index: PackIndex.Encoding, to file: any WritableFile
  ) throws -> ObjectID {
    typealias Layout = StoreLayout.Pack
    var waiting: [UInt8] = []
    waiting.append(little: Layout.skippableMagic)
    waiting.append(little: UInt32(index.size + Layout.trailerSize))
    var digest = RunningDigest()
    try index.write { part in
      part.withUnsafeBytes { digest.add($0) }
      waiting += part
      guard waiting.count >= 1 << 20 else { return }
      try waiting.withUnsafeBytes { try file.append($0) }
      waiting.removeAll(keepingCapacity: true)
    }
    let name = digest.finish()
    name.append(to: &waiting)
    waiting.append(little: UInt32(index.size))
    waiting.append(contentsOf: Layout.endMagic)
    try waiting.withUnsafeBytes { try file.append($0) }
    return name
  }

  /// Takes the unfinished pack away.
  func discard() {
    state.withLock { $0.file = nil }
    // Best effort: the next writer empties staging.
    try? files.remove(temporary)
  }
}
