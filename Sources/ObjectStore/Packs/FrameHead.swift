/// The head before every frame of a pack: enough to make the pack's index again from the frames.
///
/// The format is in `store-format.md`, "Packs".
struct FrameHead: Equatable {
  /// The object that the frame is encoded against.
  var base: ObjectID?
  /// The objects in the frame, in order.
  var objects: [(size: Int, type: ObjectType)]

  static func == (left: FrameHead, right: FrameHead) -> Bool {
    left.base == right.base && left.objects.elementsEqual(right.objects, by: ==)
  }

  /// Magic number and length.
  static let prefixSize = 8
  private typealias Layout = StoreLayout.Pack

  /// How many bytes a head for so many objects has.
  static func size(objects: Int) -> Int { prefixSize + ObjectID.byteCount + 4 * objects }

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: Layout.headMagic)
    bytes.append(little: UInt32(ObjectID.byteCount + 4 * objects.count))
    (base ?? .none).append(to: &bytes)
    for (size, type) in objects {
      bytes.append(little: UInt32(size) | UInt32(type.rawValue) << Layout.lengthBits)
    }
    return bytes
  }

  /// Reads a head from the start of `bytes`, and how long it is; `nil` where there is none.
  static func decode(_ bytes: [UInt8]) -> (head: FrameHead, size: Int)? {
    var reader = ByteReader(bytes)
    guard let magic: UInt32 = reader.integer(), magic == Layout.headMagic,
      let length: UInt32 = reader.integer(), let base = reader.objectID(),
      Int(length) >= ObjectID.byteCount, Int(length) % 4 == 0
    else { return nil }
    var head = FrameHead(base: base == .none ? nil : base, objects: [])
    var total = 0
    for _ in 0..<(Int(length) - ObjectID.byteCount) / 4 {
      guard let word: UInt32 = reader.integer(),
        let type = ObjectType(rawValue: UInt8(word >> Layout.lengthBits))
      else { return nil }
      let size = Int(word & (1 << Layout.lengthBits - 1))
      total += size
      guard total <= Layout.frameLimit else { return nil }
      head.objects.append((size, type))
    }
    return (head, reader.position)
  }
}
