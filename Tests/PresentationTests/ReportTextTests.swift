import Foundation
import TestSupport
import Testing

@testable import Presentation

/// What reports say to people.
@Suite(.tags(.unit)) struct ReportTextTests {
  private static let catalogue = SampleReports.all.map { "# \($0.name)\n\n\($0.text)" }
    .joined(separator: "\n")

  @Test func `sample reports are as in the catalogue`() throws {
    try Golden.expect(Self.catalogue, "Tests/PresentationTests/Golden/reports.txt")
  }

  /// What commands print in the tests that type them, but for help.
  private static func printed() throws -> [String] {
    let folder = Golden.package.appending(path: "Tests/CommandLineTests/Golden")
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "text" && !$0.lastPathComponent.hasPrefix("help") }
      .map { try String(contentsOf: $0, encoding: .utf8) }
  }

  @Test func `every piece of text in the sources of reports is in a catalogue`() throws {
    let catalogue = try ([Self.catalogue] + Self.printed()).joined(separator: "\n")
    // Lines of a text in three quotation marks are indented in the source.
    let lines = try SourceTexts.pieces(in: "Sources/Presentation/Reports")
      .flatMap { $0.split(separator: "\n") }.map { $0.trimmingCharacters(in: .whitespaces) }
    for line in lines where line.count > 4 {
      #expect(catalogue.contains(line), "no sample says '\(line)'")
    }
  }
}
