import FileEffects
public import Generations
import Releases

/// Writes the report of an upgrade for people, as the file that is left in the brain.
///
/// - Parameter before: The generation that holds the state from before.
public typealias ReportText =
  @Sendable (_ report: UpgradeReport, _ before: Generation.Number, _ now: Timestamp) -> String

/// The files that the report of an upgrade is left in, in the brain: one for people, one for programs.
///
/// It is put in place with everything else, so whoever can read it knows that the upgrade went
/// through: had anything gone wrong, it would have been undone with the rest.
enum ReportFiles {
  static let folder = ProductLayout.path(ProductLayout.current.reportFolder)
  private static let prefix = "UPGRADE-REPORT-"

  /// Whether a path is that of a report, or could become it.
  static func isReport(_ path: RelativePath) -> Bool {
    path.parent == folder && path.name.starts(with: prefix.utf8)
      && [".md", ".json"].contains { path.name.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  /// A name that is free, and beside it that of the JSON: one upgrade never overwrites another's
  /// report, nor a file of the user's.
  static func path(
    now: Timestamp, isTaken: (RelativePath) throws -> Bool
  ) throws -> RelativePath {
    let stem = "\(folder)/\(prefix)\(now.dateText)"
    var number = 1
    while true {
      let ending = number == 1 ? "" : "-\(number)"
      let path = RelativePath(unchecked: Array("\(stem)\(ending).md".utf8))
      if try !isTaken(path) && !isTaken(jsonPath(beside: path)) { return path }
      number += 1
    }
  }

  static func jsonPath(beside path: RelativePath) -> RelativePath {
    RelativePath(unchecked: Array(path.bytes.dropLast(3)) + Array(".json".utf8))
  }

  static func json(of report: UpgradeReport) throws -> [UInt8] {
    Array((try StableJSON.report(report) + "\n").utf8)
  }
}
