/// A ledger's changes as text: how they are written, and found among damaged bytes.
extension Ledger {
  /// An appended change, and, if it puts `current` in force, what that file says then; it comes last.
  static func encode(
    sequence: Int, after previous: ObjectID?, highest: Int, current: Int?,
    _ contents: [(name: String, copy: Copy)], putsInForce: Bool = false
  ) -> (bytes: [UInt8], pointer: CurrentPointer?) {
    var bytes = Array(
      """
      \(Layout.changeWord)\(sequence) after \(previous?.description ?? Layout.nothing) highest \(highest) \
      current \(current ?? 0)

      """.utf8)
    for (name, copy) in contents {
      switch copy {
      case .bytes(let contents):
        bytes += "\(Layout.fileWord)\(name) \(contents.count)\n".utf8
        bytes += contents
      case .gone: bytes += "\(Layout.goneWord)\(name)\n".utf8
      case .lost: bytes += "\(Layout.lostWord)\(name)\n".utf8
      case .unknown: break
      }
    }
    var pointer: CurrentPointer?
    if putsInForce, let current {
      let file = CurrentPointer(number: current, sequence: sequence, change: ObjectID(of: bytes))
      bytes += "\(Layout.fileWord)\(StoreLayout.current) \(file.bytes.count)\n".utf8
      bytes += file.bytes
      pointer = file
    }
    return (bytes + Array("\(Layout.endWord)\(ObjectID(of: bytes))\n".utf8), pointer)
  }

  fileprivate typealias Layout = StoreLayout.Ledger
  private static let newline = UInt8(ascii: "\n")
  fileprivate static let space = UInt8(ascii: " ")
  /// The last line of a change, with its line end; in bytes.
  static let endSize = Layout.endWord.utf8.count + 2 * ObjectID.byteCount + 1

  /// The whole change that begins at `start`.
  static func change(in bytes: [UInt8], at start: Int) -> Change? {
    var position = start
    func line() -> ArraySlice<UInt8>? {
      let limit = min(bytes.count, position + Layout.longestLine)
      guard let end = bytes[position..<limit].firstIndex(of: newline) else { return nil }
      defer { position = end + 1 }
      return bytes[position..<end]
    }
    /// What follows the word that a line begins with.
    func rest(_ line: ArraySlice<UInt8>, after word: String) -> ArraySlice<UInt8>? {
      line.starts(with: word.utf8) ? line.dropFirst(word.utf8.count) : nil
    }
    guard let head = line(), var change = Change(head: head) else { return nil }
    while true {
      let lineStart = position
      guard let line = line() else { return nil }
      if let file = rest(line, after: Layout.fileWord) {
        let words = file.split(separator: space)
        guard words.count == 2, let count = Int(text(words[1])), count >= 0,
          count <= bytes.count - position
        else { return nil }
        change.images.append(
          Image(name: text(words[0]), state: .bytes(position..<position + count)))
        position += count
      } else if let name = rest(line, after: Layout.goneWord) {
        change.images.append(Image(name: text(name), state: .gone))
      } else if let name = rest(line, after: Layout.lostWord) {
        change.images.append(Image(name: text(name), state: .lost))
      } else if let digest = rest(line, after: Layout.endWord) {
        change.digest = bytes.withUnsafeBytes {
          ObjectID(of: UnsafeRawBufferPointer(rebasing: $0[start..<lineStart]))
        }
        change.place = start..<position
        return ObjectID(digits: digest) == change.digest ? change : nil
      } else {
        return nil
      }
    }
  }

  fileprivate static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the last line is that of a change: then it was written to its end, and is damaged.
  static func endsAsChange(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.last == newline else { return false }
    let line = bytes.suffix(endSize).dropLast()
    let text = String(decoding: line, as: UTF8.self)
    return text.hasPrefix(Layout.endWord) && ObjectID(text.dropFirst(Layout.endWord.count)) != nil
  }

  /// Where the next whole change begins: anywhere, since what is damaged may be the end of a line.
  static func start(in bytes: [UInt8], after position: Int) -> Int? {
    let word = Array(Layout.changeWord.utf8)
    var found = position + 1
    while let begin = bytes[min(found, bytes.count)...].firstIndex(of: word[0]) {
      if bytes[begin...].starts(with: word), change(in: bytes, at: begin) != nil { return begin }
      found = begin + 1
    }
    return nil
  }

  /// The last change of a ledger that ends with these bytes, if it is whole and begins in them.
  static func lastChange(in bytes: [UInt8]) -> Change? {
    let word = Array(Layout.changeWord.utf8)
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
  fileprivate init?(head: ArraySlice<UInt8>) {
    let words = head.split(separator: Ledger.space)
    guard words.count == 8 else { return nil }
    func number(_ index: Int, after word: String) -> Int? {
      guard words[index - 1].elementsEqual(word.utf8), let value = Int(Ledger.text(words[index])),
        value >= 0
      else { return nil }
      return value
    }
    guard let sequence = number(1, after: "change"), sequence > 0,
      words[2].elementsEqual("after".utf8), let highest = number(5, after: "highest"),
      let current = number(7, after: "current")
    else { return nil }
    previous = ObjectID(digits: words[3])
    guard previous != nil || words[3].elementsEqual(Ledger.Layout.nothing.utf8) else { return nil }
    self.sequence = sequence
    self.highest = highest
    self.current = current == 0 ? nil : current
    images = []
    digest = .none
    place = 0..<0
  }
}
