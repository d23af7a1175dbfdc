import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Generations

@Suite(.tags(.unit)) struct ActionLogTests {
  private let disk = SimulatedDisk()
  private static let path: FilePath = "/d/.cortex/log"

  static func entry(_ action: String) -> ActionEntry {
    ActionEntry(
      time: Shelf.time, action: action, user: "u", host: "h", from: "1", to: "2", before: nil,
      generation: .first, seconds: 0.5, result: .done)
  }

  private func made(_ count: Int) throws -> ActionLog {
    let log = ActionLog(of: try Shelf.make(on: disk, [["a": "x"]]).store)
    for number in 0..<count { try log.add(Self.entry("action \(number + 1)")) }
    return log
  }

  private func check() throws -> ActionLogCheck {
    try ActionLogCheck(of: ActionLog(of: Scene.open(disk)))
  }

  private func lines() throws -> [String] {
    try disk.text(Self.path).split(separator: "\n").map(String.init)
  }

  private func write(_ lines: [String]) throws {
    try disk.write(Self.path, lines.map { $0 + "\n" }.joined())
  }

  @Test func `a log without entries is whole`() throws {
    _ = try made(0)
    let check = try check()
    #expect(check.entries.isEmpty && check.faults.isEmpty)
  }

  @Test func `what was added is read again, numbered and chained`() throws {
    _ = try made(4)
    let check = try check()
    #expect(check.faults.isEmpty)
    #expect(check.entries.map(\.action) == (1...4).map { "action \($0)" })
    #expect(check.entries.map(\.sequence) == [1, 2, 3, 4])
    let digests = try lines().map { try #require(ActionLine($0.utf8)).digest }
    #expect(check.entries.map(\.previous) == [nil] + digests.dropLast())
  }

  @Test func `a line's digest is that of all bytes before it`() throws {
    _ = try made(1)
    let line = try #require(try lines().first)
    let parts = line.split(separator: ",\"sha256\":\"")
    #expect(parts.count == 2)
    #expect("\(ObjectID(of: Array(parts[0].utf8)))\"}" == parts[1])
  }

  @Test(arguments: 0..<4) func `a line that is cut out is missing`(line: Int) throws {
    _ = try made(4)
    var rest = try lines()
    rest.remove(at: line)
    try write(rest)
    #expect(try check().faults == [.missing(line + 1...line + 1)])
  }

  @Test func `every character of every line counts`() throws {
    _ = try made(3)
    let whole = try disk.text(Self.path)
    for index in whole.utf8.indices {
      var bytes = Array(whole.utf8)
      let place = whole.utf8.distance(from: whole.utf8.startIndex, to: index)
      bytes[place] ^= 1
      try disk.write(Self.path, bytes)
      #expect(try !check().faults.isEmpty, "byte \(place)")
    }
  }

  @Test func `lines that are exchanged, doubled or made by somebody else are told of`() throws {
    _ = try made(3)
    let lines = try lines()
    try write([lines[0], lines[2], lines[1]])
    #expect(try check().faults == [.missing(2...2), .moved(line: 3, entry: 2)])
    try write([lines[0], lines[1], lines[1], lines[2]])
    #expect(try check().faults == [.moved(line: 3, entry: 2)])
    var other = Self.entry("other")
    (other.sequence, other.previous) = (2, try #require(ActionLine(lines[0].utf8)).digest)
    try write([lines[0], String(decoding: try ActionLine(other).text, as: UTF8.self), lines[2]])
    #expect(try check().faults == [.unchained(line: 3)])
    other.sequence = 3
    other.previous = try #require(ActionLine(lines[1].utf8)).digest
    try write([lines[0], lines[1], String(decoding: try ActionLine(other).text, as: UTF8.self)])
    #expect(try check().faults == [.otherEnd(entry: 3)])
  }

  @Test func `a log that is gone, or whose end is gone, is told of`() throws {
    _ = try made(2)
    let text = try disk.text(Self.path)
    try disk.erase(Self.path)
    #expect(try check().faults == [.missing(1...2)])
    try disk.write(Self.path, text)
    try disk.erase("/d/.cortex/log-end")
    #expect(try check().faults.isEmpty, "the ledger has a copy")
    try disk.erase("/d/.cortex/ledger")
    #expect(try check().faults == [.endUnknown])
  }

  @Test func `an earlier end, or an empty one, hides nothing`() throws {
    let log = try made(2)
    let (text, end) = (try disk.text(Self.path), try disk.text("/d/.cortex/log-end"))
    try log.add(Self.entry("third"))
    for (other, ending) in [(text, end), ("", ""), (text, "")] {
      try disk.write(Self.path, other)
      try disk.write("/d/.cortex/log-end", ending)
      #expect(try check().faults == [.missing(other.isEmpty ? 1...3 : 3...3)])
      #expect(try ActionLog(of: Scene.open(disk)).last() == nil)
    }
  }

  @Test func `what is added after a cut does not hide it`() throws {
    _ = try made(3)
    try write(Array(try lines().prefix(1)))
    try ActionLog(of: Scene.open(disk)).add(Self.entry("later"))
    #expect(try check().faults == [.missing(2...3)])
    #expect(try check().entries.map(\.sequence) == [1, 4])
  }

  @Test func `half a line that a power cut left goes, half a line that counted stays`() throws {
    _ = try made(2)
    let text = try disk.text(Self.path)
    try disk.write(Self.path, text + "{\"action\":\"upgr")
    #expect(try check().faults.isEmpty)
    try ActionLog(of: Scene.open(disk)).add(Self.entry("later"))
    #expect(try check().faults.isEmpty)
    #expect(try check().entries.map(\.sequence) == [1, 2, 3])
    let three = try disk.text(Self.path)
    try disk.write(Self.path, String(three.dropLast(20)))
    #expect(try check().faults == [.edited(line: 3), .missing(3...3)])
    try ActionLog(of: Scene.open(disk)).add(Self.entry("later"))
    #expect(try !check().faults.isEmpty)
  }

  @Test func `a log that is set aside is kept, and a new one begins`() throws {
    let log = try made(3)
    try write(Array(try lines().prefix(1)))
    let left = try disk.text(Self.path)
    try log.setAside()
    #expect(try disk.text("/d/.cortex/damaged/log") == left)
    try ActionLog(of: Scene.open(disk)).add(Self.entry("later"))
    #expect(try check().faults.isEmpty)
    #expect(try check().entries.map(\.sequence) == [1])
  }

  @Test func `a log of any length is added to by its end alone`() throws {
    let log = try made(1)
    let garbage = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
    try disk.write(Self.path, Array(try disk.text(Self.path).utf8) + garbage)
    try log.add(Self.entry("later"))
    #expect(try check().entries.map(\.sequence) == [1, 2])
  }
}

/// The power is cut after every effect of adding an entry.
@Suite(.tags(.sweep), .exceptQuick) struct ActionLogPowerCutTests {
  @Test func `after a power cut the log is whole, and goes on`() throws {
    let disk = SimulatedDisk()
    let log = ActionLog(of: try Shelf.make(on: disk, [["a": "x"]]).store)
    try log.add(ActionLogTests.entry("first"))
    let loop = PowerCutLoop(disk: disk) { disk in
      try ActionLog(of: Scene.open(disk)).add(ActionLogTests.entry("second"))
    } next: { disk in
      _ = try Scene.recover(on: disk)
      try ActionLog(of: Scene.open(disk)).add(ActionLogTests.entry("third"))
    } fault: { disk, isFinished in
      let check = try ActionLogCheck(of: ActionLog(of: Scene.open(disk)))
      let actions = check.entries.map(\.action)
      let isRight =
        actions == ["first", "second", "third"] || !isFinished && actions == ["first", "third"]
      return check.faults.isEmpty && isRight ? nil : "\(actions), \(check.faults)"
    }
    #expect(loop.faults([.init()] + (0..<6).map { PowerCutLoop.Cuts(seed: $0) }) == [])
    #expect(loop.canFail { $0.contains("log") }, "the syncs are needed")
  }

  @Test func `so it is where the first entry is added`() throws {
    let disk = SimulatedDisk()
    _ = try Shelf.make(on: disk, [["a": "x"]])
    let loop = PowerCutLoop(disk: disk) { disk in
      try ActionLog(of: Scene.open(disk)).add(ActionLogTests.entry("first"))
    } next: { disk in
      _ = try Scene.recover(on: disk)
      #expect(try ActionLogCheck(of: ActionLog(of: Scene.open(disk))).faults == [])
      try ActionLog(of: Scene.open(disk)).add(ActionLogTests.entry("second"))
    } fault: { disk, isFinished in
      let check = try ActionLogCheck(of: ActionLog(of: Scene.open(disk)))
      let actions = check.entries.map(\.action)
      let isRight = actions == ["first", "second"] || !isFinished && actions == ["second"]
      return check.faults.isEmpty && isRight ? nil : "\(actions), \(check.faults)"
    }
    #expect(loop.faults([.init()] + (0..<6).map { PowerCutLoop.Cuts(seed: $0) }) == [])
  }
}
