import TestSupport
import Testing
import Upgrades

@testable import Presentation

/// The words for findings of checks and warnings of commands.
@Suite(.tags(.unit)) struct FindingTests {
  private static let wordings = SampleFindings.all.flatMap(\.findings).map(\.wording)

  /// The words for single files.
  private static let reasons = SampleFileNotes.all.map { group in
    "\n# \(group.type)\n\n" + group.texts.map { $0 + "\n" }.joined()
  }.joined()

  @Test func `every finding and every warning is in the catalogue`() throws {
    let text =
      SampleFindings.all.map { group in
        "# \(group.type)\n\n"
          + group.findings.map(\.wording).map { wording in
            wording.finding + "\n" + (wording.advice.isEmpty ? "" : "  → \(wording.advice)\n")
          }.joined()
      }.joined(separator: "\n") + Self.reasons
    try Golden.expect(text, "Tests/PresentationTests/Golden/findings.txt")
  }

  @Test func `every piece of text in the sources of findings is in the catalogue`() throws {
    let catalogue = Self.wordings.map(\.line).joined(separator: "\n") + Self.reasons
    for piece in try SourceTexts.pieces(in: "Sources/Presentation/Findings") where piece.count > 4 {
      #expect(catalogue.contains(piece), "no sample says '\(piece)'")
    }
  }

  @Test func `findings and advice end without a full stop`() {
    for wording in Self.wordings {
      #expect(wording.finding.last != "." && wording.advice.last != ".", "\(wording.line)")
      #expect(!wording.finding.isEmpty && !wording.advice.hasPrefix(" "), "\(wording.line)")
    }
  }

  @Test func `in a report a finding is one text, with what to do about it`() throws {
    let check = Check(.space, .failed, .machine(.tooFewFiles(left: 3, needed: 40)))
    #expect(check.detail == "\(check.finding)" && check.detail.hasSuffix("; remove some files"))
    let json = try JSONText.of(check)
    #expect(
      json.contains(#""detail" : "the disk has room for 3 more files, and 40 may be needed; "#))
    #expect(json.contains(#""name" : "disk space""#))
  }
}
