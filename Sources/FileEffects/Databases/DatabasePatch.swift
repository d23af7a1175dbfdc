/// What makes one state of a database another where only some of its pages differ.
///
/// It knows the whole of both states, but gives only the pages needed: so equal pages are
/// neither written nor, where that is safe, read.
public protocol DatabasePatch {
  /// How long the file is before and after, in bytes.
  var sizes: (before: UInt64, after: UInt64) { get }
  /// The ranges that may differ, in the order of the file, without overlaps. The first of them always has
  /// the first page, in which SQLite counts its commits.
  var pageRanges: [PageRange] { get }
  /// The file's fingerprint when all of it, with nothing beside it, was the state before. While it is
  /// still the same, only the ranges are compared. `nil` if it is not known.
  var fingerprint: FileMetadata? { get }

  /// The first 100 bytes of the state after, SQLite's header.
  var header: [UInt8] { get }

  /// The bytes of some ranges in the state after; `nil` if what they hold now, `present`, is not that of
  /// the state before, SQLite's counters aside. To be asked for a few MiB at a time.
  func contents(
    of ranges: ArraySlice<PageRange>, replacing present: [[UInt8]]
  ) throws -> [[UInt8]]?

  /// A judge of all of the file, as ``DatabaseAccess/restore(_:into:scratch:isExpected:)`` takes it.
  func judge() -> (UnsafeRawBufferPointer?) throws -> Bool
}

/// A range of whole pages in a database file.
public struct PageRange: Hashable, Sendable {
  /// Which it is, for whoever made it.
  public var number: Int
  /// Where it begins, in bytes from the start of the file.
  public var offset: UInt64
  /// How many bytes the state before and the one after have there; 0 beyond their end.
  public var before, after: Int

  public init(number: Int, offset: UInt64, before: Int, after: Int) {
    self.number = number
    self.offset = offset
    self.before = before
    self.after = after
  }
}
