public import SystemPackage

/// A fault in a pack.
public enum PackFault: Error, Hashable, Sendable {
  case missing
  /// The system does not let it be read.
  case unreadable(Errno)
  case cutShort
  /// Its last bytes are not those of a pack.
  case noEnd

  // MARK: Its index

  case indexNotFramed
  case indexHasOtherDigest
  case noIndexHeader
  case unknownIndexVersion(found: UInt32, known: UInt32)
  case indexCutShort
  /// A row of the index names a base that it does not have; frames are counted from 0.
  case unknownBase(frame: Int)
  case misplacedFrame(Int)
  case misplacedObject(Int)
  /// Its frames would have so many bytes.
  case otherLength(frames: UInt64, found: UInt64)

  // MARK: Its frames

  /// The heads before frames do not match the index; nothing is lost by that.
  case otherHeads
  case damagedFrames(Int, of: Int)
}
