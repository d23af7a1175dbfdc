internal import Dispatch
import FileEffects
import SystemPackage

/// Objects on their way into the store: all of them, in one new pack, or none.
///
/// One thread hands objects in; it hashes them and gathers the new ones in frames. A second thread
/// compresses full frames; when it falls behind, the first one helps. So both cores are busy, and at
/// most a handful of frames are in memory. A batch that is dropped leaves nothing behind.
public final class ObjectBatch {
  private let store: Store
  private let output: PackOutput
  private var seen: Set<ObjectID> = []
  private var raw: [UInt8] = []
  private var pending: [PackOutput.Pending] = []
  private var isCommitted = false
  private let queue = DispatchQueue(label: "cortex.compression")
  private let places = DispatchSemaphore(value: 4)

  init(_ store: Store) {
    self.store = store
    self.output = PackOutput(
      temporary: store.staging.appending("objects.pack"), folder: store.packsFolder,
      on: store.files)
  }

  deinit {
    queue.sync {}
    if !isCommitted { output.discard() }
  }

  /// How many uncompressed bytes were new.
  public private(set) var newBytes: UInt64 = 0

  /// Adds a blob; nothing is written for bytes that the store or this batch has.
  @discardableResult
  public func add(_ bytes: UnsafeRawBufferPointer) throws -> ObjectID {
    try add(bytes, as: .blob)
  }

  /// Adds a blob; nothing is written for bytes that the store or this batch has.
  @discardableResult
  public func add(_ bytes: [UInt8]) throws -> ObjectID {
    try add(bytes, as: .blob)
  }

  func add(_ bytes: [UInt8], as type: ObjectType) throws -> ObjectID {
    try bytes.withUnsafeBytes { try add($0, as: type) }
  }

  func add(_ bytes: UnsafeRawBufferPointer, as type: ObjectType) throws -> ObjectID {
    guard bytes.count <= StoreLayout.Pack.frameLimit else {
      throw StoreError.tooLarge(bytes: bytes.count, limit: StoreLayout.Pack.frameLimit)
    }
    let object = ObjectID(of: bytes)
    if seen.contains(object) || store.contains(object) { return object }
    seen.insert(object)
    // A frame never holds more than a reader accepts, whatever is added.
    if !raw.isEmpty && raw.count + bytes.count > StoreLayout.Pack.frameLimit { try flush() }
    pending.append(
      PackOutput.Pending(object: object, offset: raw.count, size: bytes.count, type: type))
    raw.append(contentsOf: bytes)
    newBytes += UInt64(bytes.count)
    if raw.count >= StoreLayout.Pack.frameTarget { try flush() }
    return object
  }

  private func flush() throws {
    guard !pending.isEmpty else { return }
    try output.check()
    let (frame, objects) = (raw, pending)
    raw = []
    raw.reserveCapacity(StoreLayout.Pack.frameTarget + 64 << 10)
    pending = []
    if store.workers > 1 && places.wait(timeout: .now()) == .success {
      queue.async { [output, places] in
        output.add(frame, objects)
        places.signal()
      }
    } else {
      output.add(frame, objects)
    }
  }

  /// Adds the trees of a listing and returns the root's name.
  public func addTrees(of listing: Listing) throws -> ObjectID {
    try TreeBuilder.build(listing) { try add($0, as: .tree) }
  }

  /// Makes everything that was added durable and readable.
  public consuming func commit() throws {
    try flush()
    queue.sync {}
    if let path = try output.commit() { try store.adopt(path) }
    isCommitted = true
  }
}
