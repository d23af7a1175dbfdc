import Releases
import TestSupport
import Testing

@testable import Upgrades

/// Messages where version files disagree.
@Suite(.tags(.unit)) struct VersionAgreementTests {
  private func said(_ files: (String, String)...) -> [SaidVersion] {
    files.map { SaidVersion(file: $0.0, text: $0.1) }
  }

  @Test func `nothing is said where all agree, however they spell it`() {
    var agreement = VersionAgreement(
      files: said((".cortex-version", "5.2.0"), ("VERSION", "v5.2")))
    agreement.counts = .init(version: "5.2.0", source: "VERSION", because: .askedFirst)
    agreement.record = "5.2.0"
    #expect(!agreement.isAmiss)
    #expect(!VersionAgreement(files: []).isAmiss)
  }

  @Test func `every file is named with its version, which counts and why, and what to do`() {
    var agreement = VersionAgreement(
      files: said(
        (".cortex-version", "5.1.0"), ("cortex-brain/.cortex-version", "5.2.0"),
        ("VERSION", "v3.1.0")))
    agreement.counts = .init(version: "5.2.0", source: "generation 3", because: .onRecord)
    agreement.record = "5.2.0"
    #expect(agreement.isAmiss)
    #expect(
      Finding.version(.disagreement(agreement)).text
        == "the files disagree about the version: .cortex-version says 5.1.0, cortex-brain/.cortex-version "
        + "says 5.2.0, VERSION says v3.1.0, the store says 5.2.0; using 5.2.0, recorded in "
        + "the store from generation 3; let the next upgrade rewrite .cortex-version, and correct VERSION or leave "
        + "that to the next release")
  }

  @Test func `a version file that cannot be read is named with the reason`() {
    var agreement = VersionAgreement(files: [])
    agreement.unreadable = [.init(file: ".cortex-version", reason: .noVersion)]
    #expect(agreement.isAmiss)
    #expect(
      Finding.version(.disagreement(agreement)).text
        == ".cortex-version has no valid version (no field cortex_version): the next upgrade rewrites it, and the "
        + "previous generation keeps its present contents")
  }
}
