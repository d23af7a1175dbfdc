public import FileEffects
import SystemPackage

/// Everything that was looked at in a deployment.
public struct DoctorReport: Encodable, Hashable, Sendable {
  /// Whether nothing failed; there may be warnings.
  public var ok: Bool
  public var checks: [Check]

  /// What is found where a folder cannot be looked into that everything else is in; `nil` where `error`
  /// says something else.
  public init?(unreadable error: FileError) {
    guard [.permissionDenied, .notPermitted, .ioError].contains(error.code) else { return nil }
    var findings = DoctorFindings()
    findings.unreadable = ["\(error.path) (cannot \(error.operation.rawValue) it: \(error.code))"]
    self.init(findings.all)
  }

  init(_ checks: [Check]) {
    self.checks = checks
    ok = !checks.contains { $0.result == .failed }
  }
}

/// What was found so far.
struct DoctorFindings {
  var checks: [Check] = []
  /// What cannot be read, with the reason.
  var unreadable: [String] = []
  /// Databases of which rows may be in no generation, or only in one, each as a sentence.
  var unkept: [String] = []

  var all: [Check] {
    guard !unreadable.isEmpty else { return checks }
    let more = unreadable.count > 5 ? " and \(unreadable.count - 5) more" : ""
    return [
      Check(
        "unreadable files", .failed,
        "\(unreadable.prefix(5).joined(separator: ", "))\(more); give yourself the permission with "
          + "chmod or chown, or run cortex as the owner, and end what keeps a database locked")
    ] + checks
  }

  /// What `body` gives; a failure of it is a finding.
  @discardableResult
  mutating func attempt<Value>(_ name: String, _ body: () throws -> Value) -> Value? {
    do { return try body() } catch {
      checks.append(Check(name, .failed, "\(error)"))
      return nil
    }
  }
}
