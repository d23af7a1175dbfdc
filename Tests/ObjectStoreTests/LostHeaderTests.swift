import ObjectStore
import TestSupport
import Testing

@Suite(.tags(.unit)) struct LostHeaderTests {
  /// The first piece of a database with these counters, its journal mode and SQLite's version.
  private func piece(
    counter: UInt32, cookie: UInt32, mode: UInt8 = 1, version: UInt8 = 7, row: UInt8 = 5
  ) -> [UInt8] {
    var bytes = Array("SQLite format 3\0".utf8) + [UInt8](repeating: row, count: 8000)
    func put(_ number: UInt32, _ offset: Int) {
      for place in 0..<4 {
        bytes[offset + place] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * place))
      }
    }
    (bytes[18], bytes[19]) = (mode, mode)
    put(counter, 24)
    put(cookie, 40)
    put(counter, 92)
    put(UInt32(version), 96)
    return bytes
  }

  @Test(arguments: [
    (9 as UInt32, 3 as UInt32, 1 as UInt8), (200, 3, 2), (290, 19, 1), (299, 4, 1), (300, 20, 1),
  ])
  func `a header that differs in what SQLite counts is found again`(
    counter: UInt32, cookie: UInt32, mode: UInt8
  ) {
    let lost = piece(counter: counter, cookie: cookie, mode: mode)
    let live = piece(counter: min(counter + 100, 300), cookie: min(cookie + 5, 20))
    #expect(LostHeader.chunk(ObjectID(of: lost), from: live) == lost)
  }

  @Test func `what another generation has is tried, too`() {
    let lost = piece(counter: 90_000, cookie: 500, version: 9)
    let live = piece(counter: 100, cookie: 2)
    #expect(LostHeader.chunk(ObjectID(of: lost), from: live) == nil)
    let other = piece(counter: 90_000, cookie: 500, version: 9, row: 6)
    #expect(LostHeader.chunk(ObjectID(of: lost), from: live, others: [other]) == lost)
  }

  @Test func `rows that differ are never taken for those that were lost`() {
    let lost = piece(counter: 9, cookie: 3)
    #expect(LostHeader.chunk(ObjectID(of: lost), from: piece(counter: 9, cookie: 3, row: 6)) == nil)
    #expect(LostHeader.chunk(ObjectID(of: lost), from: []) == nil)
  }
}
