/// The frames that were used last, newest at the end.
struct RecentFrames {
  private var kept: [(pack: Pack, number: Int, bytes: [UInt8])] = []
  private var size = 0

  /// At most so many frames, and, but for the newest, so many bytes.
  private static let count = StoreLayout.Pack.chainLimit + 1
  private static let limit = 8 << 20

  mutating func find(_ pack: Pack, _ number: Int) -> [UInt8]? {
    guard let place = kept.lastIndex(where: { $0.pack === pack && $0.number == number }) else {
      return nil
    }
    if place + 1 < kept.count { kept.append(kept.remove(at: place)) }
    return kept.last?.bytes
  }

  mutating func keep(_ bytes: [UInt8], _ pack: Pack, _ number: Int) {
    kept.append((pack, number, bytes))
    size += bytes.count
    while kept.count > 1 && (kept.count > Self.count || size > Self.limit) {
      size -= kept.removeFirst().bytes.count
    }
  }
}
