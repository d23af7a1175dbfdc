import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct LosslessTests {
  static let samples = [
    "a: 1\n", "# head\n\na: 1 # beside\nb:\n  # about c\n  c: [1, 2]\n  # tail\n\n# end\n",
    "- a\n- - b\n  - c\n-\n- d: 1\n  e: 2\n", "a: &x\n  k: v\nb: *x\nc:\n  <<: *x\n  k: w\n",
    "a: |\n  text\n   more\n\nb: >-\n  folded\n\n\n# c\n", "a: |2+\n    two\n\n\nb: 1",
    "? k\n: v\n? j\n", "{a: 1, b: [x, {c: d}], e}\n", "[a: b, c]\n", "---\na: 1\n...\n---\nb: 2\n",
    "%YAML 1.1\n--- !t\n&a k: v\n", "\u{FEFF}a: 1\r\nb: \"\\U0001F600\"\r\n", "a:\n- 1\n- 2\nb:\n",
    "é: 🧠 x\n🧠: {é: [ü, 'ß''']}\n", "a: \"x\n  y\"\nb: 'c\n\n  d'\nc: plain\n  goes on\n", "",
    "\n# c\n",
    "a: !!str 5\nb: ! x\nc: !<tag:x> y\nd: &n\ne: &m # c\n  f: 1\n", "k: {}\nl: []\nm: { }\n",
    "--- text\n",
    "a: 1\nb:\n  c: 2   \n \n  d: 3\n", "'q': 1\n\"r\" : 2\n", "- |\n a\n- b\n",
    "x: [\n  1,  # one\n  2,\n]\n",
  ]

  @Test(arguments: samples) func `the tokens joined are the file`(sample: String) throws {
    let text = try ParsedText(yaml: Array(sample.utf8))
    #expect(text.tokens.last?.end ?? 0 == sample.utf8.count)
    var last = 0
    for token in text.tokens {
      #expect(token.end > last)
      last = token.end
    }
  }
}
