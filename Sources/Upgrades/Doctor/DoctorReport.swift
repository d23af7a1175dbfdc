public import FileEffects
import SystemPackage

/// Everything that was looked at in a deployment.
public struct DoctorReport: Encodable, Hashable, Sendable {
  /// Whether nothing failed; there may be warnings.
  public var ok: Bool
  public var checks: [Check]

  /// The report if the folder that holds everything cannot be read; `nil` if `error` is about something
  /// else.
  public init?(unreadable error: FileError) {
    guard [.permissionDenied, .notPermitted, .ioError].contains(error.code) else { return nil }
    var findings = DoctorFindings()
    findings.unreadable = [
      UnreadableFile(path: error.path.description, reason: NotedError(error))
    ]
    self.init(findings.all)
  }

  init(_ checks: [Check]) {
    self.checks = checks
    ok = !checks.contains { $0.result == .failed }
  }
}

/// The findings so far.
struct DoctorFindings {
  var checks: [Check] = []
  var unreadable: [UnreadableFile] = []
  /// Databases whose rows may be in no generation, or only in one.
  var unkept: [DatabaseFinding] = []

  var all: [Check] {
    guard !unreadable.isEmpty else { return checks }
    return [Check(.unreadableFiles, .failed, .machine(.unreadable(unreadable)))] + checks
  }

  /// What `body` gives; a failure of it is a finding.
  @discardableResult
  mutating func attempt<Value>(_ name: Check.Name, _ body: () throws -> Value) -> Value? {
    do { return try body() } catch {
      checks.append(Check(name, .failed, .failed(.check, NotedError(error))))
      return nil
    }
  }
}
