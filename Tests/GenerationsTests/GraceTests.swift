import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Generations

/// Clocks that are wrong when a generation is made, deleted, or collected.
@Suite(.tags(.unit)) struct GraceTests {
  private static let day: Int64 = 86_400
  private let made = Timestamp(seconds: 1_750_000_000)

  private func time(_ days: Int64) -> Timestamp {
    Timestamp(seconds: made.seconds + days * Self.day)
  }

  private enum Word { case running, over, restarted }

  /// Deleted and collected so many days after generations were made, by the clock; `boots` says how long
  /// the machine ran then.
  private func grace(
    deleted: Int64, now: Int64, boots: (Int64, Int64)? = nil, restarted: Bool = false
  ) -> Word {
    switch grace(deleted, now, boots, restarted) {
    case .running: .running
    case .over: .over
    case .restarted: .restarted
    }
  }

  private func grace(
    _ deleted: Int64, _ now: Int64, _ boots: (Int64, Int64)? = nil, _ restarted: Bool = false
  ) -> Grace {
    let generation = Generation(
      number: .first, parent: nil, created: made, version: "", kind: .snapshot, note: "",
      contents: .init(tree: .init(of: []), files: 0, bytes: 0), base: nil)
    let trashed = Trashed(
      generation: generation, since: time(deleted),
      boot: boots.map { BootClock(boot: "a", seconds: $0.0 * Self.day) })
    return Grace(
      of: trashed, made: made, now: time(now),
      boot: boots.map { BootClock(boot: restarted ? "b" : "a", seconds: $0.1 * Self.day) })
  }

  @Test func `seven days by a clock that nothing speaks against are seven days`() {
    #expect(grace(deleted: 1, now: 7) == .running)
    #expect(grace(deleted: 1, now: 8) == .over)
    #expect(grace(deleted: 1, now: 8, boots: (50, 2), restarted: true) == .over)
  }

  @Test func `while the machine runs the time of day does not count`() {
    #expect(grace(deleted: -9000, now: 1, boots: (3, 3)) == .running)
    #expect(grace(deleted: 1, now: 400, boots: (3, 4)) == .running)
    #expect(grace(deleted: 400, now: 1, boots: (3, 10)) == .over)
  }

  @Test func `a clock that was behind or ahead at the deletion lets the days begin again`() {
    #expect(grace(deleted: -1, now: 30) == .restarted)
    #expect(grace(deleted: -9000, now: 30, boots: (3, 1), restarted: true) == .restarted)
    #expect(grace(deleted: 400, now: 30) == .restarted)
  }

  @Test func `a clock that is behind now frees nothing and changes nothing`() {
    #expect(grace(deleted: 1, now: -1) == .running)
    #expect(grace(deleted: -9000, now: -8000) == .running)
  }

  @Test func `what is told of the end holds whatever becomes of the clocks`() {
    func end(
      deleted: Int64, now: Int64, boots: (Int64, Int64)? = nil, restarted: Bool = false
    ) -> Int64 {
      let end = grace(deleted, now, boots, restarted).end(now: time(now))
      return (end.seconds - made.seconds) / Self.day
    }
    #expect(end(deleted: 1, now: 3) == 8)
    #expect(end(deleted: 1, now: 3, boots: (50, 52)) == 8)
    #expect(end(deleted: 1, now: 30) == 30, "it may go now")
    // The clock was set since, ahead or back: that of the machine, or that of the day after a start.
    #expect(end(deleted: 1, now: 5, boots: (50, 51)) == 8)
    #expect(end(deleted: 5, now: 1, boots: (50, 53)) == 5)
    // Behind or ahead at the deletion: the days begin again with the next collection.
    #expect(end(deleted: -1, now: 30) == 37)
    #expect(end(deleted: 400, now: 30) == 37)
    // Behind now: seven days from a time that is certain.
    #expect(end(deleted: 1, now: -1) == 8)
    #expect(end(deleted: -9000, now: -8000) == 7)
  }

  @Test func `the end stays where one clock has just begun a second and the other has not`() {
    let generation = Generation(
      number: .first, parent: nil, created: made, version: "", kind: .snapshot, note: "",
      contents: .init(tree: .init(of: []), files: 0, bytes: 0), base: nil)
    let trashed = Trashed(
      generation: generation, since: time(1), boot: BootClock(boot: "a", seconds: 100))
    let ends = [99, 100, 101].map { seconds in
      Grace(
        of: trashed, made: made, now: time(1), boot: BootClock(boot: "a", seconds: seconds)
      ).end(now: time(1))
    }
    #expect(ends == [time(8), time(8), time(8)])
  }

  @Test func `no generation is older than one before it`() {
    func generation(_ number: Int, _ days: Int64) -> Generation {
      Generation(
        number: Generation.Number(rawValue: number) ?? .first, parent: nil, created: time(days),
        version: "", kind: .snapshot, note: "",
        contents: .init(tree: .init(of: []), files: 0, bytes: 0), base: nil)
    }
    let generations = [generation(3, -9000), generation(1, 0), generation(2, 5)]
    #expect(generations.timesMade().map(\.made) == [time(0), time(5), time(5)])
    // Made by a clock that was behind it is not dropped for its age.
    let kept = Retention().decide(generations, current: nil, pins: [:], now: time(20))
    #expect(kept.filter(\.isKept).count == 3)
  }
}
