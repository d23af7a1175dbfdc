public import FileEffects

/// Programs whose answers a test gives; all others are not installed.
public struct SimulatedPrograms: ProgramRunner {
  /// By the program and its arguments, joined by blanks: the answer to the first that the call
  /// contains.
  public var answers: [(part: String, answer: ProgramAnswer)] = []

  public init() {}

  public func run(
    _ program: String, _ arguments: [String], within limit: Duration?
  ) -> ProgramAnswer? {
    let call = ([program] + arguments).joined(separator: " ")
    return answers.first { call.contains($0.part) }?.answer
  }
}
