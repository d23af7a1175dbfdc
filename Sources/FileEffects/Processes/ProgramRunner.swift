/// The door to other programs, for questions that only they can answer.
///
/// Like ``FileSystem`` it is a protocol so that a test can put answers of its own behind it.
public protocol ProgramRunner: Sendable {
  /// Runs a program, found as a shell finds it, without input, and waits for its end.
  ///
  /// `nil` if there is no such program, or it did not end in time: within `limit`, or a default that is
  /// enough for a question.
  func run(_ program: String, _ arguments: [String], within limit: Duration?) -> ProgramAnswer?
}

extension ProgramRunner {
  /// As ``run(_:_:within:)``, for a question.
  public func run(_ program: String, _ arguments: [String]) -> ProgramAnswer? {
    run(program, arguments, within: nil)
  }
}

/// What a program answered.
public struct ProgramAnswer: Hashable, Sendable {
  /// 0 if it did what it was asked; a program that a signal ended has 128 and the signal's number.
  public var status: Int
  /// What it printed, as far as it was kept.
  public var output: String

  public init(status: Int, output: String) {
    self.status = status
    self.output = output
  }
}
