import Releases
import TestSupport
import Testing

@testable import Upgrades

/// What is said where not all say the same version.
@Suite(.tags(.unit)) struct VersionAgreementTests {
  private func said(_ files: (String, String)...) -> [SaidVersion] {
    files.map { SaidVersion(file: $0.0, text: $0.1) }
  }

  @Test func `nothing is said where all agree, however they spell it`() {
    var agreement = VersionAgreement(
      files: said((".cortex-version", "5.2.0"), ("VERSION", "v5.2")))
    agreement.counts = ("5.2.0", "VERSION", "VERSION is asked first")
    agreement.record = "5.2.0"
    #expect(agreement.warning == nil)
    #expect(VersionAgreement(files: []).warning == nil)
  }

  @Test func `every file is named with its version, which counts and why, and what to do`() {
    var agreement = VersionAgreement(
      files: said(
        (".cortex-version", "5.1.0"), ("cortex-brain/.cortex-version", "5.2.0"),
        ("VERSION", "v3.1.0")))
    agreement.counts = ("5.2.0", "generation 3", "the store has it on record, from generation 3")
    agreement.record = "5.2.0"
    #expect(
      agreement.warning
        == "the files disagree about the version: .cortex-version says 5.1.0, cortex-brain/.cortex-version "
        + "says 5.2.0, VERSION says v3.1.0, the store says 5.2.0. 5.2.0 counts, since the store has it "
        + "on record, from generation 3; the next upgrade rewrites the version files, correct VERSION, "
        + "or leave that to the next release")
  }

  @Test func `a version file that cannot be read is named with the reason`() {
    var agreement = VersionAgreement(files: [])
    agreement.unreadable = [(".cortex-version", "line 1, column 1: a value is missing")]
    #expect(
      agreement.warning
        == ".cortex-version cannot be read (line 1, column 1: a value is missing); the next upgrade "
        + "rewrites it, and what is in it now stays in the generation from before")
  }
}
