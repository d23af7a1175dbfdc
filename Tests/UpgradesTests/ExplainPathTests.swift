import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// An explanation of a path agrees with what an upgrade does with it.
@Suite(.tags(.unit)) struct ExplainPathTests {
  /// A deployment with a release known, work of the user's in it, and a database.
  private static func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try SampleDeployment.userWork(on: .release(version: "5.2.0"))
      .install(on: place.disk, at: Workplace.root)
    return place
  }

  private func explain(
    _ path: String, in place: Workplace, to source: FilePath? = nil, core: CoreChoice = .replace
  ) throws -> PathExplanation {
    try place.deployment.report(
      ExplainPath(
        TypedPath(relative(path)), in: source.map { Upgrade(source: $0, core: core) }))
  }

  static let layers: [(path: String, layer: Layer?, reason: LayerReason)] = [
    ("src/entry.py", .core, .shipped), ("src/my_tools.py", nil, .noRule),
    ("cortex-brain/learnt/new.md", .brain, .defaultRule("cortex-brain/**")),
    (Workplace.database, .brain, .database), (".git/config", nil, .reserved),
    (
      "cortex-brain/response-templates.yaml", .config,
      .shippedByRule("cortex-brain/response-templates.yaml")
    ),
  ]

  @Test(arguments: layers)
  func `a path has the layer that a capture gives it, with what says so`(
    path: String, layer: Layer?, reason: LayerReason
  ) throws {
    let explanation = try explain(path, in: Self.place())
    #expect(explanation.layer == layer && explanation.reason == reason)
  }

  @Test func `a rule of the workspace is named by its pattern, and comes before the release`()
    throws
  {
    let place = try Self.place()
    try place.write(".cortex/layers.yaml", "layers:\n  - {path: 'src/tier?/**', layer: none}\n")
    let explanation = try explain("src/tier1/memory.py", in: place)
    #expect(explanation.layer == nil && explanation.reason == .workspaceRule("src/tier?/**"))
    #expect(explanation.outcomes.isEmpty, "upgrades ignore it")
  }

  @Test func `the generations that hold a path are listed with what they hold of it`() throws {
    let place = try Self.place()
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    let explanation = try explain("src/tier1/memory.py", in: place)
    #expect(explanation.generations.map(\.generation.rawValue) == [1, 2])
    let objects = explanation.generations.map(\.file.object)
    #expect(objects[0] != objects[1], "the second was made of the edit")
    #expect(explanation.shipped?.object == objects[0] && explanation.here?.object == objects[1])
    #expect(explanation.isEdited == true)
    #expect(try explain("cortex-brain/nothing.md", in: place).generations.isEmpty)
  }

  static let outcomes: [(path: String, decisions: [FileDecision])] = [
    // Unedited core, edited core, the user's own, brain, configuration: as now, changed, without it.
    ("src/entry.py", [.unchanged, .replaced, .removed]),
    ("src/tier1/memory.py", [.replacedEdited, .replacedEdited, .keptEdited]),
    ("src/my_tools.py", [.conflict]),
    ("cortex-brain/user-dictionary.yaml", [.preserved, .preserved, .unchanged]),
    ("cortex-brain/response-templates.yaml", [.unchanged, .replaced, .unchanged]),
  ]

  @Test(arguments: outcomes)
  func `without a release every kind of release is told of`(
    path: String, decisions: [FileDecision]
  ) throws {
    #expect(try explain(path, in: Self.place()).outcomes.map(\.decision) == decisions)
  }

  @Test func `with a release it is told what the upgrade to it then does`() throws {
    let place = try Self.place()
    let paths = Set(
      try SampleDeployment.release(version: "5.2.0").files.map(\.path)
        + place.tree().keys + ["src/upgrade/notes.py"]
    ).subtracting(["VERSION", "cortex-brain/.cortex-version"])
    var told: [String: [FileDecision]] = [:]
    for path in paths where try place.disk.metadata(place.path(path))?.isDirectory != true {
      told[path] = try explain(path, in: place, to: Workplace.new).outcomes.map(\.decision)
    }
    let plan = try place.deployment.plan(Upgrade(source: Workplace.new)).plan
    func decided(_ decisions: FileDecision...) -> [String] {
      told.filter { !Set($0.value).isDisjoint(with: decisions) }.map(\.key).sorted()
    }
    #expect(decided(.added) == plan.files.added.filter { paths.contains($0) })
    let replaced = plan.files.replaced + plan.core.filter(\.isAsked).map(\.path)
    #expect(decided(.replaced, .replacedEdited) == Set(replaced).intersection(paths).sorted())
    #expect(decided(.removed) == plan.files.removed)
    #expect(decided(.preserved) == plan.files.preserved)
    for (path, decisions) in told {
      let planned = plan.decisions[relative(path)].map { [$0] } ?? []
      #expect(decisions == planned, "\(path)")
    }
  }

  @Test(arguments: CoreChoice.allCases)
  func `of an edited core file it is told what --core makes of it`(choice: CoreChoice) throws {
    let place = try Self.place()
    let plan = try place.deployment.plan(Upgrade(source: Workplace.new, core: choice)).plan
    let files = plan.core.filter(\.isAsked)
    try #require(!files.isEmpty)
    for file in files {
      let outcome = try explain(file.path, in: place, to: Workplace.new, core: choice).outcomes
      #expect(outcome.map(\.resolution) == [file.resolution])
      #expect(outcome.map(\.reason) == [file.reason])
    }
  }

  @Test func `of an edited core file that cannot be merged it is told why`() throws {
    let place = try Self.place()
    try place.write("src/tier1/memory.py", "\0")
    let told = try explain(
      "src/tier1/memory.py", in: place, to: Workplace.new, core: .merge
    ).outcomes
    #expect(told.map(\.resolution) == [.replaced] && told.map(\.reason) == [.noText])
    let kept = try explain(
      "src/tier1/memory.py", in: place, to: Workplace.new, core: .keep
    ).outcomes
    #expect(kept.map(\.resolution) == [.kept] && kept.map(\.reason) == [nil])
  }

  @Test func `of a database it is told which migrations run on it, or that it is lost`() throws {
    let place = try Self.place()
    let planned = try place.deployment.plan(Upgrade(source: Workplace.new)).plan.migrations
    let told = try explain(Workplace.database, in: place, to: Workplace.new)
    #expect(told.migrations == planned.map(\.name) && !told.isLost)
    let anyRelease = try explain(Workplace.database, in: place)
    #expect(anyRelease.migrations == nil && !anyRelease.isLost)
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try place.disk.erase(place.path(Workplace.database))
    #expect(try explain(Workplace.database, in: place).isLost)
    #expect(try explain(Workplace.database, in: place, to: Workplace.new).isLost)
  }

  @Test(arguments: [(seconds: "60", retries: "3"), (seconds: "75", retries: "2")])
  func `of a configuration that is merged the conflicts are counted`(
    seconds: String, retries: String
  ) throws {
    let place = try Self.place()
    // The release has 90 for 60.
    try place.write(
      "cortex-brain/operations-config.yaml",
      "# How operations run\ndefaults:\n  timeout_seconds: \(seconds)\n  retries: \(retries)\n")
    let plan = try place.deployment.plan(Upgrade(source: Workplace.new)).plan
    let merged = plan.config.filter { $0.method != .whole }
    try #require(!merged.isEmpty)
    for file in merged {
      let outcomes = try explain(file.path, in: place, to: Workplace.new).outcomes
      #expect(outcomes.map(\.conflicts) == [file.conflicts.count], "\(file.path)")
      #expect(file.conflicts.count == (seconds == "60" ? 0 : 1))
    }
  }

  @Test func `an upgrade that is refused as a whole is not told of as if it went ahead`() throws {
    let place = try Self.place()
    #expect(try explain("src/entry.py", in: place, to: Workplace.new).refusal == nil)
    try place.write("src/upgrade/notes.py", "mine")
    let asked = try explain("src/entry.py", in: place, to: Workplace.new)
    #expect(asked.refusal is UpgradeError, "a conflict waits for an answer")
    #expect(asked.outcomes.map(\.decision) == [.replaced])
    try place.disk.remove(place.path("src/entry.py"))
    try place.disk.createDirectory(place.path("src/entry.py"), permissions: 0o755)
    try place.write("src/entry.py/mine", "a folder in the way")
    let blocked = try explain("src/entry.py", in: place, to: Workplace.new)
    #expect(blocked.refusal is UpgradeError, "that comes first")
    #expect(blocked.obstacle == PathObstacle(path: "src/entry.py", kind: .directory))
  }

  @Test func `a folder is refused, and nothing is written`() throws {
    let place = try Self.place()
    let before = try place.everything()
    let error = #expect(throws: UpgradeError.self) { try explain("src", in: place) }
    guard case .aFolder("src")? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    _ = try explain("src/entry.py", in: place, to: Workplace.new)
    #expect(try place.everything() == before)
  }
}
