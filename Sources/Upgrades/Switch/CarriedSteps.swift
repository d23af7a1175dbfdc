import FileEffects
import Generations
import ObjectStore

/// A difference between two states of the brain whose rows are brought along.
struct CarriedStep {
  var from: Listing
  /// `nil` is the present deployment.
  var to: Listing?
}

/// Which differences are brought along to an earlier or later generation.
struct CarriedSteps {
  var steps: [CarriedStep]
  /// The missing generation, without which they may include more than the rows written since.
  var gone: Generation.Number?

  /// The generations from `target` to `current` by their parents; `nil` if it is none of them.
  ///
  /// - Throws: ``BrokenChain`` if a generation in between is gone.
  static func chain(
    from target: Generation, to current: Generation,
    generation: (Generation.Number) throws -> Generation?
  ) throws -> [Generation]? {
    var chain = [current]
    while let last = chain.last, last.number != target.number {
      // A parent is always the older one.
      guard let parent = last.parent, parent >= target.number else { return nil }
      guard let next = try generation(parent) else { throw BrokenChain(gone: parent) }
      chain.append(next)
    }
    return chain.reversed()
  }

  struct BrokenChain: Error {
    var gone: Generation.Number
  }

  /// A step of the chain by an upgrade is the release's doing; the other steps are rows written since, in
  /// as few runs as possible. A pure function.
  static func runs(
    of chain: [Generation]
  ) -> [(from: Generation.Number, to: Generation.Number?)] {
    var runs: [(from: Generation.Number, to: Generation.Number?)] = []
    guard var start = chain.first?.number else { return [] }
    for (before, after) in zip(chain, chain.dropFirst()) where after.kind == .upgrade {
      if before.number != start { runs.append((start, before.number)) }
      start = after.number
    }
    runs.append((start, nil))
    return runs
  }
}

extension CarriedSteps {
  /// The rows written since the target, or since the generation in force if the target is on another
  /// branch.
  init(between states: SwitchStates, in log: GenerationLog) throws {
    let (current, target, reader) = (states.current, states.target, states.reader)
    do {
      let found = try Self.chain(from: target, to: current) { try log.generation(ifPresent: $0) }
      let chain = found ?? [current]
      let trees = Dictionary(uniqueKeysWithValues: chain.map { ($0.number, $0.tree) })
      func listing(_ number: Generation.Number?) throws -> Listing? {
        try number.flatMap { trees[$0] }.map { try reader.listing(of: $0) }
      }
      steps = try Self.runs(of: chain).compactMap { run in
        try listing(run.from).map { CarriedStep(from: $0, to: try listing(run.to)) }
      }
    } catch let chain as BrokenChain {
      steps = [CarriedStep(from: try reader.listing(of: target.tree), to: nil)]
      gone = chain.gone
    }
  }
}
