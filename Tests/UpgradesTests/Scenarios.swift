import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// A command about to be run on a deployment so small that every effect can be tried.
struct Scenario {
  enum Name: String, CaseIterable, CustomTestStringConvertible {
    case initialise, snapshot, upgrade, migrate, switchTo, rollback, collect, resolve, importBrain

    var testDescription: String { rawValue }
  }

  /// The state of a deployment that counts: its files, and the generation in force.
  struct State: Equatable {
    var tree: [String: String]
    var current: Generation.Number?
    /// What a status finds changed.
    var differences: [String]
  }

  var name: Name
  /// Set up, before the command.
  var place: Workplace
  var before: State
  /// After the command, where nothing went wrong.
  var after: State

  /// - Parameter isSmall: Only one file of each kind changes, and no report is written, so that all
  ///   pairs of effects can be tried.
  init(_ name: Name, isSmall: Bool = false) throws {
    self.name = name
    place = try Self.prepare(name, isSmall: isSmall)
    before = try Self.state(of: place)
    let other = Workplace(disk: place.disk.copy())
    try Self.run(name, other)
    after = try Self.state(of: other)
  }

  func run(on disk: SimulatedDisk) throws {
    try Self.run(name, Workplace(disk: disk))
  }

  private static func run(_ name: Name, _ place: Workplace) throws {
    let deployment = place.deployment
    switch name {
    case .initialise:
      _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment)
    case .snapshot: _ = try deployment.carryOut(TakeSnapshot(note: ""))
    case .upgrade, .migrate: _ = try place.upgrade()
    case .switchTo: _ = try deployment.carryOut(Switch(to: .first))
    case .rollback:
      _ = try deployment.carryOut(Switch(to: nil, data: .restore))
    case .resolve:
      _ = try deployment.carryOut(
        Resolve(file: "cortex-operations.yaml", key: "text", answer: .upgrade))
    case .importBrain:
      _ = try deployment.carryOut(ImportBrain(from: exported))
    case .collect:
      _ = try deployment.carryOut(CollectGarbage(Retention(keepLast: 1), skippingGrace: true))
    }
  }

  static func state(of place: Workplace) throws -> State {
    guard try Store.exists(at: Workplace.store, on: place.disk),
      let current = try place.deployment.log().currentNumber()
    else { return State(tree: try tree(of: place), current: nil, differences: []) }
    let status = try place.deployment.report(ShowStatus())
    return State(
      tree: try tree(of: place), current: current,
      differences: status.modified + status.missing + status.added)
  }

  /// Without what reports say of the space that was free.
  static func tree(of place: Workplace) throws -> [String: String] {
    try place.tree().mapValues { $0.replacing(/needed, [0-9]+ free/, with: "needed") }
  }

  // MARK: Set-up

  private static func release(
    _ version: String, _ text: String, _ isSmall: Bool
  ) -> [String: String] {
    var files = ["src/entry.py": text, "src/same.py": "the same\n"]
    if !isSmall {
      files["VERSION"] = "\(version)\n"
      files["cortex-operations.yaml"] = "text: \(text)\nmine: 1\n"
    }
    return files
  }

  private static func prepare(_ name: Name, isSmall: Bool) throws -> Workplace {
    let place = Workplace()
    var old = release("5.2.0", "old", isSmall).merging(["src/old/gone.py": "gone"]) { $1 }
    var new = release("5.3.0", "new", isSmall).merging(["src/deep/new.py": "added"]) { $1 }
    if name == .resolve {
      old["cortex-operations.yaml"] = "text: old\n"
      new["cortex-operations.yaml"] = "text: new\nmore: new\n"
    }
    if name == .migrate {
      new["cortex-brain/migrations/001_more.sql"] =
        "-- Database: tier1/conversations.db\nCREATE TABLE more (x);\n"
    }
    for (path, text) in old {
      try place.write(path, text)
      try place.disk.write(Workplace.old.appending(path), text)
    }
    for (path, text) in new { try place.disk.write(Workplace.new.appending(path), text) }
    try place.write(Workplace.database, rows: ["one"])
    if isSmall {
      try place.disk.write(
        Workplace.store.appending("layers.yaml"),
        "layers:\n- {path: cortex-brain/documents/reports/**, layer: none}\n")
    }
    if name == .initialise { return place }

    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try place.write("cortex-brain/user-dictionary.yaml", "mine\n")
    switch name {
    case .initialise, .snapshot, .migrate: break
    case .upgrade:
      try place.write("src/entry.py", "edited\n")
      if !isSmall { try place.write("cortex-operations.yaml", "text: old\nmine: 2\n") }
    case .switchTo, .rollback:
      _ = try place.upgrade()
      try place.write(Workplace.database, rows: ["one", "two"])
      try place.write("cortex-brain/user-dictionary.yaml", "mine, and more\n")
      if !isSmall { try place.write("cortex-operations.yaml", "text: new\nmine: 2\n") }
      try place.write("src/same.py", "edited\n")
    case .resolve:
      try place.write("cortex-operations.yaml", "text: mine\n")
      _ = try place.upgrade(.local)
      try place.write("src/same.py", "edited\n")
    case .collect: try prepareCollection(place)
    case .importBrain: try prepareImport(place)
    }
    return place
  }

  private static let exported: FilePath = "/exports/brain"

  /// An export that has a row, and a database, which the deployment does not have.
  private static func prepareImport(_ place: Workplace) throws {
    let other = Workplace(disk: place.disk.copy())
    try other.write(Workplace.database, rows: ["one", "two"])
    try other.write("cortex-brain/tier2/more.db", rows: ["three"])
    _ = try ExportBrain(to: exported).carryOut(on: other.deployment)
    for entry in try other.disk.contents(of: exported) {
      let path = exported.appending(bytes: entry.name)
      try place.disk.write(path, other.disk.read(path))
    }
  }

  /// Packs that are not needed at all, and packs that are needed in small part.
  private static func prepareCollection(_ place: Workplace) throws {
    func noise(_ seed: UInt64) -> String {
      var generator = SeededGenerator(seed: seed)
      return (0..<500).map { _ in String(generator.next(), radix: 36) }.joined()
    }
    for number in 1...3 as ClosedRange<UInt64> {
      try place.write("cortex-brain/documents/a.md", noise(number))
      try place.write("cortex-brain/documents/\(number).md", noise(number + 10))
      _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    }
  }
}
