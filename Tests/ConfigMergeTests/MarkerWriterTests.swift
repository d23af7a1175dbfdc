import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct MarkerWriterTests {
  private static let markers = MarkerWriter(base: "5.1.0", local: "yours", upgrade: "5.2.0")

  private func marked(_ base: String?, _ local: String, _ upgrade: String) -> String {
    String(
      decoding: Self.markers.bytes(
        base: base.map { Array($0) }, local: Array(local), upgrade: Array(upgrade)), as: UTF8.self)
  }

  /// The text with each conflict replaced by the lines of one side.
  private func view(_ side: LineMerge.Side, of marked: [UInt8]) -> [String] {
    var lines: [String] = []
    var current: LineMerge.Side?
    for line in LineText(marked).contents {
      switch line {
      case "<<<<<<< yours": current = .local
      case "||||||| 5.1.0": current = .base
      case "=======": current = .upgrade
      case ">>>>>>> 5.2.0": current = nil
      default: if current == nil || current == side { lines.append(line) }
      }
    }
    return lines
  }

  /// Whether the lines repeat so that local and upgrade seem to have changed the base alike.
  private static func hasAgreement(_ views: [[UInt8]]) -> Bool {
    LineMerge(base: views[0], local: views[1], upgrade: views[2]).chunks.contains {
      if case .agreed = $0 { true } else { false }
    }
  }

  @Test func `what differs stands between labelled markers`() {
    #expect(
      marked("a\nb\nc\n", "a\nL\nc\n", "a\nU\nc\n") == """
        a
        <<<<<<< yours
        L
        ||||||| 5.1.0
        b
        =======
        U
        >>>>>>> 5.2.0
        c

        """)
  }

  @Test func `without a base view there is no base part`() {
    #expect(
      marked(nil, "a\nL\nc\n", "a\nc\n") == """
        a
        <<<<<<< yours
        L
        =======
        >>>>>>> 5.2.0
        c

        """)
  }

  @Test func `markers are as long as asked for, and bare without a label`() {
    let markers = MarkerWriter(base: "", local: "", upgrade: "", size: 3)
    #expect(
      markers.bytes(base: Array("b"), local: Array("l"), upgrade: Array("u"))
        == Array("<<<\nl\n|||\nb\n===\nu\n>>>\n"))
  }

  @Test func `markers and lines of other views end as the local lines do`() {
    #expect(
      marked("a\nb\n", "a\r\nL\r\n", "a\nU") == "a\r\n<<<<<<< yours\r\nL\r\n||||||| 5.1.0\r\nb\r\n"
        + "=======\r\nU\r\n>>>>>>> 5.2.0\r\n")
  }

  @Test func `views that agree are the local view byte for byte, whatever the base is`() {
    #expect(marked("a\nx\n", "a\r\nb", "a\nb\n") == "a\r\nb")
    #expect(marked("", "", "") == "")
  }

  @Test func `a last line without a terminator gets one before a marker`() {
    #expect(marked(nil, "a", "a\nb") == "a\n<<<<<<< yours\n=======\nb\n>>>>>>> 5.2.0\n")
  }

  @Test func `taking one side of all conflicts gives that side's view`() {
    for seed in UInt64(0)..<4_000 {
      var sample = SampleLines(seed: seed)
      let lines = sample.lines(upTo: 14)
      let merge = LineMerge(
        base: sample.text(lines), local: sample.text(sample.changed(lines)),
        upgrade: sample.text(sample.changed(lines)))
      let views = [LineMerge.Choice.base, .local, .upgrade].map { choice in
        merge.bytes { _ in choice }
      }
      let marked = Self.markers.bytes(base: views[0], local: views[1], upgrade: views[2])
      let unbased = Self.markers.bytes(base: nil, local: views[1], upgrade: views[2])
      if !Self.hasAgreement(views) {
        #expect(view(.base, of: marked) == LineText(views[0]).contents, "seed \(seed)")
      }
      #expect(view(.local, of: marked) == LineText(views[1]).contents, "seed \(seed)")
      #expect(view(.upgrade, of: marked) == LineText(views[2]).contents, "seed \(seed)")
      #expect(view(.local, of: unbased) == LineText(views[1]).contents, "seed \(seed)")
      #expect(view(.upgrade, of: unbased) == LineText(views[2]).contents, "seed \(seed)")
      #expect(merge.conflicts.isEmpty == (marked == views[1]), "seed \(seed)")
    }
  }
}
