import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The power is cut after every effect of a command, and again after every effect of what follows.
@Suite(.tags(.sweep), .exceptQuick) struct PowerCutTests {
  /// How a loop over all cuts goes.
  struct Loop {
    var seed: UInt64?
    /// After every so many cuts the power is cut again, at each effect of the recovery; 0 is never.
    var second = 0
    /// Whether one broken state is enough.
    var isOver: ([String]) -> Bool = { _ in false }
    var isForgotten: @Sendable (String) -> Bool = { _ in false }

    /// The chance on a disk that reorders, another one at each cut.
    func seed(_ cuts: Int...) -> UInt64? {
      seed.map { cuts.reduce($0) { $0 &* 31 &+ UInt64($1) &* 1_000_003 } }
    }
  }

  /// Runs a command under a cut after each of its effects and gives, in words, every state that is
  /// not whole afterwards. Equal disks are looked at once.
  static func brokenStates(_ scenario: Scenario, _ loop: Loop = Loop()) throws -> [String] {
    var broken: [String] = []
    var seen: Set<Int> = []
    var recovered: Set<[Int]> = []
    for cut in 0... {
      let (disk, isFinished, isCut) = crash(scenario.place.disk, after: cut, loop) { disk in
        try scenario.run(on: disk)
      }
      if seen.insert(Self.fingerprint(of: disk)).inserted || isFinished {
        if loop.second > 0 && isCut && cut % loop.second == 0 {
          broken += brokenRecoveries(scenario, disk, isFinished, after: cut, loop, &recovered)
        }
        if let fault = fault(scenario, disk, isFinished, isGoneOnWith: loop.seed == nil) {
          broken.append("\(fault), after \(cut) effects: \(disk.effectLog.suffix(3))")
        }
      }
      if !isCut || loop.isOver(broken) { return broken }
    }
    return broken
  }

  /// The power is cut again, after each effect of the recovery. What that leaves is the same after many
  /// first cuts; `seen` has what was looked at.
  private static func brokenRecoveries(
    _ scenario: Scenario, _ crashed: SimulatedDisk, _ isFinished: Bool, after first: Int,
    _ loop: Loop, _ seen: inout Set<[Int]>
  ) -> [String] {
    var broken: [String] = []
    // Whether a recovery says that it got through does not count: one run has all that cuts leave.
    let moments = crashed.copy().moments { try recover(scenario, $0) }
    for (cut, moment) in moments.enumerated() {
      let disk = moment.copy(seed: loop.seed(first, cut))
      disk.restart()
      if seen.insert([Self.fingerprint(of: disk), isFinished ? 1 : 0]).inserted,
        let fault = fault(scenario, disk, isFinished, isGoneOnWith: false)
      {
        broken.append(
          "\(fault), after \(cut) effects of a recovery: \(crashed.effectLog.suffix(1))")
      }
    }
    return broken
  }

  /// All that counts of a disk: folders of temporary files do not.
  private static func fingerprint(of disk: SimulatedDisk) -> Int {
    disk.fingerprint(leavingOut: "scratch")
  }

  /// A copy of the disk as it is after a command was cut short, whether that got through all the
  /// same, and whether it was cut at all.
  private static func crash(
    _ original: SimulatedDisk, after cut: Int, _ loop: Loop,
    _ command: (SimulatedDisk) throws -> Void
  ) -> (disk: SimulatedDisk, isFinished: Bool, isCut: Bool) {
    let disk = original.copy(seed: loop.seed(cut))
    disk.forgetSyncs(where: loop.isForgotten)
    disk.cutPower(afterEffects: cut)
    let isFinished = (try? command(disk)) != nil
    let isCut = disk.isPowerCut
    disk.restart()
    return (disk, isFinished, isCut)
  }

  /// What a user does next: looks, or, where there is nothing to look at yet, does it again.
  private static func recover(_ scenario: Scenario, _ disk: SimulatedDisk) throws {
    let place = Workplace(disk: disk)
    // A status would also write what it remembers, and each of its effects be tried after each cut.
    do { _ = try place.deployment.log() } catch let error as StoreError {
      switch error {
      case .noStore, .unfinished: try scenario.run(on: disk)
      default: throw error
      }
    }
  }

  /// The fault after a restart; `nil` if there is none.
  private static func fault(
    _ scenario: Scenario, _ disk: SimulatedDisk, _ isFinished: Bool, isGoneOnWith: Bool
  ) -> String? {
    let place = Workplace(disk: disk)
    do {
      try recover(scenario, disk)
      let state = try Scenario.state(of: place)
      if state != scenario.after && (isFinished || state != scenario.before) {
        let other = state.current == scenario.after.current ? scenario.after : scenario.before
        let paths = Set(state.tree.keys).union(other.tree.keys)
          .filter { state.tree[$0] != other.tree[$0] }.sorted()
        return "generation \(state.current?.description ?? "none") with \(paths) as in neither"
          + " (finished: \(isFinished))"
      }
      let verified = try place.deployment.report(VerifyStore(.full))
      if !verified.ok { return "\(verified)" }
      if isGoneOnWith && scenario.name != .initialise { try scenario.run(on: disk) }
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func expectWhole(_ scenario: Scenario, _ loop: Loop) throws {
    let broken = try Self.brokenStates(scenario, loop)
    #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
  }

  @Test(arguments: Scenario.Name.allCases)
  func `a power cut after any effect leaves the old state or the new one`(name: Scenario.Name)
    throws
  {
    try expectWhole(try Scenario(name), Loop())
  }

  @Test(arguments: Scenario.Name.allCases, 0..<3 as Range<UInt64>)
  func `on a disk that reorders a power cut leaves the old state or the new one`(
    name: Scenario.Name, seed: UInt64
  ) throws {
    try expectWhole(try Scenario(name, isSmall: true), Loop(seed: seed))
  }

  @Test(arguments: Scenario.Name.allCases)
  func `a second power cut after any effect of the recovery leaves the old state or the new one`(
    name: Scenario.Name
  ) throws {
    try expectWhole(try Scenario(name, isSmall: true), Loop(second: 1))
  }

  @Test(arguments: Scenario.Name.allCases)
  func `on a disk that reorders so does a second power cut`(name: Scenario.Name) throws {
    // Hardly two such disks are equal, so that not all pairs can be tried in a minute.
    try expectWhole(try Scenario(name, isSmall: true), Loop(seed: 7, second: 5))
  }

  // MARK: The loop can fail

  /// For each command syncs without which it breaks its promise.
  static let needed: [(name: Scenario.Name, ending: String)] = [
    (.initialise, ".cortex/generations"), (.initialise, ".cortex/packs"),
    (.snapshot, ".cortex"), (.upgrade, "CORTEX/src"), (.upgrade, ".cortex/.tmp-current"),
    (.switchTo, ".cortex/.tmp-journal"), (.switchTo, "CORTEX/src"), (.rollback, ".cortex"),
    (.rollback, "CORTEX/src"), (.collect, "staging/objects.pack"),
    (.resolve, ".cortex/.tmp-current"), (.resolve, "staging/objects.pack"),
  ]

  @Test(arguments: needed)
  func `without a sync that is needed the loop finds a broken state`(
    name: Scenario.Name, ending: String
  ) throws {
    let loop = Loop(
      isOver: { !$0.isEmpty },
      isForgotten: { $0.hasSuffix(ending) || $0.hasSuffix(ending + ".copy") })
    #expect(try !Self.brokenStates(try Scenario(name, isSmall: true), loop).isEmpty)
  }

  @Test func `a disk that reorders finds that packs are removed before the new one has its name`()
    throws
  {
    let scenario = try Scenario(.collect)
    let isFound = try (0..<20 as Range<UInt64>).contains { seed in
      let loop = Loop(
        seed: seed, isOver: { !$0.isEmpty }, isForgotten: { $0.hasSuffix(".cortex/packs") })
      return try !Self.brokenStates(scenario, loop).isEmpty
    }
    #expect(isFound)
  }

  @Test(arguments: [Scenario.Name.upgrade, .switchTo, .rollback])
  func `without the sync of new contents the loop finds a broken state`(name: Scenario.Name) throws
  {
    let loop = Loop(
      isOver: { !$0.isEmpty }, isForgotten: { $0.contains(StoreLayout.switchPrefix) })
    #expect(try !Self.brokenStates(try Scenario(name, isSmall: true), loop).isEmpty)
  }

  // MARK: What a status remembers

  @Test func `a power cut while a status remembers leaves a state that the next one reads right`()
    throws
  {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try place.write("src/entry.py", "edited\n")
    try place.disk.remove(Workplace.store.appending("stat-cache"))
    try place.disk.syncAll(at: Workplace.root)
    let before = try place.tree()
    for cut in 0... {
      let (disk, isFinished, isCut) = Self.crash(place.disk, after: cut, Loop()) { disk in
        _ = try Workplace(disk: disk).deployment.report(ShowStatus())
      }
      // Whatever becomes of the cache, looking does not fail.
      #expect(isFinished || isCut)
      let survived = Workplace(disk: disk)
      #expect(try survived.tree() == before, "after \(cut) effects")
      #expect(
        try survived.deployment.report(ShowStatus()).modified == ["src/entry.py"],
        "after \(cut) effects")
      #expect(try survived.deployment.carryOut(TakeSnapshot(note: "")).created)
      #expect(try survived.deployment.report(VerifyStore(.full)).ok, "after \(cut) effects")
      if !isCut { return #expect(cut > 3) }
    }
  }
}
