/// What the stat cache is to say of a captured state.
///
/// It is made and written folder by folder: with many files the whole of it would take more memory than
/// all else.
struct StatCacheMemory {
  typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  private let head: [UInt8]
  private let root: CapturedFolder
  /// In bytes.
  let size: Int

  /// Call it when the trees are built. Contents that are not in the store, by `isStored`, are not remembered,
  /// or as such if they are large: the cache's reader relies on that.
  init(
    _ root: CapturedFolder, rules: ObjectID, packs: Set<String>, _ isStored: (ObjectID) -> Bool
  ) throws {
    head = StatCache.head(rules: rules, packs: packs.sorted())
    self.root = root
    size = try head.count + root.measure(nil, isStored).bytes
  }

  /// Hands out all of it, part by part.
  func write(to sink: Sink) throws {
    try head.withUnsafeBytes(sink)
    try root.write(to: sink)
  }

  /// Whether it is just these bytes.
  func isSame(as bytes: [UInt8]) throws -> Bool {
    guard size == bytes.count else { return false }
    var isSame = true
    var place = 0
    try write { part in
      isSame = isSame && bytes[place..<place + part.count].elementsEqual(part)
      place += part.count
    }
    return isSame
  }
}
