import FileEffects

extension ObjectReader {
  /// The first chunk of a database, or all of one that has no more.
  public func firstChunk(of entry: Entry) throws -> [UInt8] {
    guard entry.isChunked else { return try bytes(of: entry.object) }
    return try chunks(entry.object).first.map { try bytes(of: $0.object) } ?? []
  }
}

/// Finds the first chunk of a database as a store had it, from that of the live database.
///
/// A database that was restored, or in which nothing but counters has changed, holds the same rows as the
/// generation that it came from, and yet its header is another one. What SQLite counts there are small
/// numbers, and the digest says when all of them are right.
public enum LostHeader {
  /// The chunk that `object` names; `nil` if it is not found near what the live database has.
  ///
  /// - Parameters:
  ///   - live: The first chunk of the live database, or all of it.
  ///   - others: First chunks of the same database in other generations.
  public static func chunk(
    _ object: ObjectID, from live: [UInt8], others: [[UInt8]] = []
  ) -> [UInt8]? {
    guard live.count >= DatabaseHeader.size, DatabaseHeader.isDatabase(live) else { return nil }
    let known = ([live] + others).filter { $0.count >= DatabaseHeader.size }
    let modes = Set(known.map { Array($0[18..<20]) } + [[1, 1], [2, 2]])
    let versions = Set(known.map { Array($0[96..<100]) })
    let cookie = number(at: 40, in: live)
    let cookies = known.map { number(at: 40, in: $0) } + near(cookie, below: 16, above: 4)
    let counters =
      known.map { number(at: 24, in: $0) } + near(number(at: 24, in: live), below: 256, above: 16)
    var chunk = live
    for version in versions {
      chunk.replaceSubrange(96..<100, with: version)
      for mode in modes {
        chunk.replaceSubrange(18..<20, with: mode)
        for cookie in unique(cookies) {
          put(cookie, at: 40, in: &chunk)
          for counter in unique(counters) {
            put(counter, at: 24, in: &chunk)
            put(counter, at: 92, in: &chunk)
            if ObjectID(of: chunk) == object { return chunk }
          }
        }
      }
    }
    return nil
  }

  /// Numbers about this one, nearest first.
  private static func near(_ number: UInt32, below: UInt32, above: UInt32) -> [UInt32] {
    var numbers: [UInt32] = []
    for distance in 0...max(below, above) {
      if distance <= below && distance <= number { numbers.append(number - distance) }
      if distance <= above && number <= .max - distance { numbers.append(number + distance) }
    }
    return numbers
  }

  private static func unique(_ numbers: [UInt32]) -> [UInt32] {
    var seen: Set<UInt32> = []
    return numbers.filter { seen.insert($0).inserted }
  }

  private static func number(at offset: Int, in bytes: [UInt8]) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func put(_ number: UInt32, at offset: Int, in bytes: inout [UInt8]) {
    for place in 0..<4 {
      bytes[offset + place] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * place))
    }
  }
}
