import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct StepsTogetherTests {
  /// Files with their contents.
  private typealias State = [String: Int]

  private func state(_ random: inout SeededGenerator) -> State {
    var state: State = [:]
    for name in ["a", "b", "c", "d", "e", "f"] {
      let contents = Int.random(in: 0...3, using: &random)
      if contents > 0 { state[name] = contents }
    }
    return state
  }

  private func files(_ before: State, _ after: State) -> UpgradePlan.Files {
    UpgradePlan.Files(
      added: after.keys.filter { before[$0] == nil }.sorted(),
      replaced: after.keys.filter { before[$0] != nil && before[$0] != after[$0] }.sorted(),
      removed: before.keys.filter { after[$0] == nil }.sorted())
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `what several steps do to files is what leads from the first state to the last`(seed: UInt64)
  {
    var random = SeededGenerator(seed: seed)
    let states = (0..<4).map { _ in state(&random) }
    let steps = zip(states, states.dropFirst()).map(files)
    let together = steps.dropFirst().reduce(steps[0]) { $0.followed(by: $1) }
    let direct = files(states[0], states[3])
    #expect(together.added == direct.added)
    #expect(together.removed == direct.removed)
    // What became what it was is among them.
    #expect(Set(together.replaced).isSuperset(of: direct.replaced))
    #expect(together.replaced.allSatisfy { states[0][$0] != nil && states[3][$0] != nil })
  }
}
