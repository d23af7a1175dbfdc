import CSQLite
import FileEffects
import Glibc

/// How much is in memory at a time.
struct PatchLimits: Sendable {
  /// The number of ranges that are compared at a time: with ranges of 64 KiB that is 8 MiB before and as
  /// much after.
  var ranges = 128
  /// The bytes of new pages that are kept from the comparison to the writing; the others are read again.
  var keptBytes = 32 << 20
}

/// One patch being made, by a connection that has the database for itself.
struct PatchWork<Patch: DatabasePatch> {
  private let patch: Patch
  private let live: Connection
  private let file: OpenFile
  private let pageSize: Int

  /// A page that will hold something else; `old` is `nil` beyond the end of the file.
  private struct Page {
    var number: UInt32
    var old: [UInt8]?
    var new: [UInt8]
  }

  private let limits: PatchLimits

  init(
    _ patch: Patch, on live: Connection, pageSize: Int, _ limits: PatchLimits
  ) throws(DatabaseAccessError) {
    self.limits = limits
    self.patch = patch
    self.live = live
    self.pageSize = pageSize
    file = try live.file()
  }

  /// Journal, pages, commit; each step durable before the next begins.
  func carryOut() throws {
    let journal = try RollbackJournal(
      of: live, pageSize: pageSize, pageCount: UInt32(patch.sizes.before / UInt64(pageSize)))
    do {
      var kept: [Page] = []
      var keptRanges = 0
      for start in stride(from: 0, to: patch.pageRanges.count, by: limits.ranges) {
        let pages = try changedPages(from: start)
        for page in pages {
          if let old = page.old { try journal.add(page: page.number, old) }
        }
        if keptRanges == start && (kept.count + pages.count) * pageSize <= limits.keptBytes {
          kept += pages.map { Page(number: $0.number, old: nil, new: $0.new) }
          keptRanges = start + limits.ranges
        }
      }
      try journal.seal()
      try write(kept)
      for start in stride(from: keptRanges, to: patch.pageRanges.count, by: limits.ranges) {
        try write(try changedPages(from: start))
      }
      try live.require(file.sync(), file)
      try journal.remove()
    } catch {
      journal.abandon()
      throw error
    }
    // After the commit, as SQLite does it: until then a rollback would need the pages that are cut off.
    if patch.sizes.after < patch.sizes.before {
      try live.require(file.truncate(to: Int64(patch.sizes.after)), file)
    }
  }

  /// Compares ranges from number `start` on with the state before, and returns the pages in them that
  /// will change.
  private func changedPages(from start: Int) throws -> [Page] {
    let ranges = patch.pageRanges[start...].prefix(limits.ranges)
    let present = try ranges.map { try read(Int64($0.offset), $0.before) }
    guard var new = try patch.contents(of: ranges, replacing: present) else {
      throw DatabaseAccessError.changedMeanwhile(database: live.path)
    }
    if start == 0 {
      DatabaseHeader.continueCounters(
        of: present[0], in: &new[0], libraryVersion: UInt32(sqlite3_libversion_number()))
    }
    return zip(ranges, zip(present, new)).flatMap { range, states in
      changedPages(of: range, now: states.0, new: states.1)
    }
  }

  private func changedPages(of range: PageRange, now: [UInt8], new: [UInt8]) -> [Page] {
    stride(from: 0, to: new.count, by: pageSize).compactMap { start in
      let number = UInt32((range.offset + UInt64(start)) / UInt64(pageSize)) + 1
      if DatabasePage.isLockPage(number, pageSize: pageSize) { return nil }
      let bytes = start..<start + pageSize
      guard bytes.upperBound <= now.count else {
        return Page(number: number, old: nil, new: Array(new[bytes]))
      }
      return now[bytes].isSame(as: new[bytes])
        ? nil : Page(number: number, old: Array(now[bytes]), new: Array(new[bytes]))
    }
  }

  /// Writes pages, and reads them back.
  private func write(_ pages: [Page]) throws {
    for page in pages {
      let place = Int64(page.number - 1) * Int64(pageSize)
      try live.require(page.new.withUnsafeBytes { file.write($0, at: place) }, file)
      guard try read(place, pageSize)[...].isSame(as: page.new[...]) else {
        throw DatabaseAccessError.failed(
          database: live.path, .otherPage(Int(page.number)))
      }
    }
  }

  private func read(_ offset: Int64, _ count: Int) throws(DatabaseAccessError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try live.require(bytes.withUnsafeMutableBytes { file.read(into: $0, at: offset) }, file)
    return bytes
  }
}

extension ArraySlice<UInt8> {
  /// Whether the bytes are the same; quickly, also in a debug build.
  fileprivate func isSame(as other: ArraySlice<UInt8>) -> Bool {
    withUnsafeBytes { mine in
      other.withUnsafeBytes { others in
        guard let start = mine.baseAddress, let other = others.baseAddress else {
          return mine.count == others.count
        }
        return mine.count == others.count && memcmp(start, other, mine.count) == 0
      }
    }
  }
}

/// Facts about pages.
///
/// Source: the SQLite file format, sections 1.3, "The Database Header", and 1.4, "The Lock-Byte Page".
enum DatabasePage {
  /// Whether the header at the start of these bytes is one as SQLite leaves it, with the number of
  /// pages that a file of that size has.
  static func isOrdinary(_ first: [UInt8], size: UInt64, pageSize: Int) -> Bool {
    DatabaseHeader.pageSize(of: first) == pageSize
      && DatabaseHeader.hasAllPages(first, length: size)
      && DatabaseHeader.number(at: 24, in: first) == DatabaseHeader.number(at: 92, in: first)
  }

  /// Whether locks are taken on the bytes of page `number`: SQLite neither reads nor writes it.
  static func isLockPage(_ number: UInt32, pageSize: Int) -> Bool {
    number == UInt32((1 << 30) / pageSize) + 1
  }
}
