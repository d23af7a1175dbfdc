import TestSupport

@testable import ConfigMerge

/// Random texts of few different lines, so that lines repeat, and random changes of them.
struct SampleLines {
  var random: SeededGenerator
  /// How many different lines there are.
  let alphabet: Int
  /// The terminators to choose from, for each line.
  let terminators: [LineTerminator]

  init(seed: UInt64, alphabet: Int? = nil, terminators: [LineTerminator]? = nil) {
    var random = SeededGenerator(seed: seed)
    self.alphabet = alphabet ?? Int.random(in: 1...6, using: &random)
    self.terminators =
      terminators ?? (Bool.random(using: &random) ? [.lineFeed] : LineTerminator.allCases)
    self.random = random
  }

  /// A line; the first of the alphabet is empty.
  mutating func line() -> String {
    let number = Int.random(in: 0..<alphabet, using: &random)
    return number == 0 ? "" : "line \(number)"
  }

  mutating func lines(upTo count: Int) -> [String] {
    (0..<Int.random(in: 0...count, using: &random)).map { _ in line() }
  }

  /// The lines with a few of them deleted, inserted and replaced.
  mutating func changed(_ lines: [String]) -> [String] {
    var lines = lines
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let start = Int.random(in: 0...lines.count, using: &random)
      let end = Int.random(in: start...min(lines.count, start + 2), using: &random)
      lines.replaceSubrange(start..<end, with: self.lines(upTo: 2))
    }
    return lines
  }

  /// The lines as a text whose last line may have no terminator.
  mutating func text(_ lines: [String]) -> [UInt8] {
    var writer = LineWriter(into: LineText([]), with: [])
    for line in lines {
      let terminator = terminators.randomElement(using: &random) ?? .lineFeed
      writer.append(Array(line.utf8) + terminator.bytes)
    }
    if Int.random(in: 0..<4, using: &random) == 0 { writer.open() }
    return writer.bytes
  }
}

extension LineText {
  /// Each line without its terminator.
  var contents: [String] {
    lines.indices.map { String(decoding: bytes[content(of: $0)], as: UTF8.self) }
  }
}

extension [UInt8] {
  init(_ text: String) { self = Array(text.utf8) }
}
