import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct KeyDecisionTests {
  private static let versions: [Int?] = [nil, 1, 2, 3]

  private func decide(_ base: Int?, _ local: Int?, _ upgrade: Int?) -> KeyDecision {
    KeyDecision(base: base, local: local, upgrade: upgrade, isSame: ==)
  }

  /// Every way in which three versions can be there and agree, but for which number stands for which.
  private static let table: [(base: Int?, local: Int?, upgrade: Int?, KeyDecision)] = [
    (nil, nil, nil, .agreed),
    (nil, nil, 1, .taken(.added)),
    (nil, 1, nil, .kept(isCustom: true)),
    (nil, 1, 1, .agreed),
    (nil, 1, 2, .conflict(.bothAdded)),
    (1, nil, nil, .agreed),
    (1, nil, 1, .kept(isCustom: false)),
    (1, nil, 2, .conflict(.deletedHere)),
    (1, 1, nil, .taken(.removed)),
    (1, 1, 1, .agreed),
    (1, 1, 2, .taken(.replaced)),
    (1, 2, nil, .conflict(.deletedThere)),
    (1, 2, 1, .kept(isCustom: false)),
    (1, 2, 2, .agreed),
    (1, 2, 3, .conflict(.bothChanged)),
  ]

  @Test(arguments: table)
  func `each way in which three versions agree has its decision`(
    base: Int?, local: Int?, upgrade: Int?, decision: KeyDecision
  ) {
    #expect(decide(base, local, upgrade) == decision)
  }

  @Test func `what the user changed is never taken, and what nobody else changed never asked`() {
    for base in Self.versions {
      for local in Self.versions {
        for upgrade in Self.versions {
          let decision = decide(base, local, upgrade)
          if case .taken = decision { #expect(local == base && upgrade != base) }
          if case .kept = decision { #expect(upgrade == base && local != base) }
          if case .conflict = decision { #expect(Set([base, local, upgrade]).count == 3) }
        }
      }
    }
  }

  @Test func `refusing the same path again refuses what is above it, and ends above the root`() {
    let path = ConfigPath(steps: [.key("a"), .key("b")])
    let refusal = ThreeWayMerge.Refusal.notSpliceable(.changesMeet)
    var refusals = Refusals()
    for count in 1...3 {
      let isNew = refusals.add(refusal, at: path)
      #expect(isNew)
      #expect(refusals.byPath.count == count)
    }
    #expect(refusals.byPath[.root] != nil)
    let isNew = refusals.add(refusal, at: path)
    #expect(!isNew)
  }
}
