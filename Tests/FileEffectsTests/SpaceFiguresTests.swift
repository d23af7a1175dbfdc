import FileEffects
import TestSupport
import Testing

@Suite(.tags(.unit)) struct SpaceFiguresTests {
  @Test(
    arguments: [
      (8192, 14_200_000, "0.008 MB", "14.200 MB"), (0, 14_200_000, "0.0 MB", "14.2 MB"),
      (999_999, 1_000_000, "0.9 MB", "1.0 MB"), (5_000_001, 5_000_100, "5.0 MB", "5.1 MB"),
      (7, 900, "7 bytes", "900 bytes"), (3_000_000_000, 4_000_000_000, "3.0 GB", "4.0 GB"),
      (1_000, 9_000_000_000_000, "0.001 MB", "9000000.000 MB"), (0, 0, "0 bytes", "0 bytes"),
      (2_000_000, 1_000_000, "2.0 MB", "1.0 MB"), (1_048_576, 1_048_576, "1.0 MB", "1.1 MB"),
    ] as [(UInt64, UInt64, String, String)])
  func `both figures have one unit, and differ where they do`(
    free: UInt64, needed: UInt64, first: String, second: String
  ) {
    let texts = SpaceFigures(free: free, needed: needed).texts
    #expect(texts.free == first && texts.needed == second, "\(texts)")
  }

  @Test func `what is too little never looks like enough`() {
    var free: UInt64 = 1
    while free < 1 << 50 {
      for more in [1, free / 1000 + 1, free, 1000 * free] {
        let texts = SpaceFigures(free: free, needed: free + more).texts
        #expect(texts.free != texts.needed)
        #expect(!texts.free.allSatisfy { "0. kMGTBytes".contains($0) }, "\(texts)")
      }
      free = free * 3 + 1
    }
  }
}
