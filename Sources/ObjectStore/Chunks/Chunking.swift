/// Cuts large files into chunks where their contents say so, so that an insertion moves the cuts
/// around it and no others.
///
/// Source: W. Xia et al., "FastCDC: a Fast and Efficient Content-Defined Chunking Approach for Data
/// Deduplication", USENIX ATC 2016: gear hash, normalised chunk sizes, cuts skipped below the minimum.
enum Chunking {
  static let minimum = 16 << 10
  static let target = 64 << 10
  static let maximum = 256 << 10

  /// More bits before the target size than after it pull the sizes towards the target.
  /// The high bits, which the last 46 bytes and more have gone into.
  private static let maskBefore: UInt64 = ~0 << (64 - 18)
  private static let maskAfter: UInt64 = ~0 << (64 - 14)

  /// Random numbers, one for each byte: SplitMix64 from a fixed seed. Part of no format: other cuts
  /// give other chunks, and every reader follows the list.
  private static let gear: [UInt64] = {
    var state: UInt64 = 0x636f_7274_6578_0001
    return (0..<256).map { _ in
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = state
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
  }()

  /// The length of the first chunk of `bytes`, which are the rest of a file or at least ``maximum``.
  static func cut(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count > minimum else { return bytes.count }
    let end = min(bytes.count, maximum)
    let middle = min(end, target)
    return gear.withUnsafeBufferPointer { gear in
      var hash: UInt64 = 0
      var index = minimum
      while index < middle {
        hash = (hash << 1) &+ gear[Int(bytes[index])]
        if hash & maskBefore == 0 { return index + 1 }
        index += 1
      }
      while index < end {
        hash = (hash << 1) &+ gear[Int(bytes[index])]
        if hash & maskAfter == 0 { return index + 1 }
        index += 1
      }
      return end
    }
  }
}
