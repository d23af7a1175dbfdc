import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct EightBytesTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `eight bytes together are what each of them is`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // At the edges most of all.
    let edges: [UInt8] = [
      0x00, 0x0A, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x7E, 0x7F, 0x80, 0xFF,
    ]
    for _ in 0..<500 {
      let isPlain = Bool.random(using: &random)
      let bytes = (0..<8).map { _ in
        isPlain
          ? UInt8.random(in: 0x20...0x7E, using: &random) : edges.randomElement(using: &random)!
      }
      bytes.withUnsafeBytes { text in
        guard let eight = EightBytes(of: text, from: 0) else {
          Issue.record("eight bytes are no eight")
          return
        }
        #expect(eight.arePrintable == bytes.allSatisfy { (0x20...0x7E).contains($0) }, "\(bytes)")
        #expect(eight.areBlanks == bytes.allSatisfy { $0 == 0x20 }, "\(bytes)")
        guard eight.arePrintable else { return }
        for byte: UInt8 in [0x20, 0x22, 0x5C, 0x7E] {
          #expect(eight.has(byte) == bytes.contains(byte), "\(bytes), \(byte)")
        }
      }
    }
  }

  @Test func `fewer than eight are none`() {
    [UInt8](repeating: 0x41, count: 10).withUnsafeBytes { text in
      #expect(EightBytes(of: text, from: 2) != nil && EightBytes(of: text, from: 3) == nil)
    }
  }
}
