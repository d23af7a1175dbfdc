import ObjectStore
import TestSupport
import Testing

@testable import Generations

@Suite(.tags(.unit)) struct UpgradeHistoryTests {
  private static func number(_ value: Int) -> Generation.Number { Shelf.number(value) }

  /// What people do to a store, with what retention cannot see: which upgrade each state comes from.
  private struct History {
    private var random: SeededGenerator
    private(set) var there: [Generation] = []
    private(set) var current: Generation.Number = .first
    private var next: Generation.Number = .first
    private var now = Timestamp(seconds: 1_750_000_000)
    /// The upgrade that each generation is, or descends from.
    private var origins: [Generation.Number: Generation.Number] = [:]

    init(seed: UInt64) {
      random = SeededGenerator(seed: seed)
      add(.initial, parent: nil, base: random.next() % 3)
    }

    private func found(_ number: Generation.Number?) -> Generation? {
      there.first { $0.number == number }
    }

    private mutating func add(
      _ kind: Generation.Kind, parent: Generation.Number?, base: UInt64? = nil,
      state: Generation.State = .good
    ) {
      let before = found(parent)
      let made = Generation(
        number: next, parent: parent, created: now, version: "", kind: kind, state: state, note: "",
        contents: .init(tree: ObjectID(of: []), files: 0, bytes: 0),
        base: base.map { ObjectID(of: [UInt8($0)]) } ?? before?.base)
      there.append(made)
      origins[next] = kind == .upgrade && state == .good ? next : parent.flatMap { origins[$0] }
      if state == .good && ![.preUpgrade, .preRollback, .imported].contains(kind) {
        current = next
      }
      next = next.next
    }

    /// Does one thing; if that is a collection, what was there before and what it keeps.
    mutating func step() -> (before: [Generation], kept: Set<Generation.Number>)? {
      now.seconds += Int64.random(in: 0...20, using: &random) * 86_400
      switch Int.random(in: 0..<12, using: &random) {
      case 0..<4: add(.snapshot, parent: current)
      case 4..<6:
        if Bool.random(using: &random) { add(.preUpgrade, parent: current) }
        let saved = there.last?.kind == .preUpgrade ? there.last : nil
        add(
          .upgrade, parent: saved?.parent == current ? saved?.number : current,
          base: random.next() % 3,
          state: Int.random(in: 0..<5, using: &random) == 0 ? .failed : .good)
      case 6:
        add(.preRollback, parent: current)
        current =
          there.filter { $0.state == .good }.randomElement(using: &random)?.number ?? current
      case 7: current = found(current)?.parent.flatMap { found($0)?.number } ?? current
      case 8: add(.imported, parent: nil, base: random.next() % 3)
      case 9:
        let doomed = there.filter { $0.number != current }.randomElement(using: &random)
        there.removeAll { $0.number == doomed?.number }
      default:
        let rule = Retention(
          keepLast: Int.random(in: 0...2, using: &random), maximumAge: .seconds(30 * 86_400))
        let kept = Set(
          rule.decide(there, current: current, pins: [:], now: now).filter(\.isKept).map(\.number))
        let before = there
        there.removeAll { !kept.contains($0.number) }
        return (before, kept)
      }
      return nil
    }

    /// The generations present that must never go.
    func needed(of there: [Generation]) -> Set<Generation.Number> {
      let upgrades = there.filter { $0.kind == .upgrade && $0.state == .good }
      let inForce = upgrades.first { $0.number == origins[current] }
      let last = upgrades.last
      let named: [Generation.Number?] = [
        current, there.first { $0.number == current }?.parent,
        there.last { $0.state == .good }?.number, inForce?.number, inForce?.parent, last?.number,
        last?.parent,
      ]
      return Set(named.compactMap(\.self)).intersection(there.map(\.number))
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `whatever was done, no collection drops what somebody may want to go back to`(seed: UInt64) {
    var history = History(seed: seed)
    for step in 0..<80 {
      guard let (before, kept) = history.step() else { continue }
      let lost = history.needed(of: before).subtracting(kept)
      #expect(lost.isEmpty, "step \(step)")
    }
  }

  private func generation(
    _ value: Int, parent: Int?, _ kind: Generation.Kind, base: UInt8
  ) -> Generation {
    var made = Scene.generation(value, tree: ObjectID(of: []))
    (made.parent, made.kind, made.base) = (parent.map(Self.number), kind, ObjectID(of: [base]))
    return made
  }

  @Test func `the upgrade in force is the nearest one on the way back`() {
    var failed = generation(6, parent: 5, .upgrade, base: 2)
    failed.state = .failed
    let history = UpgradeHistory([
      generation(1, parent: nil, .initial, base: 0), generation(2, parent: 1, .upgrade, base: 1),
      generation(3, parent: 2, .snapshot, base: 1), generation(4, parent: 1, .upgrade, base: 1),
      generation(5, parent: 3, .snapshot, base: 1), failed,
    ])
    func upgrades(_ value: Int) -> [Int] {
      history.upgrades(of: Self.number(value)).map(\.number.rawValue)
    }
    #expect(upgrades(5) == [2] && upgrades(3) == [2] && upgrades(2) == [2] && upgrades(4) == [4])
    #expect(upgrades(1) == [] && upgrades(6) == [2])
    #expect(history.last?.number == Self.number(4))
    #expect(history.upgrade(from: Self.number(1))?.number == Self.number(4))
  }

  @Test func `behind a gap it is one of those that brought the same release`() {
    let history = UpgradeHistory([
      generation(1, parent: nil, .initial, base: 0), generation(2, parent: 1, .upgrade, base: 1),
      generation(3, parent: 1, .upgrade, base: 2), generation(4, parent: 1, .upgrade, base: 1),
      generation(7, parent: 6, .snapshot, base: 1), generation(8, parent: 7, .upgrade, base: 1),
    ])
    #expect(history.upgrades(of: Self.number(7)).map(\.number.rawValue) == [4, 2])
    #expect(history.upgrades(of: nil).isEmpty)
  }
}
