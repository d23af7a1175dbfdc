import FileEffects
public import Generations
import Releases

/// The report of an upgrade for people, in the forms that are left in the brain.
public struct ReportTexts: Sendable {
  public var markdown: String
  /// A page for a browser.
  public var html: String

  public init(markdown: String, html: String) { (self.markdown, self.html) = (markdown, html) }
}

/// Writes the report of an upgrade for people, as the files that are left in the brain.
///
/// - Parameter before: The generation that holds the state from before.
public typealias ReportText =
  @Sendable (_ report: UpgradeReport, _ before: Generation.Number, _ now: Timestamp) -> ReportTexts

/// The files that the report of an upgrade is left in, in the brain: two for people, one for programs.
///
/// It is put in place with everything else, so whoever can read it knows that the upgrade went
/// through: had anything gone wrong, it would have been undone with the rest.
enum ReportFiles {
  static let folder = ProductLayout.path(ProductLayout.current.reportFolder)
  private static let prefix = "UPGRADE-REPORT-"

  /// Whether a path is that of a report, or could become it.
  static func isReport(_ path: RelativePath) -> Bool {
    path.parent == folder && path.name.starts(with: prefix.utf8)
      && [".md", ".html", ".json"].contains {
        path.name.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
  }

  /// A name that is free, and beside it those of the page and the JSON: one upgrade never overwrites another's
  /// report, nor a file of the user's.
  static func path(
    now: Timestamp, isTaken: (RelativePath) throws -> Bool
  ) throws -> RelativePath {
    let stem = "\(folder)/\(prefix)\(now.dateText)"
    var number = 1
    while true {
      let ending = number == 1 ? "" : "-\(number)"
      let path = RelativePath(unchecked: Array("\(stem)\(ending).md".utf8))
      if try !([path] + paths(beside: path)).contains(where: isTaken) { return path }
      number += 1
    }
  }

  static func jsonPath(beside path: RelativePath) -> RelativePath {
    self.path(beside: path, ".json")
  }

  static func pagePath(beside path: RelativePath) -> RelativePath {
    self.path(beside: path, ".html")
  }

  /// Those of the other files of the same report.
  static func paths(beside path: RelativePath) -> [RelativePath] {
    [pagePath(beside: path), jsonPath(beside: path)]
  }

  private static func path(beside path: RelativePath, _ ending: String) -> RelativePath {
    RelativePath(unchecked: Array(path.bytes.dropLast(3)) + Array(ending.utf8))
  }

  static func json(of report: UpgradeReport) throws -> [UInt8] {
    Array((try StableJSON.report(report) + "\n").utf8)
  }
}
