import Generations
import ObjectStore

/// A change of some of the deployment's files: the present state is saved first, and the state then in
/// force is a generation of its own.
struct PreparedEdit {
  let current: Generation
  let captured: Captured
  let after: Listing
  /// `nil` where nothing changes, and no generation is made.
  let saved: SavedState?
  /// The number of the generation that will be in force.
  let number: Generation.Number

  /// - Parameter isNew: Whether there is anything to do.
  init(
    of current: Generation, _ captured: Captured, after: Listing, isNew: Bool,
    in log: GenerationLog
  ) throws {
    self.current = current
    self.captured = captured
    self.after = after
    saved = isNew ? try SavedState(of: captured.treeID(), over: current, in: log) : nil
    number = try saved?.next(in: log) ?? current.number
  }

  /// Stores everything, saves the present state, and switches.
  ///
  /// - Parameters:
  ///   - what: What the edit does, as the end of a note: `src/a.py from generation 3`.
  ///   - complete: Adds to the new generation what only the caller knows.
  func carryOut(
    saving kind: Generation.Kind, before doing: String, done: String, _ what: String,
    _ writer: Writer, completing complete: (inout Generation) -> Void = { _ in }
  ) throws {
    guard let saved else { return }
    let (beforeTree, afterTree) = try writer.deployment.step(.store) {
      let batch = try writer.batch()
      let beforeTree = try batch.addTrees(of: captured, replacing: current.tree)
      let afterTree = try batch.addTrees(of: after, replacing: current.tree)
      try batch.commit()
      // What the edit leaves alone need not be read again afterwards; what it changes looks different.
      try captured.remember()
      try saved.keep(in: writer.log) { number in
        Generation.derived(
          from: current, number: number, kind: kind, note: "before \(doing) \(what)",
          contents: Generation.Contents(captured, tree: beforeTree), created: writer.now)
      }
      return (beforeTree, afterTree)
    }
    var generation = Generation.derived(
      from: current, number: number, parent: saved.before, kind: .snapshot,
      note: "\(done) \(what)", contents: Generation.Contents(after, tree: afterTree),
      created: writer.now)
    complete(&generation)
    try writer.carryOut(
      SwitchOrder(
        from: current.number, to: number, record: generation, before: captured.listing,
        beforeTree: beforeTree, after: after, afterTree: afterTree,
        fingerprints: captured.databaseFingerprints))
  }
}
