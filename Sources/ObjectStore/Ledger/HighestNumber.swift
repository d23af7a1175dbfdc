/// What the file `highest` holds: the highest number ever given to a generation, and which were deleted.
///
/// It distinguishes a lost record from a deleted one if the ledger is lost too.
public struct HighestNumber: Hashable, Sendable {
  public var number: Int
  /// The numbers up to it that had no generation any more; `nil` if the file does not say.
  public var deleted: Set<Int>?

  public init(_ number: Int, deleted: Set<Int>?) {
    self.number = number
    self.deleted = deleted
  }

  /// Reads the file; `nil` where its first line is no number, or there is a second that does not have the
  /// digest of both.
  init?(_ bytes: [UInt8]) {
    guard bytes.last == UInt8(ascii: "\n"), let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, first.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let number = Int(first), lines.count <= 2
    else { return nil }
    self.number = number
    guard lines.count == 2 else { return }
    var deleted: Set<Int> = []
    for word in lines[1].split(separator: " ").dropLast() {
      let ends = word.split(separator: "-").map { Int($0) }
      guard let lower = ends.first ?? nil, let upper = ends.last ?? nil, ends.count <= 2,
        0 < lower, lower <= upper, upper <= number
      else { return nil }
      deleted.formUnion(lower...upper)
    }
    self.deleted = deleted
    guard self.bytes == bytes else { return nil }
  }

  /// The file: the number, and a line of single numbers and ranges, with a digest of both.
  public var bytes: [UInt8] {
    guard let deleted else { return Array("\(number)\n".utf8) }
    var ranges: [ClosedRange<Int>] = []
    for number in deleted.sorted() {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    let words = ranges.map {
      $0.count == 1 ? "\($0.lowerBound) " : "\($0.lowerBound)-\($0.upperBound) "
    }
    let text = "\(number)\n" + words.joined()
    return Array("\(text)\(ObjectID(of: Array(text.utf8)))\n".utf8)
  }
}
