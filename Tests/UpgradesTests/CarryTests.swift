import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Going back with the rows written since, on the simulated disk.
@Suite(.tags(.unit)) struct CarryTests {
  private func generation(
    _ number: Int, parent: Int?, _ kind: Generation.Kind = .snapshot
  ) throws -> Generation {
    let entry = Entry.text("\(number)")
    return Generation(
      number: try #require(Generation.Number(rawValue: number)),
      parent: parent.flatMap { Generation.Number(rawValue: $0) }, created: Workplace.noon,
      version: "", kind: kind, note: "", contents: .init(tree: entry.object, files: 0, bytes: 0),
      base: nil)
  }

  /// The runs from the first of these generations to the present, as numbers; 0 is the present.
  private func runs(_ kinds: [Generation.Kind]) throws -> [[Int]] {
    let chain = try kinds.enumerated().map { try generation($0 + 1, parent: $0, $1) }
    return CarriedSteps.runs(of: chain).map { [$0.from.rawValue, $0.to?.rawValue ?? 0] }
  }

  @Test func `what upgrades did is left out, and the rest is as few differences as there are`()
    throws
  {
    #expect(try runs([.initial]) == [[1, 0]])
    #expect(try runs([.initial, .snapshot, .preUpgrade]) == [[1, 0]])
    #expect(try runs([.preUpgrade, .upgrade]) == [[2, 0]])
    #expect(try runs([.initial, .preUpgrade, .upgrade]) == [[1, 2], [3, 0]])
    #expect(try runs([.initial, .upgrade, .upgrade, .snapshot]) == [[3, 0]])
    #expect(
      try runs([.initial, .snapshot, .upgrade, .snapshot, .upgrade]) == [[1, 2], [3, 4], [5, 0]])
  }

  @Test func `a generation on another branch is none of the ancestors, and a gap is said`() throws {
    let all = [
      1: try generation(1, parent: nil), 2: try generation(2, parent: 1),
      3: try generation(3, parent: 2), 4: try generation(4, parent: 2),
    ]
    func chain(from: Int, to: Int, without gone: Int = 0) throws -> [Int]? {
      try CarriedSteps.chain(from: try #require(all[from]), to: try #require(all[to])) {
        $0.rawValue == gone ? nil : all[$0.rawValue]
      }?.map(\.number.rawValue)
    }
    #expect(try chain(from: 1, to: 4) == [1, 2, 4])
    #expect(try chain(from: 4, to: 4) == [4])
    #expect(try chain(from: 3, to: 4) == nil)
    #expect(try chain(from: 4, to: 1) == nil)
    #expect(throws: CarriedSteps.BrokenChain.self) { try chain(from: 1, to: 4, without: 2) }
    #expect(try chain(from: 3, to: 4, without: 2) == nil)
  }

  @Test func `a database goes back with the rows written since, other brain files stay`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade()
    // As a migration would.
    try place.write(Workplace.database, rows: ["one", "three"])
    try place.write("cortex-brain/user-dictionary.yaml", "mine: 1\n")
    let planned = try place.deployment.plan(Switch(to: .first, data: .carry)).report
    var report = try place.deployment.carryOut(Switch(to: .first, data: .carry))
    #expect(report.databases.map(\.action) == [.kept])
    #expect(try place.rows() == ["one", "three"])
    #expect(try place.text("cortex-brain/user-dictionary.yaml") == "mine: 1\n")
    report.dryRun = true
    #expect(planned == report)
  }

  @Test func `what an upgrade did to a database is not carried back`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    // An upgrade that includes the database, as after a migration.
    try place.write(Workplace.database, rows: ["one", "two", "mine"])
    _ = try place.upgrade()
    #expect(try place.deployment.report(ListGenerations()).generations.map(\.kind).last == .upgrade)
    try place.write(Workplace.database, rows: ["one", "two", "mine", "later"])
    let report = try place.deployment.carryOut(Switch(to: .first, data: .carry))
    // 1 → 2 is the user's, 2 → 3 the release's, 3 → now the user's.
    #expect(report.databases.map(\.rowsCarried) == [2])
    #expect(try place.rows() == ["one", "two", "mine", "later"])
  }

  @Test func `a database that the target lacks stays, and that is said`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try place.write("cortex-brain/tier2/new.db", rows: ["a"])
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    let report = try place.deployment.carryOut(Switch(to: .first, data: .carry))
    #expect(try place.rows("cortex-brain/tier2/new.db") == ["a"])
    #expect(
      report.warnings == [
        .switching(.databaseStays(relative("cortex-brain/tier2/new.db"), target: .first))
      ])
  }

  @Test func `where a generation in between is gone, all that differs is carried with a warning`()
    throws
  {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try place.write(Workplace.database, rows: ["one", "two", "three"])
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try place.write(Workplace.database, rows: ["two", "three", "four"])
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    _ = try place.deployment.carryOut(DeleteGenerations([place.number(2)]))
    let report = try place.deployment.carryOut(Switch(to: .first, data: .carry))
    #expect(report.warnings.count == 1 && report.warnings[0].hasPrefix("generation 2 is gone"))
    #expect(try place.rows() == ["two", "three", "four"])
  }

  @Test func `what is at stake is what was written since the generation`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    #expect(try place.deployment.report(FindBrainChanges(since: .first)).databases.isEmpty)
    try place.write(Workplace.database, rows: ["one", "three", "four"])
    let stake = try place.deployment.report(FindBrainChanges(since: .first))
    #expect(stake.databases.map(\.path) == [Workplace.database])
    #expect(stake.databases.flatMap(\.tables).map(\.inserted) == [2])
    #expect(stake.databases.flatMap(\.tables).map(\.deleted) == [1])
  }
}
