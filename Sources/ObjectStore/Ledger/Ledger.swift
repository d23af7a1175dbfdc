/// The second copy of a store's small files: a file of changes, each with what files became by it.
///
/// A change is appended and synced before the files that it names are touched. Each has a digest, and
/// the digest of the one before it, so that one that is damaged or missing is known to be. The format
/// is in `store-format.md`.
struct Ledger: Sendable {
  /// What one file became: its bytes, or gone.
  struct Image: Sendable {
    var name: String
    /// Where the bytes lie in the ledger; `nil` where the file went.
    var place: Range<Int>?
  }

  struct Change: Sendable {
    /// Counts up from 1.
    var sequence: Int
    /// The digest of the change before; `nil` at the beginning of a ledger.
    var previous: ObjectID?
    /// The highest number ever given to a generation; 0 for none.
    var highest: Int
    /// The generation in force afterwards; `nil` for none.
    var current: Int?
    var images: [Image]
    var digest: ObjectID
    /// Where the change lies in the ledger.
    var place: Range<Int>
  }

  private let bytes: [UInt8]
  /// Those that are whole, in the order in which they were made.
  private(set) var changes: [Change] = []
  /// Where there is something that is no whole change, the torn end aside.
  private(set) var damage: [Range<Int>] = []
  /// What is behind the last whole change: the beginning of one that was being appended when the power
  /// failed.
  private(set) var end: Range<Int>?

  /// Reads as many changes as are whole.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var position = 0
    while position < bytes.count {
      if let change = Self.change(in: bytes, at: position) {
        changes.append(change)
        position = change.place.upperBound
      } else {
        let next = Self.start(in: bytes, after: position)
        let unknown = position..<(next ?? bytes.count)
        if next != nil || Self.endsAsChange(bytes[unknown]) {
          damage.append(unknown)
        } else {
          end = unknown
        }
        position = unknown.upperBound
      }
    }
  }

  var last: Change? { changes.last }

  /// Whether changes are missing at the beginning, or between two that are there.
  var hasGaps: Bool {
    if let first = changes.first, first.previous != nil { return true }
    return zip(changes, changes.dropFirst()).contains { before, after in
      after.previous != before.digest || after.sequence != before.sequence + 1
    }
  }

  /// What the files are by the changes that are whole; `nil` for one that went.
  var images: [String: [UInt8]?] {
    var places: [String: Range<Int>?] = [:]
    for change in changes {
      for image in change.images { places.updateValue(image.place, forKey: image.name) }
    }
    return places.mapValues { $0.map { Array(bytes[$0]) } }
  }

  /// The bytes of one file by the last change that names it; `nil` where none does, or it went.
  func image(of name: String) -> [UInt8]? {
    for change in changes.reversed() {
      if let image = change.images.last(where: { $0.name == name }) { return bytes(of: image) }
    }
    return nil
  }

  func bytes(of image: Image) -> [UInt8]? { image.place.map { Array(bytes[$0]) } }

  // MARK: Bytes

  /// A change as it is appended.
  static func encode(
    sequence: Int, after previous: ObjectID?, highest: Int, current: Int?,
    _ contents: [(name: String, bytes: [UInt8]?)]
  ) -> [UInt8] {
    var bytes = Array(
      """
      \(changeWord)\(sequence) after \(previous?.description ?? nothing) highest \(highest) \
      current \(current ?? 0)

      """.utf8)
    for (name, contents) in contents {
      if let contents {
        bytes += "\(fileWord)\(name) \(contents.count)\n".utf8
        bytes += contents
      } else {
        bytes += "\(goneWord)\(name)\n".utf8
      }
    }
    return bytes + Array("\(endWord)\(ObjectID(of: bytes))\n".utf8)
  }

  private static let changeWord = "change "
  private static let fileWord = "file "
  private static let goneWord = "gone "
  private static let endWord = "end "
  private static let nothing = "nothing"
  private static let newline = UInt8(ascii: "\n")
  /// No line of a change's own is longer.
  private static let longestLine = 512

  /// The whole change that begins at `start`.
  private static func change(in bytes: [UInt8], at start: Int) -> Change? {
    var position = start
    func line() -> String? {
      let limit = min(bytes.count, position + longestLine)
      guard let end = bytes[position..<limit].firstIndex(of: newline) else { return nil }
      defer { position = end + 1 }
      return String(decoding: bytes[position..<end], as: UTF8.self)
    }
    guard let head = line(), var change = Change(head: head) else { return nil }
    while true {
      let lineStart = position
      guard let text = line() else { return nil }
      if text.hasPrefix(fileWord) {
        let words = text.dropFirst(fileWord.count).split(separator: " ")
        guard words.count == 2, let count = Int(words[1]), count >= 0,
          count <= bytes.count - position
        else { return nil }
        change.images.append(Image(name: String(words[0]), place: position..<position + count))
        position += count
      } else if text.hasPrefix(goneWord) {
        change.images.append(Image(name: String(text.dropFirst(goneWord.count)), place: nil))
      } else if text.hasPrefix(endWord) {
        change.digest = ObjectID(of: Array(bytes[start..<lineStart]))
        change.place = start..<position
        return text.dropFirst(endWord.count) == change.digest.description ? change : nil
      } else {
        return nil
      }
    }
  }

  /// Whether the last line is that of a change: then it was written to its end, and is damaged.
  private static func endsAsChange(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.last == newline else { return false }
    let line = bytes.dropLast().suffix(endWord.utf8.count + 2 * ObjectID.byteCount)
    let text = String(decoding: line, as: UTF8.self)
    return text.hasPrefix(endWord) && ObjectID(text.dropFirst(endWord.count)) != nil
  }

  /// Where the next whole change begins: anywhere, since what is damaged may be the end of a line.
  private static func start(in bytes: [UInt8], after position: Int) -> Int? {
    let word = Array(changeWord.utf8)
    var found = position + 1
    while let begin = bytes[min(found, bytes.count)...].firstIndex(of: word[0]) {
      if bytes[begin...].starts(with: word), change(in: bytes, at: begin) != nil { return begin }
      found = begin + 1
    }
    return nil
  }

  /// The last change of a ledger of which these are the last bytes, if it is whole and begins in them.
  static func lastChange(in bytes: [UInt8]) -> Change? {
    let word = Array(changeWord.utf8)
    var position = bytes.count
    while position > 0 {
      let line = bytes[..<(position - 1)].lastIndex(of: newline).map { $0 + 1 } ?? 0
      if bytes[line...].starts(with: word), let change = change(in: bytes, at: line) {
        return change.place.upperBound == bytes.count ? change : nil
      }
      position = line
    }
    return nil
  }
}

extension Ledger.Change {
  /// Reads the first line.
  fileprivate init?(head: String) {
    let words = head.split(separator: " ")
    guard words.count == 8, words[0] == "change", words[2] == "after", words[4] == "highest",
      words[6] == "current", let sequence = Int(words[1]), sequence > 0,
      let highest = Int(words[5]), highest >= 0, let current = Int(words[7]), current >= 0
    else { return nil }
    previous = ObjectID(words[3])
    guard previous != nil || words[3] == "nothing" else { return nil }
    self.sequence = sequence
    self.highest = highest
    self.current = current == 0 ? nil : current
    images = []
    digest = ObjectID(of: [])
    place = 0..<0
  }
}
