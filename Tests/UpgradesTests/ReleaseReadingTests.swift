import FileEffects
import Generations
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Releases with a configuration that no program can load.
@Suite(.tags(.unit)) struct ReleaseReadingTests {
  private static let path = "cortex-operations.yaml"
  private static let good = "a: 1\nb: 1\n"
  private static let broken = "a: 1\nb: [1\nc: 2\n"

  /// A deployment with one configuration, in the three versions.
  private func place(_ base: String?, _ local: String?, _ upgrade: String) throws -> Workplace {
    let place = Workplace()
    for folder in [Workplace.root, Workplace.old, Workplace.new] {
      try place.disk.write(folder.appending("src/a.py"), "1\n")
    }
    try place.write(Workplace.database, rows: ["one"])
    if let base { try place.disk.write(Workplace.old.appending(Self.path), base) }
    if let local { try place.write(Self.path, local) }
    try place.disk.write(Workplace.new.appending(Self.path), upgrade)
    _ = try InitialiseStore(release: Workplace.old, version: .init("5.2.0")).carryOut(
      on: place.deployment)
    return place
  }

  private func request(_ choice: ConflictChoice) -> Upgrade {
    Upgrade(source: Workplace.new, version: .init("5.3.0"), onConflict: choice)
  }

  @Test(
    arguments: [
      (Self.good, Self.good), (Self.good, "a: 1\nb: 2\n"), (Self.good, nil), (nil, nil),
      (nil, "a: 7\n"), (Self.broken + "d: 1\n", Self.good),
    ] as [(String?, String?)], ConflictChoice.allCases)
  func `a release whose configuration cannot be read is refused before anything changes`(
    sides: (base: String?, local: String?), choice: ConflictChoice
  ) throws {
    let place = try place(sides.base, sides.local, Self.broken)
    let before = try place.tree()
    for isPlan in [true, false] {
      let error = try #require(throws: UpgradeError.self) {
        if isPlan {
          _ = try place.deployment.plan(request(choice))
        } else {
          _ = try place.deployment.carryOut(request(choice))
        }
      }
      guard case .unreadableRelease(let files) = error else { throw error }
      #expect(files.map(\.path) == [Self.path])
      #expect(files.first?.reason.hasPrefix("line 3, column 2: ") == true)
      #expect("\(error)".contains("; report this to the release's maintainers"))
    }
    #expect(try place.tree() == before)
    #expect(try place.deployment.log().numbers().map(\.rawValue) == [1])
  }

  @Test func `where the user's file cannot be read either, the release is not refused for it`()
    throws
  {
    let place = try place(Self.good, "a: [1\nb: 1\n", Self.broken)
    #expect(throws: Never.self) { try place.deployment.carryOut(request(.local)) }
  }

  @Test func `what is not put in place is not looked at`() throws {
    // The release has had it for long, and the user has mended it.
    let mended = try place(Self.broken, Self.good, Self.broken)
    _ = try mended.deployment.carryOut(request(.abort))
    #expect(try mended.text(Self.path) == Self.good)
    let other = try place(Self.good, Self.good, Self.broken)
    try other.disk.write(
      other.path(".cortex/layers.yaml"), "layers:\n  - path: \"*.yaml\"\n    layer: none\n")
    _ = try other.deployment.carryOut(request(.abort))
    #expect(try other.text(Self.path) == Self.good)
  }

  // MARK: Three files

  private func merged(
    _ base: String, _ local: String, _ upgrade: String, _ choice: ConflictChoice,
    markers: Bool = false
  ) throws -> FileMergeReport {
    let disk = SimulatedDisk()
    for (name, text) in [("b", base), ("l", local), ("u", upgrade)] {
      try disk.write(FilePath("/m/\(name).yaml"), text)
    }
    var request = FileMergeRequest(
      base: "/m/b.yaml", local: "/m/l.yaml", upgrade: "/m/u.yaml")
    (request.onConflict, request.hasMarkers) = (choice, markers)
    return try request.merged(on: disk)
  }

  @Test(arguments: [Self.good, "a: 1\nb: 7\n"], [ConflictChoice.abort, .upgrade])
  func `a file that no one can read is not the result of a merge`(
    local: String, choice: ConflictChoice
  ) throws {
    let report = try merged(Self.good, local, Self.broken, choice)
    #expect(report.bytes == nil && !report.isDecided)
    let conflict = try #require(report.conflicts.first)
    #expect(conflict.reason.hasPrefix("the release's "), "\(conflict.reason)")
    #expect(
      conflict.reason.contains("the release's file cannot be read: line 3, column 2: "),
      "\(conflict.reason)")
    #expect(choice == .abort || conflict.choices == [.local])
    let marked = try merged(Self.good, local, Self.broken, choice, markers: true)
    let text = String(decoding: try #require(marked.bytes), as: UTF8.self)
    #expect(!marked.isDecided && text.contains("<<<<<<< local\n") && text.contains("b: [1\n"))
  }

  @Test(arguments: [ConflictChoice.local, .both])
  func `the user's file is the result where it is asked for`(choice: ConflictChoice) throws {
    for local in [Self.good, "a: 1\nb: 7\n"] {
      let report = try merged(Self.good, local, Self.broken, choice)
      #expect(report.isDecided && report.bytes == Array(local.utf8))
    }
  }

  @Test func `a file that cannot be read already is merged by lines as before`() throws {
    let report = try merged(
      "a: [1\nb: 1\nc: 1\n", "a: [1\nb: 1\nc: 2\n", "a: [2\nb: 1\nc: 1\n", .abort)
    #expect(report.isDecided && report.bytes == Array("a: [2\nb: 1\nc: 2\n".utf8))
  }
}
