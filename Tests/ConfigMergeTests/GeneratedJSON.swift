import TestSupport

/// JSON that somebody might have written, with comments that say where they stand.
struct GeneratedJSON: Equatable {
  indirect enum Value: Equatable {
    case word(String)
    case collection(isMap: Bool, [Part], below: [String], isOnLine: Bool)
  }

  /// An entry, or an item without a key.
  struct Part: Equatable {
    var key: String?
    var value: Value
    var above: [String] = []
    var inside: String?
    var beside: String?
    var hasGap = false
  }

  var head: [String] = []
  var root: Value
}

/// How generated JSON is written.
struct JSONSpelling {
  var step = "  "
  var lineBreak = "\n"
  var hasComments = true
  var hasTrailingCommas = false

  func text(_ json: GeneratedJSON) -> [UInt8] {
    let head = hasComments ? json.head.map { comment($0) + "\n" }.joined() : ""
    let all = head + text(json.root, indent: "") + "\n"
    return Array(
      all.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineBreak).utf8
    )
  }

  /// Every third comment is one between `/*` and `*/`, every ninth one of two lines.
  private func comment(_ text: String, isOnLine: Bool = false) -> String {
    let number = text.utf8.reduce(0) { $0 + Int($1) }
    if number % 9 == 0 && !isOnLine { return "/* \(text)\n   goes on */" }
    return isOnLine || number % 3 == 0 ? "/* \(text) */" : "// \(text)"
  }

  private func text(_ value: GeneratedJSON.Value, indent: String) -> String {
    switch value {
    case .word(let word): return word
    case .collection(let isMap, let parts, let below, let isOnLine):
      let (opening, closing) = isMap ? ("{", "}") : ("[", "]")
      if isOnLine || (parts.isEmpty && (below.isEmpty || !hasComments)) {
        let texts = parts.map { part in
          let above = part.above.map { comment($0, isOnLine: true) + " " }.joined()
          let beside = part.beside.map { " " + comment($0, isOnLine: true) } ?? ""
          return (hasComments ? above : "") + text(part, indent: indent)
            + (hasComments ? beside : "")
        }
        return opening + texts.joined(separator: ", ") + closing
      }
      let inner = indent + step
      var lines = opening + "\n"
      for (number, part) in parts.enumerated() {
        if part.hasGap { lines += "\n" }
        if hasComments { for line in part.above { lines += inner + comment(line) + "\n" } }
        let isLast = number + 1 == parts.count
        lines += inner + text(part, indent: inner)
        if !isLast || hasTrailingCommas { lines += "," }
        if hasComments, let beside = part.beside { lines += "  " + comment(beside) }
        lines += "\n"
      }
      if hasComments { for line in below { lines += inner + comment(line) + "\n" } }
      return lines + indent + closing
    }
  }

  private func text(_ part: GeneratedJSON.Part, indent: String) -> String {
    let inside =
      hasComments ? part.inside.map { comment($0, isOnLine: true) + " " } ?? "" : ""
    let key = part.key.map { "\"\($0)\": " } ?? ""
    return key + inside + text(part.value, indent: indent)
  }
}

/// Makes JSON and changes of it; the same seed gives the same.
struct JSONGenerator {
  private var random: SeededGenerator
  private var count = 0
  /// In what it changes: its words and comments begin with this.
  var mark = "base"

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  mutating func chance(_ oneIn: Int) -> Bool { pick(oneIn) == 0 }

  private mutating func name(_ kind: String) -> String {
    count += 1
    return "\(mark) \(kind)\(count)"
  }

  mutating func json() -> GeneratedJSON {
    var head: [String] = []
    if chance(3) { head.append(name("head")) }
    return GeneratedJSON(head: head, root: collection(isMap: true, depth: 2))
  }

  private mutating func word() -> String {
    switch pick(5) {
    case 0: "\(pick(1000))"
    case 1: ["true", "null", "-1.5e3"][pick(3)]
    default: "\"\(name("no // comment, } "))\""
    }
  }

  private mutating func collection(isMap: Bool, depth: Int) -> GeneratedJSON.Value {
    let parts = (0..<(pick(5) + (depth == 2 ? 2 : 0))).map { _ in part(isMap, depth: depth - 1) }
    return .collection(
      isMap: isMap, parts, below: chance(4) ? [name("below")] : [],
      isOnLine: depth < 2 && chance(4))
  }

  private mutating func part(_ isEntry: Bool, depth: Int) -> GeneratedJSON.Part {
    var part = GeneratedJSON.Part(
      key: isEntry ? name("key") : nil, value: .word("\"\(name("item"))\""))
    if isEntry {
      let isFlat = depth < 0 || chance(2)
      part.value = isFlat ? .word(word()) : collection(isMap: !chance(3), depth: depth)
    }
    if chance(3) { part.above = (0...pick(2)).map { _ in name("above") } }
    if chance(3) { part.beside = name("beside") }
    if isEntry && chance(9) { part.inside = name("inside") }
    part.hasGap = chance(6)
    return part
  }

  /// A change of some of it, comments as well.
  mutating func changed(_ json: GeneratedJSON) -> GeneratedJSON {
    var json = json
    if chance(6) { json.head.append(name("head")) }
    json.root = changed(json.root)
    return json
  }

  private mutating func changed(_ value: GeneratedJSON.Value) -> GeneratedJSON.Value {
    guard case .collection(let isMap, let parts, var below, let isOnLine) = value else {
      return .word(word())
    }
    var changed: [GeneratedJSON.Part] = []
    for var part in parts {
      if chance(10) { changed.append(self.part(isMap, depth: 0)) }
      if chance(8) { continue }
      if case .collection = part.value {
        part.value = self.changed(part.value)
      } else if isMap && chance(8) {
        part.value = .word(word())
      }
      if chance(12) { part.above.insert(name("above"), at: pick(part.above.count + 1)) }
      if chance(12) { part.beside = name("beside") }
      if chance(30) { part.above = [] }
      changed.append(part)
    }
    if chance(5) { changed.append(self.part(isMap, depth: 1)) }
    if !isMap, changed.count > 1, chance(6) { changed.swapAt(0, pick(changed.count)) }
    if chance(10) { below.append(name("below")) }
    return .collection(isMap: isMap, changed, below: below, isOnLine: isOnLine)
  }
}
