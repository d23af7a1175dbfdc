import ConfigMerge
import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Three files merged without a deployment.
@Suite(.tags(.unit)) struct FileMergeTests {
  private let disk = SimulatedDisk()

  private func request(
    _ base: String?, _ local: String, _ upgrade: String, ending: String = ".yaml"
  ) throws -> FileMergeRequest {
    let names = ["/m/base", "/m/local", "/m/upgrade"].map { FilePath($0 + ending) }
    if let base { try disk.write(names[0], base) }
    try disk.write(names[1], local)
    try disk.write(names[2], upgrade)
    return FileMergeRequest(base: base == nil ? nil : names[0], local: names[1], upgrade: names[2])
  }

  private func text(_ report: FileMergeReport) -> String? {
    report.bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `what each side changed is in the result, and nothing is written`() throws {
    let request = try request("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 2\n")
    let effects = disk.effectLog.count
    let report = try request.merged(on: disk)
    #expect(text(report) == "a: 2\nb: 2\n" && report.isDecided && report.method == .structure)
    #expect(report.changes.map { "\($0.path) \($0.kind)" }.sorted() == ["a kept", "b replaced"])
    #expect(disk.effectLog.count == effects)
  }

  @Test(arguments: [nil, ""] as [String?])
  func `without a base, or with an empty one, what differs is a conflict`(base: String?) throws {
    let report = try request(base, "a: 1\nmine: 1\n", "a: 2\nnew: 1\n").merged(on: disk)
    #expect(report.conflicts.map(\.key) == ["a"] && report.conflicts.first?.base == nil)
    #expect(report.bytes == nil && !report.isDecided)
  }

  @Test(
    arguments: [
      (ConflictChoice.local, "a: 2\n"), (.upgrade, "a: 3\n"), (.both, "a: 2\n"), (.abort, nil),
    ] as [(ConflictChoice, String?)])
  func `the choice decides what both changed`(choice: ConflictChoice, result: String?) throws {
    var request = try request("a: 1\n", "a: 2\n", "a: 3\n")
    request.onConflict = choice
    let report = try request.merged(on: disk)
    #expect(text(report) == result && report.isDecided == (result != nil))
    #expect(
      report.conflicts.map(\.resolution.rawValue)
        == [choice == .both ? "local" : choice.rawValue])
  }

  @Test func `with markers a conflict stands in the result`() throws {
    var request = try request("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 3\nb: 2\n")
    request.hasMarkers = true
    request.labels = ("old", "mine", "theirs")
    let report = try request.merged(on: disk)
    let lines = try #require(text(report)).split(separator: "\n").map(String.init)
    #expect(!report.isDecided && lines.contains("<<<<<<< mine") && lines.contains(">>>>>>> theirs"))
    #expect(lines.contains("||||||| old") && lines.contains("a: 2") && lines.contains("a: 3"))
  }

  @Test func `the name where a file belongs says what it is, then its own name`() throws {
    var request = try request("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 2\n", ending: "")
    let error = try #require(throws: UpgradeError.self) { try request.merged(on: disk) }
    guard case .unknownConfigFormat(let names) = error else { throw error }
    #expect(names == ["/m/local", "/m/upgrade", "/m/base"])
    request.name = "conf/x.yaml"
    #expect(text(try request.merged(on: disk)) == "a: 2\nb: 2\n")
    request.name = nil
    request.givenFormat = .yaml
    #expect(text(try request.merged(on: disk)) == "a: 2\nb: 2\n")
  }

  @Test func `a result has the permissions of the file that it replaces`() throws {
    try disk.write("/m/out", "old", permissions: 0o600)
    try writeResult(Array("new".utf8), to: "/m/out", on: disk)
    #expect(try disk.metadata("/m/out")?.permissions == 0o600)
    #expect(try disk.text("/m/out") == "new")
    try writeResult(Array("new".utf8), to: "/m/other", on: disk)
    #expect(try disk.metadata("/m/other")?.permissions == 0o644)
  }
}
