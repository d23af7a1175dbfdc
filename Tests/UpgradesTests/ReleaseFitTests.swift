import Presentation
import TestSupport
import Testing

@testable import Upgrades

/// Whether a release can be the one that is installed, by counts and versions.
@Suite(.tags(.unit)) struct ReleaseFitTests {
  static let other = ReleaseFit.Versions.different(
    ReleaseFit.Difference(file: "VERSION", local: "5.2.0", release: "5.3.0"))

  /// Counted on the real product: what is installed, and the release that was named for it.
  @Test(arguments: [
    ("3.1.0 is 3.1.0", 3075, 0, 0, true), ("3.2.1 is 3.2.1", 3946, 0, 0, true),
    ("3.1.0 is not 3.2.1", 2179, 135, 1632, false), ("3.1.0 is not 3.3.0", 1038, 83, 382, false),
    ("3.2.1 is not 3.1.0", 2179, 135, 761, false), ("3.3.0 is not 3.1.0", 1038, 83, 1954, false),
    ("3.3.0 is not 3.2.1", 1488, 10, 2448, false),
    // Neighbours: only what they say of themselves tells them apart.
    ("3.2.1 may be 3.3.0", 1488, 10, 5, true),
    ("3.1.0 with a hundred edits is 3.1.0", 2900, 100, 75, true),
  ])
  func `counts tell releases apart that are no neighbours`(
    name: String, same: Int, edited: Int, missing: Int, isGood: Bool
  ) {
    let fit = ReleaseFit(same: same, edited: edited, missing: missing)
    #expect(fit.isGood(.unknown) == isGood, "\(name)")
    #expect(!fit.isGood(Self.other), "\(name)")
    if isGood { #expect(fit.isGood(.same), "\(name)") }
  }

  @Test func `with the same version half of the files are enough`() {
    #expect(ReleaseFit(same: 50, edited: 20, missing: 30).isGood(.same))
    #expect(!ReleaseFit(same: 49, edited: 20, missing: 31).isGood(.same))
    #expect(!ReleaseFit(same: 74, edited: 26, missing: 0).isGood(.unknown))
    #expect(ReleaseFit(same: 75, edited: 25, missing: 0).isGood(.unknown))
  }

  @Test func `numbers are in groups of three digits`() {
    #expect(
      [0, 12, 123, 1234, 123_456, 1_234_567, -1234].map(Words.digits)
        == ["0", "12", "123", "1,234", "123,456", "1,234,567", "-1,234"])
  }
}
