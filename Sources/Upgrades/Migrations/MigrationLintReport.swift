public import Databases

/// The findings about a folder of migrations.
public struct MigrationLintReport: Encodable, Hashable, Sendable {
  /// A finding about one file.
  public struct Finding: Encodable, Hashable, Sendable {
    public let file: String
    /// Counted from 1; `nil` for the whole file.
    @OrNull public var line: Int?
    public let rule: MigrationFinding.Rule
    public let severity: MigrationFinding.Severity
    public let message: String
    public let remedy: String

    init(_ finding: MigrationFinding) {
      (file, rule, severity) = (finding.file, finding.rule, finding.severity)
      (message, remedy) = (finding.message, finding.remedy)
      _line = OrNull(wrappedValue: finding.line)
    }
  }

  /// Where the migrations are.
  public let folder: String
  /// Their names.
  public let files: [String]
  public let findings: [Finding]
  /// The databases that they were tried against; the others were empty ones.
  public let against: [String]
  /// Whether there is nothing above notes.
  public let ok: Bool

  init(folder: String, files: [String], findings: [MigrationFinding], against: [String]) {
    (self.folder, self.files, self.against) = (folder, files, against)
    self.findings = findings.map(Finding.init)
    ok = !findings.contains { $0.severity == .error }
  }
}
