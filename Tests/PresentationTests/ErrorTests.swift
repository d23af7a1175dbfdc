import Foundation
import SystemPackage
import TestSupport
import Testing
import Upgrades

@testable import Generations
@testable import Presentation

/// The messages and codes of errors.
@Suite(.tags(.unit)) struct ErrorTests {
  @Test func `every sentence of an error is in the catalogue`() throws {
    let text =
      SampleErrors.all.map { group in
        "# \(group.type)\n\n" + group.errors.map { Self.entry($0.phrasing) }.joined() + "\n"
      }.joined()
      + SampleFaults.all.map { group in
        "# \(group.type)\n\n" + group.words.map(Self.entry).joined() + "\n"
      }.joined() + "# ChecksumFinding\n\n" + SampleErrors.checksums.map { "\($0)\n" }.joined()
    try Golden.expect(text, "Tests/PresentationTests/Golden/messages.txt")
  }

  private static func entry(_ phrasing: Phrasing) -> String {
    entry(phrasing.message, phrasing.advice)
  }

  private static func entry(_ message: String, _ advice: String) -> String {
    message + "\n" + (advice.isEmpty ? "" : "  → \(advice)\n")
  }

  @Test func `the documentation lists every code with its status and messages`() throws {
    let phrasings = (SampleErrors.all + SampleUsage.all).flatMap(\.errors).map(\.phrasing)
    let rows = ErrorCode.allCases.sorted { $0.rawValue < $1.rawValue }.map { code in
      let meant = phrasings.filter { $0.code == code }
      #expect(!meant.isEmpty, "no sample has the code \(code.rawValue)")
      return "## `\(code.rawValue)`\n\nExit status \(code.status.rawValue).\n\n"
        + "| message | advice |\n|---|---|\n"
        + meant.map { "| \(Self.cell($0.message)) | \(Self.cell($0.advice)) |\n" }.joined()
    }
    try Golden.expect(Self.introduction + rows.joined(separator: "\n"), "docs/errors.md")
  }

  private static let introduction = """
    # Errors

    The codes that a failed command prints with `--json`, as `error.code`, each with its exit status if nothing was
    changed. If changes were made and undone, the status is 4; if the deployment needs attention, it is 5. Codes
    stay; messages may change in any release. Words in capital letters, and numbers, are examples. `ErrorTests`
    writes this page.


    """

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: "<br>").replacing("<", with: "&lt;")
      .replacing("&lt;br>", with: "<br>")
  }

  @Test func `every piece of text in the sources of errors is in the catalogue`() throws {
    let lines = SampleErrors.all.flatMap(\.errors).map(\.phrasing.line)
    let reasons = SampleFaults.all.flatMap(\.words).flatMap { [$0.message, $0.remedy] }
    let catalogue = (lines + reasons + SampleErrors.checksums.map { "\($0)" })
      .joined(separator: "\n")
    for piece in try SourceTexts.pieces(in: "Sources/Presentation/Errors") where piece.count > 4 {
      #expect(catalogue.contains(piece), "no sample says '\(piece)'")
    }
  }

  @Test func `messages and advice end without a full stop`() {
    for phrasing in SampleErrors.all.flatMap(\.errors).map(\.phrasing) {
      #expect(phrasing.message.last != "." && phrasing.advice.last != ".", "\(phrasing.line)")
      #expect(!phrasing.message.isEmpty && !phrasing.advice.hasPrefix(" "), "\(phrasing.line)")
    }
  }

  @Test func `of several checks that failed each is in the message, and none is taken for advice`()
  {
    let failure = Failure(
      UpgradeError.checksFailed([
        Check(.git, .failed, .machine(.noRepository)),
        Check(.space, .failed, .machine(.tooFewFiles(left: 1, needed: 7))),
      ]))
    #expect(
      failure.error.message
        == "git: the deployment is not in a git repository; disk space: the disk has room for 1 more file, and 7 may be needed; "
        + "remove some files")
    #expect(failure.error.advice == "remove some files")
  }

  @Test func `a failure that was undone has the status of that`() {
    let cause = GenerationError.changedMeanwhile(path: "a")
    #expect(Failure(SwitchError(outcome: .nothingChanged, cause: cause)).status == .failed)
    #expect(Failure(SwitchError(outcome: .rolledBack, cause: cause)).status == .putBack)
    #expect(Failure(SwitchError(outcome: .needsAttention, cause: cause)).status == .needsAttention)
    #expect(Failure(OutputError(code: .noSpace, isDone: true)).status == .needsAttention)
  }
}
