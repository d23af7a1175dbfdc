import FileEffects
import SystemPackage

/// Finds the frames of a pack whose index cannot be used, by the heads before them.
///
/// The bytes between two readable heads are one frame. After anything but a head or a frame, the search
/// goes on for the next head.
struct PackScan {
  struct Frame {
    var head: FrameHead
    /// As it lies in the pack.
    var stored: [UInt8]

    /// The objects in the frame, whose uncompressed bytes are `raw`; `nil` where those are not what
    /// the head says.
    func rows(_ raw: [UInt8]) -> [PackIndex.Row]? {
      guard raw.count == rawSize else { return nil }
      var offset = 0
      return head.objects.map { size, type in
        defer { offset += size }
        let object = raw.withUnsafeBytes {
          ObjectID(of: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + size]))
        }
        let place = PackIndex.Place(frame: 0, offset: offset, size: size, type: type)
        return PackIndex.Row(object: object, place: place)
      }
    }

    var rawSize: Int { head.objects.reduce(0) { $0 + $1.size } }
  }

  /// Enough for the longest head and frame that are ever written: small objects until a frame is
  /// full, or one object as large as one may be.
  private static let window = StoreLayout.Pack.frameLimit + 16 << 20
  /// How many bytes are passed over where the disk cannot read.
  private static let unreadable = 64 << 10
  private static let magic: [UInt8] = {
    var bytes: [UInt8] = []
    bytes.append(little: StoreLayout.Pack.headMagic)
    return bytes
  }()

  /// Calls `body` with every frame of the file, in order; one at a time is in memory.
  static func frames(
    in path: FilePath, on files: any FileSystem, _ body: (Frame) throws -> Void
  ) throws {
    let size = try files.metadata(path)?.size ?? 0
    let file = try files.open(path)
    var offset: UInt64 = 0
    var wanted = 1 << 20
    while offset < size {
      guard let bytes = try? file.bytes(at: offset, count: Int(min(UInt64(wanted), size - offset)))
      else {
        // The disk cannot read this: what comes after it, perhaps.
        offset += UInt64(unreadable)
        continue
      }
      if bytes.isEmpty { return }
      if let (frame, length) = frame(bytes) {
        try body(frame)
        offset += UInt64(length)
        wanted = 1 << 20
      } else if bytes.starts(with: magic), wanted < window, offset + UInt64(wanted) < size {
        // Perhaps only the start of it was read.
        wanted *= 4
      } else {
        // At least one byte on: this is no head with a whole frame.
        let next = bytes.dropFirst().firstRange(of: magic)?.lowerBound
        offset += UInt64(next ?? max(1, bytes.count - magic.count + 1))
        wanted = 1 << 20
      }
    }
  }

  private static func frame(_ bytes: [UInt8]) -> (Frame, length: Int)? {
    guard let (head, size) = FrameHead.decode(bytes) else { return nil }
    let length = bytes.withUnsafeBytes {
      FrameDecompressor.frameLength(UnsafeRawBufferPointer(rebasing: $0[size...]))
    }
    guard let length else { return nil }
    return (Frame(head: head, stored: Array(bytes[size..<size + length])), size + length)
  }
}
