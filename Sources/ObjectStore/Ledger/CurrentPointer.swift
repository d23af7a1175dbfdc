/// What the file `current` holds: the number of the generation in force, and the ledger's change that
/// put it there.
///
/// In a store without a ledger it is the number alone.
struct CurrentPointer: Hashable, Sendable {
  var number: Int
  /// The number of the ledger's change; `nil` where the file does not say.
  var sequence: Int?
  /// The digest of the change's bytes before the file's own: of no other store's change.
  var change: ObjectID?

  init(number: Int, sequence: Int?, change: ObjectID?) {
    self.number = number
    self.sequence = sequence
    self.change = change
  }

  /// Reads the file; `nil` where its first line is no number, or there is a second that does not have the
  /// digest of both.
  init?(_ bytes: [UInt8]) {
    guard bytes.last == UInt8(ascii: "\n") else { return nil }
    let lines = bytes.dropLast().split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    guard let first = lines.first, first.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let number = Int(first), number > 0, lines.count <= 2
    else { return nil }
    self.number = number
    if lines.count == 2 {
      let words = lines[1].split(separator: " ")
      sequence = words.first.flatMap { Int($0) }
      change = words.count == 3 ? ObjectID(words[1]) : nil
      guard sequence != nil, self.bytes == bytes else { return nil }
    }
  }

  /// The file: the number, and a line that names its change, with a digest of both.
  var bytes: [UInt8] {
    guard let sequence else { return Array("\(number)\n".utf8) }
    let text = "\(number)\n\(sequence)" + (change.map { " \($0)" } ?? "")
    return Array("\(text) \(ObjectID(of: Array(text.utf8)))\n".utf8)
  }
}
