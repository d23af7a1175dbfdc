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
    /// The object that the frame is encoded against.
    var base: ObjectID?
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
  private var bases: Int { places + objectCount * StoreLayout.Pack.objectRowSize }

  /// Reads an index and checks its structure; the failure says what does not add up.
  static func decode(_ bytes: [UInt8], packSize: UInt64) -> Result<PackIndex, PackFault> {
    var reader = ByteReader(bytes)
    guard reader.take(4).map(Array.init) == StoreLayout.Pack.indexMagic,
      let version: UInt32 = reader.integer(), let frameCount: UInt32 = reader.integer(),
      let objectCount: UInt32 = reader.integer()
    else { return .failure(.noIndexHeader) }
    guard version == StoreLayout.Pack.indexVersion else {
      return .failure(
        .unknownIndexVersion(found: version, known: StoreLayout.Pack.indexVersion))
    }
    let index = PackIndex(
      frameCount: Int(frameCount), objectCount: Int(objectCount), bytes: bytes)
    guard bytes.count >= index.bases, (bytes.count - index.bases) % ObjectID.byteCount == 0 else {
      return .failure(.indexCutShort)
    }
    let fault = index.faultInFrames(packSize: packSize) ?? index.faultInObjects()
    return fault.map { .failure($0) } ?? .success(index)
  }

  private func faultInFrames(packSize: UInt64) -> PackFault? {
    let baseCount = (bytes.count - bases) / ObjectID.byteCount
    var end: UInt64 = 0
    for number in 0..<frameCount {
      let base = baseNumber(of: number)
      guard base == StoreLayout.Pack.noBase || base < baseCount else {
        return .unknownBase(frame: number)
      }
      let frame = frame(number)
      // Between two frames is the head of the second.
      guard frame.offset >= end, frame.offset <= packSize,
        frame.rawSize <= StoreLayout.Pack.frameLimit
      else { return .misplacedFrame(number) }
      end = frame.offset + UInt64(frame.storedSize)
    }
    return end == packSize ? nil : .otherLength(frames: end, found: packSize)
  }

  private func faultInObjects() -> PackFault? {
    var last: ObjectID?
    for number in 0..<objectCount {
      let name = name(number)
      guard let place = place(number), place.frame < frameCount,
        place.offset + place.size <= Int(rawSize(of: place.frame)),
        last.map({ $0 < name }) ?? true
      else { return .misplacedObject(number) }
      last = name
    }
    return nil
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
    let base = baseNumber(of: number)
    return Frame(
      offset: integer(at: row), storedSize: integer(at: row + 8), rawSize: rawSize(of: number),
      base: base == StoreLayout.Pack.noBase
        ? nil : digest(at: bases + Int(base) * ObjectID.byteCount))
  }

  /// The objects that frames of this pack are encoded against.
  var baseNames: some Sequence<ObjectID> {
    (0..<(bytes.count - bases) / ObjectID.byteCount).lazy.map {
      digest(at: bases + $0 * ObjectID.byteCount)
    }
  }

  private func rawSize(of frame: Int) -> UInt32 {
    integer(at: frames + frame * StoreLayout.Pack.frameRowSize + 12)
  }

  private func baseNumber(of frame: Int) -> UInt32 {
    integer(at: frames + frame * StoreLayout.Pack.frameRowSize + 16)
  }

  func name(_ number: Int) -> ObjectID { digest(at: names + number * ObjectID.byteCount) }

  private func digest(at start: Int) -> ObjectID {
    bytes.withUnsafeBytes {
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

  /// Where the object lies; `nil` if it is not in the pack.
  ///
  /// Digests are spread evenly, so where one is can be guessed from its first bytes: some three
  /// looks instead of a binary search's sixteen among 50,000.
  func find(_ object: ObjectID) -> Place? {
    bytes.withUnsafeBytes { all in
      func prefix(_ number: Int) -> UInt64 {
        UInt64(
          bigEndian: all.loadUnaligned(
            fromByteOffset: names + number * ObjectID.byteCount, as: UInt64.self))
      }
      let wanted = object.word0
      var (low, high) = (0, objectCount)
      var (least, most) = (UInt64.min, UInt64.max)
      // A guess that does not halve the rest is followed by a halving: no index is slow.
      var isGuess = true
      while low < high {
        var middle = low + (high - low) / 2
        if isGuess && most > least {
          let share = Double(wanted - least) / Double(most - least)
          middle = min(high - 1, low + Int(share * Double(high - low)))
        }
        let found = prefix(middle)
        let left = high - low
        if found == wanted {
          // Two digests with the same first eight bytes are next to each other.
          let name = self.name(middle)
          if name == object { return place(middle) }
          if name < object { low = middle + 1 } else { high = middle }
        } else if found < wanted {
          (low, least) = (middle + 1, found)
        } else {
          (high, most) = (middle, found)
        }
        isGuess = high - low <= left / 2 || !isGuess
      }
      return nil
    }
  }
}
