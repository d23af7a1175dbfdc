import TestSupport

/// A configuration that somebody might have written: a value with the spelling that each part has.
indirect enum GeneratedValue: Equatable {
  enum Style: Int { case plain, single, double, literal, flow, block, indentless }

  case scalar(String, Style)
  case map([GeneratedEntry], Style)
  case list([GeneratedValue], Style)
}

/// A key with its value, a comment above it and one beside it.
struct GeneratedEntry: Equatable {
  var key: String
  var value: GeneratedValue
  var comment: String?
  var beside: String?
  var hasGap = false
}

/// Makes documents and changes of them; the same seed gives the same ones.
struct DocumentGenerator {
  var random: SeededGenerator
  /// How many spaces a level is indented by.
  var step = 2

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    step = chance(3) ? 4 : 2
  }

  mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  mutating func chance(_ oneIn: Int) -> Bool { pick(oneIn) == 0 }

  static let words = [
    "help", "plan", "it's", "what can you do", "🧠 brain", "ü", "5", "true", "0.9", "a: b", "x #y",
    "", "null", "- z", "C:\\dir", "line one\nline two\n", "long text that goes on for a while",
  ]

  mutating func text() -> String {
    Self.words[pick(Self.words.count)] + (chance(2) ? "" : " \(pick(40))")
  }

  mutating func scalar() -> GeneratedValue {
    let text = text()
    let styles: [GeneratedValue.Style] =
      text.contains("\n")
      ? [.double, .literal]
      : [.single, .double] + (Self.isPlain(text) ? [.plain, .plain, .plain] : [])
    return .scalar(text, styles[pick(styles.count)])
  }

  static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && !text.contains(": ") && !text.contains(" #") && !text.hasPrefix("- ")
      && !text.contains("\\")
  }

  mutating func value(depth: Int) -> GeneratedValue {
    switch depth > 0 ? pick(6) : 0 {
    case 1, 2: return .map(entries(1 + pick(4), depth: depth - 1), chance(5) ? .flow : .block)
    case 3:
      // A set of words.
      let words = (0..<(1 + pick(4))).map { "w\(pick(6) + $0 * 6)" }
      return .list(words.map { .scalar($0, .plain) }, listStyle())
    case 4:
      // Maps with an identity.
      return .list(
        (0..<(1 + pick(3))).map { index in
          .map(
            [GeneratedEntry(key: "id", value: .scalar("n\(index)", .plain))]
              + entries(pick(3), depth: 0), .block)
        }, chance(2) ? .block : .indentless)
    case 5: return .list((0..<pick(3)).map { _ in scalar() }, listStyle())
    default: return scalar()
    }
  }

  private mutating func listStyle() -> GeneratedValue.Style {
    [GeneratedValue.Style.flow, .block, .indentless][pick(3)]
  }

  mutating func entries(_ count: Int, depth: Int) -> [GeneratedEntry] {
    (0..<count).map { index in
      GeneratedEntry(
        key: "k\(index)\(["", "_x", " y", "ß"][pick(4)])", value: value(depth: depth),
        comment: chance(4) ? "about \(pick(1000))" : nil,
        beside: chance(6) ? "b\(pick(1000))" : nil,
        hasGap: chance(4))
    }
  }

  mutating func document() -> [GeneratedEntry] { entries(3 + pick(5), depth: 3) }

  // MARK: Changes

  /// Changes keys at which `isAllowed`, of the top level and below; new ones begin with `mark`.
  mutating func changed(
    _ entries: [GeneratedEntry], mark: String, isAllowed: (String) -> Bool = { _ in true }
  ) -> [GeneratedEntry] {
    var result = entries
    for _ in 0..<(1 + pick(4)) {
      guard !result.isEmpty else { break }
      let index = pick(result.count)
      guard isAllowed(result[index].key) else { continue }
      switch pick(6) {
      case 0 where result.count > 1: result.remove(at: index)
      case 1:
        result.insert(
          GeneratedEntry(
            key: "\(mark)\(pick(1000))", value: value(depth: 2),
            comment: chance(2) ? "\(mark) note \(pick(1000))" : nil), at: index)
      case 2: result[index].comment = "\(mark) says \(pick(1000))"
      default: result[index].value = changed(result[index].value, mark: mark)
      }
    }
    var seen: Set<String> = []
    return result.filter { seen.insert($0.key).inserted }
  }

  private mutating func changed(_ value: GeneratedValue, mark: String) -> GeneratedValue {
    switch value {
    case .scalar: return chance(8) ? self.value(depth: 1) : scalar()
    case .map(let entries, let style):
      return chance(8) ? scalar() : .map(changed(entries, mark: mark), style)
    case .list(var items, let style):
      guard !items.isEmpty, !chance(8) else { return self.value(depth: 1) }
      let index = pick(items.count)
      switch pick(4) {
      case 0: items.remove(at: index)
      case 1: items.swapAt(index, pick(items.count))
      default:
        let isMaps = items.contains { if case .map = $0 { true } else { false } }
        let name = "\(mark)\(pick(1000))"
        items.insert(
          isMaps
            ? .map([GeneratedEntry(key: "id", value: .scalar(name, .plain))], .block)
            : .scalar(name, .plain), at: index)
      }
      return .list(items, style)
    }
  }
}
