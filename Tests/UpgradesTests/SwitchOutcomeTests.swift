import ConfigMerge
import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// What becomes of one file in a switch, as tables.
@Suite(.tags(.unit)) struct SwitchOutcomeTests {
  /// A file's three sides by their texts; `-` is "not there".
  private func sides(_ texts: String, layer: Layer = .core) -> Sides<Entry?> {
    let entries = texts.split(separator: " ").map { text -> Entry? in
      text == "-" ? nil : .text(String(text), layer)
    }
    return Sides(base: entries[0], local: entries[1], target: entries[2])
  }

  private func databases(_ texts: String) -> Sides<Entry?> {
    sides(texts).map { entry in
      entry.map { Entry.database("\($0.object)") }
    }
  }

  private func decide(
    _ sides: Sides<Entry?>, at path: String = "src/a.py", data: DataChoice = .keep,
    isExact: Bool = false, rules: [LayerRule] = [], isShipped: Bool = false,
    carried: Entry? = nil, contents: MergeSides? = nil
  ) throws -> SwitchOutcome {
    let path = relative(path)
    return try SwitchTerms(
      workspace: rules, data: data, isExact: isExact, isShipped: { _ in isShipped },
      carried: carried.map { [path: $0] } ?? [:],
      configurations: contents.map { [path: $0] } ?? [:]
    ).decide(path, sides)
  }

  @Test(
    arguments: [
      // Base, local and target; then what becomes of it.
      ("1 1 2", .becomes(.text("2"))), ("1 1 -", .becomes(nil)),
      ("- - 2", .becomes(.text("2"))), ("1 1 1", .stays), ("1 me 1", .stays), ("1 - 1", .stays),
      ("1 2 2", .stays), ("1 me 2", .editReplaced), ("1 - 2", .editReplaced),
      ("1 me -", .editKept), ("- me 2", .editKept), ("- me -", .stays),
    ] as [(String, SwitchOutcome)])
  func `a core file goes where the target is, but for what the user made or kept`(
    texts: String, outcome: SwitchOutcome
  ) throws {
    #expect(try decide(sides(texts)) == outcome)
  }

  @Test(
    arguments: [
      ("1 me 2", false, .becomes(.text("2"))), ("1 me -", false, .becomes(nil)),
      ("1 me 1", false, .becomes(.text("1"))), ("- me -", false, .stays),
      ("- me -", true, .becomes(nil)),
    ] as [(String, Bool, SwitchOutcome)])
  func `an exact switch spares only what no generation and no release had`(
    texts: String, isShipped: Bool, outcome: SwitchOutcome
  ) throws {
    #expect(try decide(sides(texts), isExact: true, isShipped: isShipped) == outcome)
  }

  @Test func `a configuration that both sides changed is merged if it can be read, else kept`()
    throws
  {
    let path = "cortex-operations.yaml"
    let changed = sides("1 me 2", layer: .config)
    let contents = MergeSides(base: nil, local: [], upgrade: [], at: relative(path))
    #expect(try decide(changed, at: path, contents: contents) == .merged)
    #expect(try decide(changed, at: path) == .editKept)
    // A file that only the release calls a configuration is replaced as core files are.
    var mixed = changed
    mixed.local?.layer = .core
    #expect(try decide(mixed, at: path, contents: contents) == .editReplaced)
  }

  @Test func `the brain stays, goes back, or goes back with the rows written since`() throws {
    let (path, found) = ("cortex-brain/tier1/x.db", databases("1 2 1"))
    let carried = Entry.database("carried")
    for isExact in [false, true] {
      #expect(try decide(found, at: path, data: .keep, isExact: isExact) == .stays)
      #expect(
        try decide(found, at: path, data: .restore, isExact: isExact) == .becomes(found.target))
      #expect(try decide(found, at: path, data: .carry, isExact: isExact) == .becomes(found.target))
    }
    #expect(try decide(found, at: path, data: .carry, carried: carried) == .becomes(carried))
  }

  @Test func `of the brain's other files only the record of migrations is carried`() throws {
    let notes = sides("1 me 2", layer: .brain)
    #expect(try decide(notes, at: "cortex-brain/notes.md", data: .carry) == .stays)
    #expect(
      try decide(notes, at: "cortex-brain/notes.md", data: .restore) == .becomes(notes.target))
    let record = AppliedMigrations.path.description
    #expect(try decide(notes, at: record, data: .carry) == .becomes(notes.target))
  }

  @Test func `without a rule a file is brain only where all sides say so, a database always is`()
    throws
  {
    let changed = sides("1 1 2")
    #expect(try decide(changed, rules: [LayerRule("src/a.py", nil)]) == .notManaged)
    #expect(try decide(changed, rules: [LayerRule("src/a.py", .brain)]) == .stays)
    let found = databases("1 1 2")
    #expect(try decide(found, rules: [LayerRule("src/a.py", .core)]) == .stays)
    var mixed = sides("1 1 2", layer: .brain)
    #expect(try decide(mixed) == .stays)
    mixed.base?.layer = .core
    #expect(try decide(mixed) == .becomes(mixed.target))
  }
}
