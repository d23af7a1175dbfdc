import FileEffects
import Generations
import ObjectStore
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// A disk that is full, or that fails, at any effect of a command.
@Suite(.tags(.sweep), .exceptQuick) struct FaultTests {
  /// Makes each effect of a command fail in turn and expects the state from before, byte for byte,
  /// unless the command says that it got through. Returns the outcomes that failures told.
  @discardableResult
  static func failEach(
    _ scenario: Scenario, with code: Errno
  ) throws -> Set<SwitchError.Outcome> {
    var outcomes: Set<SwitchError.Outcome> = []
    for number in 1...(try effects(of: scenario)) {
      let disk = scenario.place.disk.copy()
      let count = disk.effects
      disk.failEffect(number: number, with: code)
      let outcome = outcome(of: scenario, on: disk)
      if let outcome { outcomes.insert(outcome) }
      let words: Comment = "\(number): \(disk.effectLog.dropFirst(count + number - 1).first ?? "")"
      let place = Workplace(disk: disk)
      #expect(outcome != .needsAttention, words)
      // Whoever was told that nothing is different must find nothing different.
      #expect(
        try Scenario.tree(of: place) == (outcome == nil ? scenario.after : scenario.before).tree,
        words)
      let state = try Scenario.state(of: place)
      #expect(state == (outcome == nil ? scenario.after : scenario.before), words)
      if outcome != nil {
        try scenario.run(on: disk)
        #expect(try place.deployment.report(VerifyStore(.quick)).ok, words)
      }
    }
    return outcomes
  }

  private static func effects(of scenario: Scenario) throws -> Int {
    let disk = scenario.place.disk.copy()
    let count = disk.effects
    try scenario.run(on: disk)
    return disk.effects - count
  }

  /// The outcome that a failed command names; `nil` if it did not fail.
  private static func outcome(
    of scenario: Scenario, on disk: SimulatedDisk
  ) -> SwitchError.Outcome? {
    do {
      try scenario.run(on: disk)
      return nil
    } catch let error as SwitchError { return error.outcome } catch { return .nothingChanged }
  }

  @Test(
    arguments: [Scenario.Name.upgrade, .switchTo, .rollback, .resolve], [Errno.noSpace, .ioError])
  func `whichever effect fails, everything is as before and the error says so`(
    name: Scenario.Name, code: Errno
  ) throws {
    let outcomes = try Self.failEach(try Scenario(name), with: code)
    #expect(outcomes == [.nothingChanged, .rolledBack])
  }

  @Test(arguments: [Scenario.Name.snapshot, .collect], [Errno.noSpace, .ioError])
  func `whichever effect fails, the deployment is untouched`(
    name: Scenario.Name, code: Errno
  ) throws {
    let scenario = try Scenario(name)
    for number in 1...(try Self.effects(of: scenario)) {
      let disk = scenario.place.disk.copy()
      disk.failEffect(number: number, with: code)
      _ = try? scenario.run(on: disk)
      let place = Workplace(disk: disk)
      #expect(try place.tree() == scenario.before.tree)
      #expect(try place.deployment.report(VerifyStore(.quick)).ok, "effect \(number)")
      try scenario.run(on: disk)
      #expect(try Scenario.state(of: place).differences.isEmpty)
    }
  }

  @Test(arguments: [Scenario.Name.upgrade, .switchTo, .rollback, .resolve])
  func `on a disk with any number of free bytes a command gets through or leaves all as before`(
    name: Scenario.Name
  ) throws {
    let scenario = try Scenario(name)
    var free: UInt64 = 0
    while true {
      let disk = scenario.place.disk.copy()
      disk.capacityBytes = disk.usedBytes + free
      let outcome = Self.outcome(of: scenario, on: disk)
      let place = Workplace(disk: disk)
      #expect(outcome != .needsAttention, "\(free) bytes free")
      #expect(
        try Scenario.tree(of: place)
          == (outcome == nil ? scenario.after : scenario.before).tree,
        "\(free) bytes free")
      disk.capacityBytes = 1 << 40
      let state = try Scenario.state(of: place)
      #expect(state == (outcome == nil ? scenario.after : scenario.before), "\(free) bytes free")
      if outcome == nil { return }
      free += 149
    }
  }

  @Test func `a locked database keeps a switch from beginning, and is named`() throws {
    let scenario = try Scenario(.rollback)
    let path = scenario.place.path(Workplace.database)
    var databases = SimulatedDatabases(on: scenario.place.disk)
    databases.busy = [path]
    let deployment = Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: scenario.place.disk, databases: databases, programs: SimulatedPrograms(), workers: 1,
      now: Workplace.noon, reportText: UpgradeDocuments.texts)
    let error = try #require(throws: (any Error).self) {
      try deployment.carryOut(Switch(to: nil, data: .restore))
    }
    #expect("\(error)".hasPrefix("the database \(path) is locked by another program"))
    #expect(try Scenario.state(of: scenario.place) == scenario.before)
  }

  @Test func `a database written to while a switch runs keeps its rows, and all is put back`()
    throws
  {
    let scenario = try Scenario(.rollback)
    let place = scenario.place
    var databases = SimulatedDatabases(on: place.disk)
    databases.meanwhile = { path in
      try place.disk.write(path, SimulatedDatabases.makeDatabase(rows: ["one", "two", "late"]))
    }
    let deployment = Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: place.disk, databases: databases, programs: SimulatedPrograms(), workers: 1,
      now: Workplace.noon, reportText: UpgradeDocuments.texts)
    let error = try #require(throws: SwitchError.self) {
      try deployment.carryOut(Switch(to: nil, data: .restore))
    }
    #expect("\(error)".contains("changed after it was saved"))
    #expect(try place.rows() == ["one", "two", "late"])
    var tree = try Scenario.tree(of: place)
    tree[Workplace.database] = scenario.before.tree[Workplace.database]
    #expect(tree == scenario.before.tree)
  }
}
