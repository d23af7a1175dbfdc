import Foundation
import TestSupport
import Testing

@testable import ConfigMerge

/// `git merge-file` over many cases at once, in a folder of their own.
private struct GitMerge {
  /// What it printed for each case, and how many conflicts there are.
  var results: [(text: [UInt8], conflicts: Int)] = []

  init(_ cases: [(base: [UInt8], local: [UInt8], upgrade: [UInt8])]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "line-merge-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, sides) in cases.enumerated() {
      try Data(sides.base).write(to: folder.appending(path: "\(index).base"))
      try Data(sides.local).write(to: folder.appending(path: "\(index).local"))
      try Data(sides.upgrade).write(to: folder.appending(path: "\(index).upgrade"))
    }
    let script = """
      i=0
      while [ $i -lt \(cases.count) ]; do
        git merge-file -p --diff3 -L yours -L 5.1.0 -L 5.2.0 $i.local $i.base $i.upgrade > $i.out
        echo $? > $i.status
        i=$((i + 1))
      done
      """
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", script]
    shell.currentDirectoryURL = folder
    try shell.run()
    shell.waitUntilExit()
    for index in cases.indices {
      let text = try Data(contentsOf: folder.appending(path: "\(index).out"))
      let status = try String(
        contentsOf: folder.appending(path: "\(index).status"), encoding: .utf8)
      results.append((Array(text), Int(status.trimmingCharacters(in: .newlines)) ?? -1))
    }
  }
}

@Suite(.tags(.sweep), .exceptQuick) struct GitComparisonTests {
  // Where lines repeat, there are several longest matchings, and git may have chosen another.
  @Test(arguments: [(alphabet: 3, leastAgreement: 95), (8, 97), (60, 99)])
  func `git merges nearly all to the same text with the same markers`(
    alphabet: Int, leastAgreement: Int
  ) throws {
    let cases = (UInt64(0)..<600).map { seed in
      var sample = SampleLines(seed: seed, alphabet: alphabet, terminators: [.lineFeed])
      let lines = (0..<14).map { _ in sample.line() }
      let sides = [lines, sample.changed(lines), sample.changed(lines)].map { lines in
        Array(lines.map { $0 + "\n" }.joined())
      }
      return (base: sides[0], local: sides[1], upgrade: sides[2])
    }
    let git = try GitMerge(cases)
    let markers = MarkerWriter(base: "5.1.0", local: "yours", upgrade: "5.2.0")
    var agreements = 0
    for (sides, result) in zip(cases, git.results) {
      let merge = LineMerge(base: sides.base, local: sides.local, upgrade: sides.upgrade)
      let views = [LineMerge.Choice.base, .local, .upgrade].map { choice in
        merge.bytes { _ in choice }
      }
      let marked = markers.bytes(base: views[0], local: views[1], upgrade: views[2])
      if marked == result.text { agreements += 1 }
      #expect(alphabet < 60 || merge.conflicts.isEmpty == (result.conflicts == 0))
    }
    #expect(agreements * 100 >= leastAgreement * cases.count, "\(agreements)")
  }
}
