/// The frames that were used last, newest at the end, each as far as it was decompressed.
struct RecentFrames {
  private var kept: [(pack: Pack, number: Int, bytes: [UInt8])] = []
  private var size = 0

  /// At most so many frames, and, but for the newest, so many bytes of memory: of a frame that was
  /// decompressed in part, room for all of it was taken. Frames of one object are small, and
  /// those on the way to it must not push out the one that all of them begin with.
  private static let count = 64
  private static let limit = 8 << 20

  /// A frame's bytes, `needed` of them at least.
  mutating func find(_ pack: Pack, _ number: Int, upTo needed: Int) -> [UInt8]? {
    guard let place = place(of: pack, number), kept[place].bytes.count >= needed else { return nil }
    if place + 1 < kept.count { kept.append(kept.remove(at: place)) }
    return kept.last?.bytes
  }

  /// Whether some of the frame is here.
  func has(_ pack: Pack, _ number: Int) -> Bool { place(of: pack, number) != nil }

  private func place(of pack: Pack, _ number: Int) -> Int? {
    kept.lastIndex { $0.pack === pack && $0.number == number }
  }

  mutating func keep(_ bytes: [UInt8], of pack: Pack, _ number: Int) {
    if let place = place(of: pack, number) { size -= kept.remove(at: place).bytes.capacity }
    kept.append((pack, number, bytes))
    size += bytes.capacity
    while kept.count > 1 && (kept.count > Self.count || size > Self.limit) {
      size -= kept.removeFirst().bytes.capacity
    }
  }
}
