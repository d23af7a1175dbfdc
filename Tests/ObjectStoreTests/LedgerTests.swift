import TestSupport
import Testing

@testable import ObjectStore

/// The ledger's bytes, without a disk.
@Suite(.tags(.unit)) struct LedgerTests {
  private static func file(_ text: String) -> Ledger.Copy { .bytes(Array(text.utf8)) }

  /// Five changes of four files; the last one takes one away.
  private static func sample() -> (bytes: [UInt8], starts: [Int]) {
    let contents: [[(name: String, copy: Ledger.Copy)]] = [
      [("generations/1", file("one\n")), ("current", file("1\n"))],
      [("pins/1", file("change 9 after nothing\nend x\n"))],
      [("generations/2", file("two\n")), ("generations/3", .lost)],
      [("generations/1", file("one, again\n"))],
      [("pins/1", .gone)],
    ]
    var bytes: [UInt8] = []
    var starts: [Int] = []
    var previous: ObjectID?
    for (number, contents) in contents.enumerated() {
      starts.append(bytes.count)
      let change = Ledger.encode(
        sequence: number + 1, after: previous, highest: 2, current: 2, contents,
        putsInForce: number == 2
      ).bytes
      bytes += change
      previous = Ledger.lastChange(in: change)?.digest
    }
    return (bytes, starts)
  }

  @Test func `what was written last of each file is read back`() {
    let ledger = Ledger(Self.sample().bytes)
    #expect(ledger.changes.map(\.sequence) == [1, 2, 3, 4, 5])
    #expect(ledger.damage.isEmpty && ledger.end == nil && !ledger.hasGaps)
    #expect(ledger.image(of: "generations/1") == Array("one, again\n".utf8))
    #expect(ledger.image(of: "current").flatMap { CurrentPointer($0) }?.number == 2)
    #expect(ledger.copy(of: "pins/1") == .gone && ledger.copy(of: "generations/3") == .lost)
    #expect(ledger.copy(of: "pins/2") == .unknown)
    #expect(Set(ledger.names).count == 5)
  }

  @Test func `a flipped bit costs one change, and is known, wherever it is`() {
    let (bytes, _) = Self.sample()
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let ledger = Ledger(damaged)
      #expect(ledger.changes.count == 4, "bit \(bit)")
      #expect(!ledger.damage.isEmpty || ledger.end != nil, "bit \(bit)")
    }
  }

  @Test func `a ledger that was cut has every change before the cut`() {
    let (bytes, starts) = Self.sample()
    for length in 0..<bytes.count {
      let ledger = Ledger(Array(bytes[..<length]))
      let whole = (starts + [bytes.count]).dropFirst().count { $0 <= length }
      #expect(ledger.changes.count == whole, "\(length) bytes")
      #expect((ledger.end == nil) == (starts + [bytes.count]).contains(length), "\(length) bytes")
    }
  }

  @Test func `a change that is missing at the start or between two is a gap`() {
    let (bytes, starts) = Self.sample()
    #expect(Ledger(Array(bytes[starts[1]...])).hasGaps)
    #expect(Ledger(Array(bytes[..<starts[1]] + bytes[starts[2]...])).hasGaps)
    #expect(!Ledger(Array(bytes[..<starts[3]])).hasGaps)
  }

  @Test func `a last change that was written to its end and is damaged is not a torn one`() {
    let (bytes, starts) = Self.sample()
    for place in starts[4]..<bytes.count - 69 {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(Ledger(damaged).end == nil && !Ledger(damaged).damage.isEmpty, "byte \(place)")
    }
    #expect(Ledger(bytes.dropLast()).end != nil)
  }

  @Test func `the last change is found from the end, if it is whole and at the end`() {
    let (bytes, starts) = Self.sample()
    #expect(Ledger.lastChange(in: bytes)?.sequence == 5)
    #expect(Ledger.lastChange(in: Array(bytes[(starts[3] + 5)...]))?.sequence == 5)
    #expect(Ledger.lastChange(in: Array(bytes[(starts[4] + 1)...])) == nil)
    #expect(Ledger.lastChange(in: Array(bytes.dropLast())) == nil)
    #expect(Ledger.lastChange(in: bytes + [0]) == nil)
    #expect(Ledger.lastChange(in: []) == nil)
  }

  @Test func `a ledger that is read in two parts is the one that is read at once`() {
    let (bytes, _) = Self.sample()
    var damaged = bytes
    damaged[bytes.count / 3] ^= 1
    for bytes in [bytes, damaged] {
      let whole = Ledger(bytes)
      for length in 0...bytes.count {
        var ledger = Ledger(Array(bytes[..<length]))
        ledger.append(bytes[length...])
        #expect(ledger.changes.map(\.place) == whole.changes.map(\.place), "\(length) bytes")
        #expect(ledger.damage == whole.damage && ledger.end == whole.end, "\(length) bytes")
        #expect(ledger.copy(of: "generations/1") == whole.copy(of: "generations/1"))
      }
    }
  }

  @Test func `a pointer is of one change of one ledger`() {
    let pointers = ["a\n", "b\n"].map { text in
      let change = Ledger.encode(
        sequence: 4, after: nil, highest: 2, current: 2, [("generations/2", Self.file(text))],
        putsInForce: true)
      #expect(change.pointer.flatMap { Ledger(change.bytes).hasChange(of: $0) } == true)
      return (pointer: change.pointer, ledger: Ledger(change.bytes))
    }
    #expect(pointers[0].pointer.flatMap { pointers[1].ledger.hasChange(of: $0) } == false)
    let later = CurrentPointer(number: 2, sequence: 5, change: nil)
    #expect(pointers[0].ledger.hasChange(of: later) == nil)
  }

  // MARK: Verdicts

  @Test(arguments: [true, false])
  func `nothing is removed and nothing guessed, whatever file and copy say`(isWhole: Bool) {
    let (old, new) = (Array("old".utf8), Array("new".utf8))
    func remedy(
      _ found: SmallFileVerdict.Found, _ copy: Ledger.Copy
    ) -> SmallFileVerdict.Remedy? {
      SmallFileVerdict("pins/1", found: found, copy: copy, isLedgerWhole: isWhole)?.remedy
    }
    #expect(remedy(.whole(new), .bytes(new)) == nil)
    #expect(remedy(.missing, .gone) == nil && remedy(.missing, .unknown) == nil)
    #expect(remedy(.missing, .bytes(new)) == .rewrite(new))
    #expect(remedy(.damaged(.cutShort), .bytes(new)) == .rewrite(new))
    #expect(remedy(.whole(old), .bytes(new)) == (isWhole ? .rewrite(new) : .copy(old)))
    #expect(remedy(.whole(old), .gone) == (isWhole ? .setAside : .copy(old)))
    #expect(remedy(.whole(old), .unknown) == .copy(old))
    #expect(remedy(.damaged(.cutShort), .unknown) == SmallFileVerdict.Remedy.none)
    #expect(remedy(.missing, .lost) == SmallFileVerdict.Remedy.none)
    #expect(remedy(.whole(old), .lost) == .copy(old))
  }

  @Test(arguments: ["3\n", "3\n17 x\n", "3\n17\n", "3", "\n", "0\n", "3\n\n"])
  func `a pointer has the digest of its number and its change, or is the number alone`(
    text: String
  ) {
    for change in [nil, ObjectID(of: [1])] {
      let pointer = CurrentPointer(number: 3, sequence: 17, change: change)
      #expect(CurrentPointer(pointer.bytes) == pointer)
      for place in pointer.bytes.indices {
        var damaged = pointer.bytes
        damaged[place] ^= 1
        #expect(CurrentPointer(damaged) == nil)
      }
    }
    #expect(CurrentPointer(Array(text.utf8))?.number == (text == "3\n" ? 3 : nil))
  }

  @Test func `the deleted numbers are written as ranges, with their digest`() {
    for deleted in [nil, [], [2], [1, 2, 3, 7, 9, 10]] as [Set<Int>?] {
      let number = HighestNumber(12, deleted: deleted)
      #expect(HighestNumber(number.bytes) == number)
      for place in number.bytes.indices where deleted != nil {
        var damaged = number.bytes
        damaged[place] ^= 1
        #expect(HighestNumber(damaged) == nil)
      }
    }
    let text = String(decoding: HighestNumber(12, deleted: [1, 2, 3, 7]).bytes, as: UTF8.self)
    #expect(text.hasPrefix("12\n1-3 7 "))
    for text in ["", "x\n", "3", "3\n\n", "3\n5 x\n"] {
      #expect(HighestNumber(Array(text.utf8)) == nil)
    }
  }
}
