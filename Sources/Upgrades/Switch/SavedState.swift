import Generations
import ObjectStore

/// Where the present state of a deployment is kept before the deployment is changed.
struct SavedState {
  /// The generation in force.
  let current: Generation
  /// The generation that the present state is saved as; `nil` where the one in force holds it already.
  let number: Generation.Number?
  /// Whether an earlier attempt, which failed, has saved it.
  private let isSaved: Bool

  /// - Parameter tree: The present state's.
  init(of tree: ObjectID, over current: Generation, in log: GenerationLog) throws {
    self.current = current
    let earlier =
      tree == current.tree ? nil : try Self.earlierAttempt(tree, over: current, in: log)
    isSaved = earlier != nil
    number = tree == current.tree ? nil : try earlier ?? log.nextNumber()
  }

  /// The generation that holds the state from before.
  var before: Generation.Number { number ?? current.number }

  /// The number of the generation that the change makes.
  func next(in log: GenerationLog) throws -> Generation.Number {
    if let number, !isSaved { return number.next }
    return try log.nextNumber()
  }

  /// Adds the generation that keeps the state, where none does yet.
  func keep(in log: GenerationLog, _ make: (Generation.Number) throws -> Generation) throws {
    if let number, !isSaved { try log.add(make(number)) }
  }

  /// The generation that a failed attempt has saved just this state as, if nothing came since but the
  /// failed one itself: on a full disk, trying again must not take more room each time.
  private static func earlierAttempt(
    _ tree: ObjectID, over current: Generation, in log: GenerationLog
  ) throws -> Generation.Number? {
    for number in try log.numbers().reversed() where number > current.number {
      let generation: Generation
      do { generation = try log.generation(number) } catch is GenerationError { return nil }
      if generation.state == .failed { continue }
      let isSame =
        [.preRollback, .preUpgrade, .snapshot].contains(generation.kind) && generation.tree == tree
        && generation.parent == current.number && generation.base == current.base
        && generation.version == current.version
      return isSame ? number : nil
    }
    return nil
  }
}
