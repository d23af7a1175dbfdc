public import Generations
public import ObjectStore
public import Releases

/// What a check found, or what a command warns of: facts, for which `Presentation` has the words.
///
/// In a report it is written as these words, in one text with what to do about it.
public enum Finding: Hashable, Sendable {
  case database(DatabaseFinding)
  case configuration(ConfigurationFinding)
  case machine(MachineFinding)
  case version(VersionFinding)
  case upgrade(UpgradeFinding)
  case switching(SwitchFinding)
  case store(StoreFinding)
  case capture(CaptureWarning)
  case checksum(ChecksumFinding)
  /// What a crash had left, and how it was resolved.
  case recovered(Switching.Recovered)
  /// Something was tried and failed, and the rest goes on.
  case failed(Attempt, NotedError)
  /// What the reader of a release found in it.
  case caution(ReleaseCaution)
  /// What its maker should know of a release.
  case build(BuildFinding)
  /// Whose a release is.
  case signature(SignatureFinding)
  /// How a release was come by.
  case fetch(FetchFinding)

  /// An action that failed.
  public enum Attempt: Hashable, Sendable, CaseIterable {
    /// A check: the error is what it found.
    case check
    case collection
    case listGenerations
    case mergePacks
    case finishSwitch
    case rememberAnswer
    case rememberAnswers
    case exportBrain
    case savePlan
    case writeLog
  }
}

extension Finding: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

extension Switching.Recovered: Encodable {
  /// As one text, in the words that `Presentation` has for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

/// An error in a report: two are equal if they read the same.
public struct NotedError: Hashable, Sendable {
  public let error: any Error

  public init(_ error: any Error) { self.error = error }

  public static func == (left: NotedError, right: NotedError) -> Bool {
    "\(left.error)" == "\(right.error)"
  }

  public func hash(into hasher: inout Hasher) { hasher.combine("\(error)") }
}

/// A file that cannot be read, and why.
public struct UnreadableFile: Hashable, Sendable {
  public var path: String
  public var reason: NotedError

  public init(path: String, reason: NotedError) {
    (self.path, self.reason) = (path, reason)
  }
}
