/// The list of a pack's frames and objects, at its end.
///
/// The format is in `store-format.md`, "Packs". Read-only and held as the bytes of the file: a
/// look-up is a binary search, and nothing is parsed beforehand.
struct PackIndex: Sendable {
  struct Frame: Hashable, Sendable {
    /// Where the frame starts in the pack, in bytes.
    var offset: UInt64
    var storedSize: UInt32
    var rawSize: UInt32
  }

  /// Where an object lies.
  struct Place: Hashable, Sendable {
    var frame: Int
    /// Offset in the frame's uncompressed bytes.
    var offset: Int
    var size: Int
    var type: ObjectType
  }

  let frameCount: Int
  let objectCount: Int
  private let bytes: [UInt8]
  private var frames: Int { StoreLayout.Pack.headerSize }
  private var names: Int { frames + frameCount * StoreLayout.Pack.frameRowSize }
  private var places: Int { names + objectCount * ObjectID.byteCount }

  /// Checks the index's own structure; `nil` with the reason where it does not add up.
  static func decode(_ bytes: [UInt8], packSize: UInt64) -> Result<PackIndex, Refusal> {
    var reader = ByteReader(bytes)
    guard reader.take(4).map(Array.init) == StoreLayout.Pack.indexMagic,
      let version: UInt32 = reader.integer(), let frameCount: UInt32 = reader.integer(),
      let objectCount: UInt32 = reader.integer()
    else { return .failure(Refusal(reason: "its index has no header")) }
    guard version == StoreLayout.Pack.indexVersion else {
      return .failure(
        Refusal(
          reason: "its index has version \(version), this program knows "
            + "\(StoreLayout.Pack.indexVersion)"))
    }
    let index = PackIndex(
      frameCount: Int(frameCount), objectCount: Int(objectCount), bytes: bytes)
    guard
      bytes.count == index.places + index.objectCount * StoreLayout.Pack.objectRowSize
    else { return .failure(Refusal(reason: "its index is cut short")) }
    var end: UInt64 = 0
    for number in 0..<index.frameCount {
      let frame = index.frame(number)
      guard frame.offset == end, frame.rawSize <= StoreLayout.Pack.frameLimit else {
        return .failure(Refusal(reason: "frame \(number) of its index is out of place"))
      }
      end += UInt64(frame.storedSize)
      guard
        index.integer(at: index.frames + number * StoreLayout.Pack.frameRowSize + 16)
          == StoreLayout.Pack.noBase
      else { return .failure(Refusal(reason: "frame \(number) needs a base")) }
    }
    guard end == packSize else {
      return .failure(Refusal(reason: "its frames have \(end) bytes, and \(packSize) are there"))
    }
    for number in 0..<index.objectCount {
      guard let place = index.place(number), place.frame < index.frameCount,
        place.offset + place.size <= Int(index.frame(place.frame).rawSize),
        number == 0 || index.name(number - 1) < index.name(number)
      else { return .failure(Refusal(reason: "object \(number) of its index is out of place")) }
    }
    return .success(index)
  }

  struct Refusal: Error {
    var reason: String
  }

  private init(frameCount: Int, objectCount: Int, bytes: [UInt8]) {
    self.frameCount = frameCount
    self.objectCount = objectCount
    self.bytes = bytes
  }

  private func integer<Value: FixedWidthInteger>(at offset: Int) -> Value {
    Value(
      littleEndian: bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: offset, as: Value.self)
      }
    )
  }

  func frame(_ number: Int) -> Frame {
    let row = frames + number * StoreLayout.Pack.frameRowSize
    return Frame(
      offset: integer(at: row), storedSize: integer(at: row + 8), rawSize: integer(at: row + 12))
  }

  func name(_ number: Int) -> ObjectID {
    let start = names + number * ObjectID.byteCount
    return bytes.withUnsafeBytes {
      ObjectID(UnsafeRawBufferPointer(rebasing: $0[start..<start + ObjectID.byteCount]))
    }
  }

  /// `nil` where the type is unknown.
  func place(_ number: Int) -> Place? {
    let row = places + number * StoreLayout.Pack.objectRowSize
    let frame: UInt32 = integer(at: row)
    let offset: UInt32 = integer(at: row + 4)
    let size: UInt32 = integer(at: row + 8)
    guard let type = ObjectType(rawValue: bytes[row + 12]) else { return nil }
    return Place(frame: Int(frame), offset: Int(offset), size: Int(size), type: type)
  }

  func find(_ object: ObjectID) -> Place? {
    var low = 0
    var high = objectCount
    while low < high {
      let middle = (low + high) / 2
      let found = name(middle)
      if found == object { return place(middle) }
      if found < object { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}

extension PackIndex {
  /// The bytes of an index over these frames and objects.
  static func encode(
    frames: [Frame], objects: [(object: ObjectID, place: Place)]
  ) -> [UInt8] {
    var bytes = StoreLayout.Pack.indexMagic
    bytes.append(little: StoreLayout.Pack.indexVersion)
    bytes.append(little: UInt32(frames.count))
    bytes.append(little: UInt32(objects.count))
    for frame in frames {
      bytes.append(little: frame.offset)
      bytes.append(little: frame.storedSize)
      bytes.append(little: frame.rawSize)
      bytes.append(little: StoreLayout.Pack.noBase)
      bytes.append(little: UInt32(0))
    }
    let sorted = objects.sorted { $0.object < $1.object }
    for row in sorted { row.object.append(to: &bytes) }
    for row in sorted {
      bytes.append(little: UInt32(row.place.frame))
      bytes.append(little: UInt32(row.place.offset))
      bytes.append(little: UInt32(row.place.size))
      bytes.append(little: UInt32(row.place.type.rawValue))
    }
    return bytes
  }
}
