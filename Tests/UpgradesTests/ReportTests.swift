import ConfigMerge
import FileEffects
import Foundation
import Generations
import ObjectStore
import Presentation
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct ReportTests {
  private static func report() throws -> UpgradeReport {
    let listing = Listing(texts: [
      "src/a.py": "1", "src/edited.py": "1", "src/gone.py": "1", "src/stays.py": "1",
      "cortex-operations.yaml": "1", "cortex-brain/capabilities.yaml": "1",
      "cortex-brain/response-templates.yaml": "1",
      "cortex-brain/user-dictionary.yaml": "1",
    ])
    let local = Listing(texts: [
      "src/a.py": "1", "src/edited.py": "mine", "src/gone.py": "1", "src/stays.py": "mine",
      "tools/x.py": "mine",
      "cortex-operations.yaml": "1", "cortex-brain/capabilities.yaml": "mine",
      "cortex-brain/response-templates.yaml": "mine", "cortex-brain/user-dictionary.yaml": "mine",
    ])
    let release = Listing(texts: [
      "src/a.py": "2", "src/edited.py": "2", "src/new.py": "2", "tools/x.py": "2",
      "cortex-operations.yaml": "2", "cortex-brain/capabilities.yaml": "1",
      "cortex-brain/response-templates.yaml": "2", "cortex-brain/user-dictionary.yaml": "2",
      "cortex-brain/operations-config.yaml": "2",
    ])
    var plan = try UpgradePlan(
      UpgradeInputs(
        from: "5.2.0", to: "5.3.0", base: listing, hasBase: true, local: local, upgrade: release,
        workspace: [], answers: Answers(choice: .local)))
    plan.dryRun = false
    plan.config.append(merged)
    plan.breaking = ["the old prompt is gone"]
    plan.features = ["faster"]
    plan.checks = [Check(.version, .ok, .version(.change(plan.versionChange)))]
    let record = DatabaseRecord(
      path: "cortex-brain/tier1/conversations.db",
      tables: [DatabaseRecord.Table(name: "conversations", rows: 22, digest: "0123456789abcdef01")])
    var report = UpgradeReport(
      plan: plan, generation: Generation.Number.first.next.next,
      saved: Generation.Number.first.next,
      databases: DatabaseComparison.compare([record], [record]),
      checks: plan.checks,
      report: "cortex-brain/documents/reports/UPGRADE-REPORT-2026-01-01.md")
    report.checksAfter = [
      Check(.databases, .ok, .database(.unchanged(tables: 1))),
      Check(
        .pythonFiles, .warning,
        .machine(
          .sources([
            MachineFinding.SourceFault(path: "src/a.py", line: 2, problem: "a | b", module: nil)
          ]))),
    ]
    return report
  }

  /// A configuration that was merged, with one conflict of each outcome.
  private static var merged: UpgradePlan.ConfigFile {
    let path = relative("cortex-brain/operations.yaml")
    let sides = MergeSides(base: nil, local: [], upgrade: [], at: path)
    func conflict(
      _ key: String, _ kind: MergeConflict.Kind, _ local: String?, _ upgrade: String?,
      _ answer: ConflictAnswer, isRemembered: Bool = false
    ) -> UpgradePlan.Conflict {
      func side(_ text: String?, _ line: Int) -> MergeConflict.Side? {
        text.map { MergeConflict.Side(line: line, column: 3, text: $0) }
      }
      return UpgradePlan.Conflict(
        MergeConflict(
          path: key, kind: kind, base: side("60", 3), local: side(local, 4),
          upgrade: side(upgrade, 5), identity: key, choices: [.local, .upgrade],
          suggestion: .upgrade),
        in: path, sides, answer: answer, isRemembered: isRemembered)
    }
    var file = UpgradePlan.ConfigFile(path: path.description)
    file.method = .structure
    (file.merged, file.kept, file.added) = (2, 3, 1)
    let changes: [(String, ConfigChange.Kind, String, Bool)] = [
      ("operations.mine", .kept, "operations", true),
      ("operations.other", .kept, "operations", true), ("retries", .kept, "", false),
      ("operations.new", .added, "operations", false), ("limit", .replaced, "", false),
      ("operations.gone", .removed, "operations", false),
    ]
    file.changes = changes.map {
      UpgradePlan.KeyChange(path: $0, kind: $1, container: $2, custom: $3)
    }
    file.conflicts = [
      conflict("defaults.timeout", .bothChanged, "120", "90", .local),
      conflict(
        "operations.setup.phases", .deletedHere, nil, "- check\n- install", .upgrade,
        isRemembered: true),
      conflict("", .lines, "one `line`", nil, .text("two")),
    ]
    file.outdated = [
      UpgradePlan.Outdated(path: "operations.mine", missing: ["description"], dropped: ["old"])
    ]
    return file
  }

  private func expectGolden(_ actual: String, _ name: String) throws {
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try actual.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == actual)
  }

  @Test func `a report for people is as its golden file`() throws {
    try expectGolden(
      UpgradeMarkdown.text(
        of: try Self.report(), before: Generation.Number.first.next, now: Workplace.noon),
      "upgrade-report.md")
  }

  @Test func `a report for programs is as its golden file`() throws {
    try expectGolden(
      String(decoding: try ReportFiles.json(of: try Self.report()), as: UTF8.self),
      "upgrade-report.json")
  }

  @Test func `a report's name is the first that is free`() throws {
    let stem = "cortex-brain/documents/reports/UPGRADE-REPORT-2026-01-01"
    var taken: Set<RelativePath> = []
    for expected in ["", "-2", "-3"] {
      let path = try ReportFiles.path(now: Workplace.noon) { taken.contains($0) }
      #expect(path == relative("\(stem)\(expected).md"))
      #expect(ReportFiles.jsonPath(beside: path) == relative("\(stem)\(expected).json"))
      taken.insert(path)
    }
  }
}
