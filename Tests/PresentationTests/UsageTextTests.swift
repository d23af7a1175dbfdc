import TestSupport
import Testing

@testable import Presentation

/// Messages about command lines, and questions on a terminal.
@Suite(.tags(.unit)) struct UsageTextTests {
  private static let phrasings = SampleUsage.all.flatMap(\.errors).map(\.phrasing)

  @Test func `every error of a command line is in the catalogue`() throws {
    let text = SampleUsage.all.map { group in
      "# \(group.type)\n\n"
        + group.errors.map(\.phrasing).map { phrasing in
          phrasing.message + "\n" + (phrasing.advice.isEmpty ? "" : "  → \(phrasing.advice)\n")
        }.joined()
    }.joined(separator: "\n")
    try Golden.expect(text, "Tests/PresentationTests/Golden/usage.txt")
  }

  @Test func `every question and remark is in the catalogue`() throws {
    let text = SampleQuestions.all.map { sample in
      "# \(sample.name)\n\n\(sample.text)" + (sample.text.hasSuffix("\n") ? "" : "\n")
    }.joined(separator: "\n")
    try Golden.expect(text, "Tests/PresentationTests/Golden/questions.txt")
  }

  @Test func `every piece of text in the sources of usage and questions is in a catalogue`() throws
  {
    let catalogue =
      (Self.phrasings.map(\.line) + SampleQuestions.all.map(\.text)).joined(separator: "\n")
    for folder in ["Usage", "Questions"] {
      for piece in try SourceTexts.pieces(in: "Sources/Presentation/\(folder)")
      where piece.count > 4 {
        #expect(catalogue.contains(piece), "no sample says '\(piece)'")
      }
    }
  }

  @Test func `errors of a command line have its status, and end without a full stop`() {
    for phrasing in Self.phrasings {
      #expect(phrasing.code == .usage, "\(phrasing.line)")
      #expect(phrasing.message.last != "." && phrasing.advice.last != ".", "\(phrasing.line)")
      #expect(!phrasing.message.isEmpty && !phrasing.advice.hasPrefix(" "), "\(phrasing.line)")
    }
  }
}
