internal import Dispatch

/// Gathers objects in frames, and compresses each full one into a pack.
///
/// A second thread compresses; when it falls behind, the first one helps. So both cores are busy, and at
/// most a handful of frames are in memory.
struct FrameGathering {
  private let pack: PackOutput
  private let hasSecondThread: Bool
  private let queue = DispatchQueue(label: "cortex.compression")
  private let places = DispatchSemaphore(value: 4)
  private var raw: [UInt8] = []
  private var pending: [PackOutput.Pending] = []
  private var gatheredBytes = 0
  /// This much is compressed thoroughly, in bytes; beyond it, that would take too long.
  private static let thoroughBytes = 64 << 20

  init(into pack: PackOutput, workers: Int) {
    self.pack = pack
    hasSecondThread = workers > 1
  }

  /// Adds an object to the frame that is being filled.
  mutating func add(
    _ object: ObjectID, holding bytes: UnsafeRawBufferPointer, as type: ObjectType
  ) throws {
    // A frame never holds more than a reader accepts, whatever is added.
    if !raw.isEmpty && raw.count + bytes.count > StoreLayout.Pack.frameLimit { try flush() }
    pending.append(
      PackOutput.Pending(object: object, offset: raw.count, size: bytes.count, type: type))
    raw.append(contentsOf: bytes)
    if raw.count >= StoreLayout.Pack.frameTarget { try flush() }
  }

  /// Compresses the frame that is being filled, full or not.
  mutating func flush() throws {
    guard !pending.isEmpty else { return }
    try pack.check()
    let (frame, objects) = (raw, pending)
    raw = []
    raw.reserveCapacity(StoreLayout.Pack.frameTarget + 64 << 10)
    pending = []
    let level: FrameCompressor.Level = gatheredBytes < Self.thoroughBytes ? .thorough : .fast
    gatheredBytes += frame.count
    inBackground { [pack] in pack.add(frame, holding: objects, at: level) }
  }

  /// Runs `body` on the second thread, or here and now if that has enough to do.
  func inBackground(_ body: @escaping @Sendable () -> Void) {
    if hasSecondThread && places.wait(timeout: .now()) == .success {
      queue.async { [places] in
        body()
        places.signal()
      }
    } else {
      body()
    }
  }

  /// Waits until the second thread has done all that it was given.
  func waitForBackground() { queue.sync {} }
}
