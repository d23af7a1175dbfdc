import ObjectStore
import TestSupport
import Testing

@testable import Generations

@Suite(.tags(.unit)) struct RetentionTests {
  private static let day: Int64 = 86_400
  private static let now = Timestamp(seconds: 1_750_000_000)

  /// A case of the laws: anything may be, also clocks that went backwards.
  private struct Case {
    var rule: Retention
    var generations: [Generation]
    var current: Generation.Number?
    var pins: [Generation.Number: Pin]

    init(seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      let small = { (random: inout SeededGenerator) in Int.random(in: 0...4, using: &random) }
      rule = Retention(
        keepLast: small(&random),
        maximumAge: .seconds(Int.random(in: 0...40, using: &random) * 86_400),
        daily: small(&random), weekly: small(&random), monthly: small(&random))
      generations = []
      pins = [:]
      for value in 1...Int.random(in: 1...12, using: &random)
      where Int.random(in: 0..<5, using: &random) > 0 {
        var made = Scene.generation(value, tree: ObjectID(of: [UInt8(value)]))
        made.created = Timestamp(
          seconds: now.seconds - Int64.random(in: -3...60, using: &random) * day)
        made.state = Int.random(in: 0..<4, using: &random) == 0 ? .failed : .good
        made.parent = generations.randomElement(using: &random)?.number
        if Int.random(in: 0..<5, using: &random) == 0 {
          let until = Timestamp(seconds: now.seconds + Int64.random(in: -1...1, using: &random))
          pins[made.number] = Pin(reason: "kept", until: Bool.random(using: &random) ? until : nil)
        }
        generations.append(made)
      }
      current = generations.randomElement(using: &random)?.number
    }

    func decide() -> [Retention.Verdict] {
      rule.decide(generations, current: current, pins: pins, now: now)
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `current, its parent, the last good one and what is pinned are always kept`(
    seed: UInt64
  ) {
    let given = Case(seed: seed)
    let verdicts = given.decide()
    #expect(verdicts.map(\.number) == given.generations.map(\.number))
    let kept = Set(verdicts.filter(\.isKept).map(\.number))
    let there = Set(given.generations.map(\.number))
    let current = given.generations.first { $0.number == given.current }
    var needed = [current?.number, current?.parent].compactMap { $0 }
    needed += given.generations.last { $0.state == .good }.map { [$0.number] } ?? []
    needed += given.pins.filter { $0.value.until.map { $0 > Self.now } ?? true }.map(\.key)
    #expect(kept.isSuperset(of: there.intersection(needed)))
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `a failed generation never takes a good one's place`(seed: UInt64) {
    let given = Case(seed: seed)
    var without = given
    without.generations.removeAll { $0.state == .failed }
    let good = Set(without.generations.map(\.number))
    // Whose parent is current is asked of the current one, which may have failed.
    guard good.contains(given.current ?? .first) || given.current == nil else { return }
    #expect(given.decide().filter { good.contains($0.number) } == without.decide())
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the verdicts do not depend on the order in which generations are given`(seed: UInt64) {
    let given = Case(seed: seed)
    var turned = given
    turned.generations.reverse()
    #expect(turned.decide().reversed() == given.decide())
  }

  private func kept(_ rule: Retention, _ days: [Int64]) -> [Int] {
    let generations = days.enumerated().map { index, days in
      var made = Scene.generation(index + 1, tree: ObjectID(of: [0]))
      made.created = Timestamp(seconds: Self.now.seconds + days * Self.day)
      return made
    }
    return rule.decide(generations, current: nil, pins: [:], now: Self.now)
      .filter(\.isKept).map(\.number.rawValue)
  }

  @Test func `so many of the newest are kept that are not too old`() {
    let rule = Retention(keepLast: 3, maximumAge: .seconds(10 * Self.day))
    #expect(kept(rule, [-30, -20, -9, -2, -1]) == [3, 4, 5])
    #expect(kept(rule, [-30, -20, -15, -12, -1]) == [5])
    #expect(kept(rule, [-30, -20]) == [2], "the last good one")
  }

  @Test func `the newest is the one with the highest number, whatever the clock said`() {
    let rule = Retention(keepLast: 2, maximumAge: .seconds(100 * Self.day))
    #expect(kept(rule, [0, 5, -3, -2]) == [3, 4])
  }

  @Test func `a week begins on Monday`() throws {
    // 2025-06-15, the day of now, is a Sunday.
    #expect(Self.now.dateText == "2025-06-15")
    let rule = Retention(keepLast: 0, weekly: 3)
    // Weeks: 2–8 June (-13 … -7), 9–15 June (-6 … 0), and 1 June (-14) alone in the one before.
    #expect(kept(rule, [-14, -13, -8, -7, -6, -1, 0]) == [1, 4, 7])
  }

  @Test func `the newest of each day and month is kept for as many as there are`() {
    #expect(kept(Retention(keepLast: 0, daily: 2), [-9, -9, -5, -5, -5, -1]) == [5, 6])
    #expect(kept(Retention(keepLast: 0, monthly: 3), [-100, -46, -44, -15, -14, -1]) == [2, 4, 6])
  }

  @Test func `of an upgrade that is in force or was the last stays what its report names`() {
    func made(_ value: Int, parent: Int?, _ kind: Generation.Kind) -> Generation {
      var made = Scene.generation(value, tree: ObjectID(of: [0]))
      (made.kind, made.parent) = (kind, parent.map(Shelf.number))
      made.created = Timestamp(seconds: Self.now.seconds - 900 * Self.day)
      return made
    }
    let generations = [
      made(1, parent: nil, .initial), made(2, parent: 1, .snapshot),
      made(3, parent: 2, .preUpgrade),
      made(4, parent: 3, .upgrade), made(5, parent: 4, .snapshot), made(6, parent: 5, .snapshot),
      made(7, parent: 3, .upgrade), made(8, parent: nil, .imported),
    ]
    let verdicts = Retention(keepLast: 0).decide(
      generations, current: Shelf.number(6), pins: [:], now: Self.now)
    #expect(
      verdicts.map(\.reasons).map { $0.map { "\($0)" } } == [
        [], [], ["before the upgrade in force", "before the last upgrade"], ["upgrade in force"],
        ["parent of current"], ["current"], ["last upgrade"], ["last good"],
      ])
  }

  @Test func `a failed generation is kept while it is young, for inspection`() {
    var young = Scene.generation(1, tree: ObjectID(of: [0]))
    young.state = .failed
    young.created = Self.now
    var old = Scene.generation(2, tree: ObjectID(of: [0]))
    old.state = .failed
    old.created = Timestamp(seconds: Self.now.seconds - 31 * Self.day)
    let verdicts = Retention().decide([young, old], current: nil, pins: [:], now: Self.now)
    #expect(verdicts.map(\.reasons).map { $0.map { "\($0)" } } == [["failed, for inspection"], []])
  }
}
