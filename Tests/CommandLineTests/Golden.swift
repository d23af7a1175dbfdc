import Foundation
import SystemPackage
import Testing

/// Texts that users and scripts see, in files that a change of them is seen in.
enum Golden {
  /// Compares with the file `name`; with `UPDATE_GOLDEN` set, writes it first.
  static func expect(
    _ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try actual.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(actual == expected, "differs from Golden/\(name)", sourceLocation: sourceLocation)
  }

  /// The text without what differs from run to run: the place's folder, times, digests and what
  /// depends on how well something was compressed or on the disk.
  static func masked(_ text: String, in place: Workplace) -> String {
    var text = text.replacing(place.folder.string, with: "FOLDER")
    text = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "2026-01-31T12:00:00Z")
    text = text.replacing(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, with: "2026-01-31 12:00 UTC")
    text = text.replacing(/UPGRADE-REPORT-\d{4}-\d\d-\d\d/, with: "UPGRADE-REPORT-2026-01-31")
    text = text.replacing(/pre-upgrade-\d{8}_\d{6}/, with: "pre-upgrade-20260131_120000")
    text = text.replacing(/"[0-9a-f]{64}"/, with: "\"DIGEST\"")
    text = text.replacing(/"plan" : "[0-9a-f]{16}"/, with: "\"plan\" : \"PLAN\"")
    text = text.replacing(/plan [0-9a-f]{16}/, with: "plan PLAN")
    text = text.replacing(/"((?:freed_|new_|unique_|brain_)?bytes)" : \d+/) {
      "\"\($0.output.1)\" : 0"
    }
    text = text.replacing(/"seconds" : [\d.]+/, with: "\"seconds\" : 0")
    text = text.replacing(/about \d+ (?:s|min)\b/, with: "less than a second")
    text = maskedStore(text)
    return text
  }

  /// Lengths in the store.
  private static func maskedStore(_ text: String) -> String {
    var text = text.replacing(/grew by [\d.]+ k?B/, with: "grew by SIZE")
    text = text.replacing(/(Freed|Would free) [\d.]+ k?B/) { "\($0.output.1) SIZE" }
    text = text.replacing(/[\d.]+ k?B in (\d+ packs?)/) { "SIZE in \($0.output.1)" }
    text = text.replacing(/\([\d.]+ k?B read\)/, with: "(SIZE read)")
    // The columns 'size' and 'only here': a generation may hold a report, whose length varies.
    return text.replacing(/[\d.]+ k?B {2,}/, with: "SIZE  ")
  }
}
