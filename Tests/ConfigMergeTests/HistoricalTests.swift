import Foundation
import TestSupport
import Testing

@testable import ConfigMerge

private let clone = ProcessInfo.processInfo.environment["CORTEX_CLONE"]

/// The laws on every version that the public repository ever had of its configurations.
///
/// `CORTEX_CLONE` says where a clone of it is; without one there is nothing to test here.
@Suite(.tags(.process), .enabled(if: clone != nil, "CORTEX_CLONE names no clone"))
struct HistoricalTests {
  static let paths = [
    "cortex-brain/response-templates.yaml", "cortex-brain/templates/response-templates.yaml",
    "cortex-brain/capabilities.yaml", "cortex-operations.yaml",
    "cortex-brain/operations-config.yaml", "cortex-brain/brain-protection-rules.yaml",
    "cortex.config.template.json", "package.json",
  ]

  /// The versions of a file that are different from each other, oldest first.
  static func versions(of path: String) throws -> [[UInt8]] {
    let commits = String(
      decoding: try git("log", "--all", "--reverse", "--format=%H", "--", path), as: UTF8.self)
    var seen: Set<[UInt8]> = []
    return try commits.split(separator: "\n").compactMap { commit in
      let bytes = try git("show", "\(commit):\(path)")
      return !bytes.isEmpty && seen.insert(bytes).inserted ? bytes : nil
    }
  }

  private static func git(_ arguments: String...) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", clone ?? "."] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](bytes)
  }

  @Test(arguments: paths) func `the laws hold on every version`(path: String) throws {
    let format = try #require(ConfigFormat(fileName: path))
    let versions = try Self.versions(of: path)
    try #require(!versions.isEmpty)
    var readable = 0
    for (index, version) in versions.enumerated() {
      let other = versions[(index + 1) % versions.count]
      func merge(_ base: [UInt8], _ local: [UInt8], _ upgrade: [UInt8]) -> MergedFile {
        MergedFile(
          merging: MergeSides(base: base, local: local, upgrade: upgrade, format: format)
        ) { _ in nil }
      }
      #expect(merge(version, version, version).bytes == version, "\(path) \(index)")
      let kept = merge(version, other, version)
      #expect(kept.bytes == other && kept.conflicts.isEmpty, "\(path) \(index)")
      let taken = merge(version, version, other)
      #expect(taken.conflicts.isEmpty, "\(path) \(index)")
      guard case .success(let wanted) = ParsedText.read(other, as: format),
        case .success(let old) = ParsedText.read(version, as: format)
      else { continue }
      readable += 1
      #expect(wanted.tokens.last?.end == other.count)
      let result = try ParsedText.read(taken.bytes, as: format).get()
      let isEqual = zip(result.documents, wanted.documents).allSatisfy { $0.isSame(as: $1) }
      #expect(
        isEqual && taken.method == .structure, "\(path) \(index) \(taken.method) \(taken.words)")
      #expect(result.duplicateKeys <= max(old.duplicateKeys, wanted.duplicateKeys))
    }
    print("\(path): \(versions.count) versions, \(readable) neighbours read")
  }

  @Test(arguments: paths) func `what one version changed is still there after the next two`(
    path: String
  ) throws {
    let format = try #require(ConfigFormat(fileName: path))
    let versions = try Self.versions(of: path)
    guard versions.count > 2 else { return }
    var conflicts = 0
    for index in 0..<versions.count - 2 {
      let texts = versions[index...index + 2].compactMap {
        try? ParsedText.read($0, as: format).get()
      }
      guard texts.count == 3 else { continue }
      let merged = MergedFile(
        merging: MergeSides(
          base: versions[index], local: versions[index + 1], upgrade: versions[index + 2],
          format: format)
      ) { _ in nil }
      conflicts += merged.conflicts.count
      let nodes = try (texts + [ParsedText.read(merged.bytes, as: format).get()])
        .map { try #require($0.documents.first) }
      let (before, result) = (LawTests.leaves(nodes[0]), LawTests.leaves(nodes[3]))
      for (key, value) in LawTests.leaves(nodes[1]) where !value.isList && key != ["version"] {
        if let old = before[key], old.isSame(as: value) { continue }
        #expect(result[key]?.isSame(as: value) ?? false, "\(path) \(index) \(key)")
      }
    }
    print("\(path): \(conflicts) conflicts in \(versions.count - 2) merges of three in a row")
  }
}
