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
}
