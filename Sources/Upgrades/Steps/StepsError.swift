public import Generations
public import Releases

/// An upgrade in several steps of which one failed.
public struct StepsError: Error, Sendable {
  /// Counted from 1.
  public var step: Int
  public var count: Int
  /// The release of the step that failed.
  public var version: ReleaseVersion?
  public var cause: NotedError
  /// The generation from before the first step: it is in force again, unless ``problem`` is set.
  public var start: Generation.Number
  /// Why the steps before could not be taken back.
  public var problem: NotedError?

  public init(
    step: Int, count: Int, version: ReleaseVersion?, cause: any Error, start: Generation.Number,
    problem: NotedError? = nil
  ) {
    (self.step, self.count, self.version) = (step, count, version)
    // What a switch left behind is over once everything is taken back.
    self.cause = NotedError((cause as? SwitchError)?.cause ?? cause)
    (self.start, self.problem) = (start, problem)
  }

  public var outcome: SwitchError.Outcome { problem == nil ? .rolledBack : .needsAttention }
}
