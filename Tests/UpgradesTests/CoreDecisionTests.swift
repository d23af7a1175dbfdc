import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// Decisions about core files that the user edited.
@Suite(.tags(.unit)) struct CoreDecisionTests {
  private static let base = "1\n2\n3\n4\n5\n"

  private func decide(
    _ choice: CoreChoice, local: String, upgrade: String, modes: (UInt16, UInt16, UInt16)? = nil
  ) -> CoreDecision {
    let (b, l, u) = modes ?? (0o644, 0o644, 0o644)
    func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
    return CoreDecision(
      choice,
      Sides(
        base: .text(Self.base, permissions: b), local: .text(local, permissions: l),
        target: .text(upgrade, permissions: u)),
      texts: Sides(base: bytes(Self.base), local: bytes(local), target: bytes(upgrade)))
  }

  private static let (mine, theirs) = ("one\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\n")

  @Test func `a merge is taken only where it is clean, and has no markers`() {
    let clean = decide(.merge, local: Self.mine, upgrade: Self.theirs)
    #expect(clean.resolution == .merged)
    #expect(clean.bytes == Array("one\n2\n3\n4\nfive\n".utf8))
    for (local, upgrade) in [("x\n2\n3\n4\n5\n", "y\n2\n3\n4\n5\n"), ("", "1\n"), ("\0", "1\n")] {
      let decision = decide(.merge, local: local, upgrade: upgrade)
      #expect(decision.resolution == .replaced && decision.bytes == nil && decision.reason != nil)
    }
  }

  @Test func `what was asked for is done without looking`() {
    #expect(decide(.replace, local: Self.mine, upgrade: Self.theirs).resolution == .replaced)
    #expect(decide(.keep, local: Self.mine, upgrade: Self.theirs).resolution == .kept)
  }

  @Test(
    arguments: [
      (0o644, 0o644, 0o644, 0o644), (0o644, 0o755, 0o644, 0o755), (0o644, 0o600, 0o755, 0o700),
      (0o755, 0o750, 0o644, 0o640), (0o755, 0o644, 0o755, 0o644), (0o755, 0o755, 0o755, 0o755),
    ] as [(UInt16, UInt16, UInt16, UInt16)])
  func `whoever changed whether it can be run is followed`(
    base: UInt16, local: UInt16, upgrade: UInt16, expected: UInt16
  ) throws {
    let decision = decide(
      .merge, local: Self.mine, upgrade: Self.theirs, modes: (base, local, upgrade))
    let entry = try decision.entry(over: .text(Self.mine, permissions: local), layer: .core)
    #expect(entry?.permissions == expected && entry?.layer == .core)
  }

  @Test func `a link, and a file that is too long, are replaced, and it is said why`() {
    var long = Entry.text("x")
    long.size = 1 << 40
    for (local, reason) in [
      (Entry.link("x"), CoreFile.Reason.link), (long, .tooLong(bytes: 1 << 40)),
    ] {
      let decision = CoreDecision(
        .merge, Sides(base: .text("a"), local: local, target: .text("b")), texts: nil)
      #expect(decision.resolution == .replaced && decision.reason == reason)
    }
  }
}
