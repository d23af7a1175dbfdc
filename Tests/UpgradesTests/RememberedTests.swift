import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Remembering a deployment makes looking at it faster, and never changes what is found.
@Suite(.tags(.unit)) struct RememberedTests {
  private static let folders = [
    "src/tier1", "src/tier2", "src/mine", "cortex-brain/documents", "cortex-brain/tier1",
    "own/deep/er",
  ]
  // Some of them only one of the releases ships.
  private static let names = [
    "a.py", "c.db", "c.db-wal", "memory.py", "confidence.py", "d", ".git",
  ]
  private static let rules = [
    "layers: []\n", "layers:\n  - path: \"own/**\"\n    layer: brain\n",
    "layers:\n  - path: \"src/tier1/**\"\n    layer: none\n",
    "layers:\n  - path: \"own/deep/**\"\n    layer: core\n  - path: \"**/a.py\"\n    layer: brain\n",
  ]

  /// What a capture finds, from the stat cache as far as that goes, or without it.
  private func state(_ place: Workplace) throws -> (
    tree: ObjectID, listing: Listing, said: [CaptureWarning]
  ) {
    let log = try place.deployment.log()
    let captured = try place.deployment.withScratch {
      try place.deployment.capture(log, current: try log.current(), scratch: $0, into: nil)
    }
    return (captured.treeID(), captured.listing, captured.warnings)
  }

  /// Two states, looked at only where they differ, differ as the whole of them does.
  private func expectDifferences(
    _ place: Workplace, _ random: inout SeededGenerator
  ) throws {
    let log = try place.deployment.log()
    let number = try #require(try log.numbers().randomElement(using: &random))
    let (current, target) = (try log.current(), try log.generation(number))
    let captured = try place.deployment.withScratch {
      try place.deployment.capture(
        log, current: current, target: target, scratch: $0, into: nil)
    }
    _ = captured.treeID()
    let reader = try ObjectReader(log.store)
    let (own, others) = try captured.differences(from: [current.tree, target.tree], reader)
    for (other, tree) in zip(others, [current.tree, target.tree]) {
      let whole = try reader.listing(of: tree)
      #expect(own.changes(to: other) == captured.listing.changes(to: whole))
      #expect(
        try captured.changes(ofDatabasesIn: tree, reader)
          == whole.changes(to: captured.listing).filter { $0.before?.kind == .database })
    }
    #expect(captured.databases == captured.listing.items.filter { $0.entry.kind == .database })
    var leaves: [Listing.Item] = []
    captured.forEachLeaf { leaves.append(Listing.Item(path: $0, entry: $1)) }
    #expect(leaves == Array(captured.listing.leaves))
    #expect(captured.fileCount == captured.listing.fileCount)
    #expect(captured.byteCount == captured.listing.byteCount)
  }

  private func act(_ place: Workplace, _ random: inout SeededGenerator) throws {
    func pick<Value>(_ values: [Value]) throws -> Value {
      try #require(values.randomElement(using: &random))
    }
    let folder = try pick(Self.folders)
    let file = place.path("\(folder)/\(try pick(Self.names))")
    let metadata = try place.disk.metadata(file)
    switch Int.random(in: 0..<16, using: &random) {
    case 0...2 where metadata?.isRegular ?? true:
      try place.disk.write(file, "\(UInt8.random(in: 0..<4, using: &random))")
    case 3 where metadata?.isRegular ?? true:
      try place.disk.write(file, SimulatedDatabases.makeDatabase(rows: [try pick(["x", "y"])]))
    case 4: try place.disk.erase(file)
    case 5 where metadata?.isRegular ?? false:
      try place.disk.setPermissions(file, try pick([0o600, 0o755]))
    case 6 where metadata == nil: try place.disk.writeFolder(file)
    case 7 where metadata == nil: try place.disk.writeLink(file, to: try pick(["d", "e"]))
    case 8 where metadata == nil: try place.disk.writeSpecial(file, .fifo)
    case 9:
      try place.disk.setPermissions(place.path("src/tier1"), try pick([0o700, 0o755]))
    case 10:
      try place.disk.write(Workplace.store.appending("layers.yaml"), try pick(Self.rules))
    case 11:
      let numbers = try place.deployment.log().numbers()
      // A deployment in which a FIFO is in the way, say, is not switched.
      _ = try? place.deployment.carryOut(
        Switch(to: try pick(numbers), data: try pick([.keep, .restore])))
    case 12:
      _ = try? place.upgrade(.local, to: try pick([Workplace.old, Workplace.new]))
    default:
      // Without, what was just written is not remembered.
      if .random(using: &random) { place.disk.advanceClock(by: .seconds(1)) }
      _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    }
  }

  @Test(.tags(.sweep), .exceptQuick, arguments: 0..<12 as Range<UInt64>)
  func `a capture that remembers finds what one finds that looks at everything`(
    seed: UInt64
  ) throws {
    let place = try Workplace.sample()
    var random = SeededGenerator(seed: seed)
    for folder in Self.folders { try place.disk.writeFolder(place.path(folder)) }
    _ = try InitialiseStore(release: seed.isMultiple(of: 3) ? nil : Workplace.old, version: nil)
      .carryOut(on: place.deployment)
    for step in 0..<40 {
      try act(place, &random)
      let found = try state(place)
      var other = place
      other.disk = place.disk.copy()
      try other.disk.erase(Workplace.store.appending("stat-cache"))
      let expected = try state(other)
      try expectDifferences(place, &random)
      let comment = "seed \(seed), step \(step)"
      #expect(found.listing == expected.listing, Comment(rawValue: comment))
      #expect(found.tree == expected.tree, Comment(rawValue: comment))
      #expect(found.said == expected.said, Comment(rawValue: comment))
      #expect(try found.listing.treeID() == found.tree, Comment(rawValue: comment))
      if found.tree != expected.tree { return }
    }
  }

  @Test func `what was left out is looked at once another generation has something there`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    let upgraded = try place.upgrade().generation
    _ = try place.deployment.carryOut(Switch(to: .first))
    let own = "src/tier2/confidence.py"
    try place.write(own, "# mine\n")
    place.disk.advanceClock(by: .seconds(1))
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    let log = try place.deployment.log()
    func isCaptured(_ target: Generation?) throws -> Bool {
      try place.deployment.withScratch { scratch in
        try place.deployment.capture(
          log, current: try log.current(), target: target, scratch: scratch, into: nil
        ).listing[relative(own)] != nil
      }
    }
    #expect(try !isCaptured(nil))
    #expect(try isCaptured(try log.generation(upgraded)))
    #expect(try !isCaptured(nil))
  }
}
