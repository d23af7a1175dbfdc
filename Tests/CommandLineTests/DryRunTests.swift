import FileEffects
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A dry run ends as the command would: whoever tries first learns of everything that stands in the way.
@Suite(.tags(.sweep), .exceptQuick) struct DryRunTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(place.deployment.appending("cortex-brain/documents/notes.md"), "notes")
    try #require(place.cortex("snapshot").status == 0)
  }

  enum Shape: String, CaseIterable {
    case fifo, link, missing, garbage

    /// Whether it could be put in the place of what is there.
    fileprivate func put(at path: FilePath, on files: LocalFileSystem) throws -> Bool {
      let isFile = try files.metadata(path)?.isRegular ?? false
      switch self {
      case .fifo, .link: try files.removeTree(path)
      case .missing, .garbage: if !isFile { return false }
      }
      switch self {
      case .fifo: try #require(mkfifo(path.string, 0o600) == 0)
      case .link: try files.createLink(path, to: Array("/nowhere/at/all".utf8))
      case .missing: try files.remove(path)
      case .garbage: try files.replace(path, with: Array("garbage".utf8))
      }
      return true
    }
  }

  private func expectAgreement(
    _ command: [String], with shape: Shape, at name: String
  ) throws {
    let path = name.split(separator: "/").reduce(place.deployment) { $0.appending(String($1)) }
    let kept = place.folder.appending("kept")
    try place.files.removeTree(kept)
    _ = try Program.run(
      "/bin/cp", ["-a", place.deployment.string, kept.string], in: place.folder)
    guard try shape.put(at: path, on: place.files) else { return }
    let before = try place.everything()
    let rehearsed = try Program.run(
      Program.path.string, command + ["--dry-run"], in: place.deployment,
      environment: place.environment)
    #expect(try place.everything() == before, "\(command) \(shape) \(name)")
    let done = try Program.run(
      Program.path.string, command, in: place.deployment, environment: place.environment)
    #expect(
      rehearsed.status == done.status,
      "\(command) \(shape) \(name): \(rehearsed.errors) \(done.errors)")
    try place.files.removeTree(place.deployment)
    try place.files.rename(kept, over: place.deployment)
  }

  @Test(
    arguments: [
      "current", "ledger", "generations/1", "generations/2", "pins/1", "lock", "journal",
      "journal.copy", "highest", "stat-cache", "generations", "pins", "packs", "resolutions",
    ])
  func `whatever is in the place of a file of the store`(name: String) throws {
    try place.write(place.deployment.appending("cortex-brain/documents/notes.md"), "more")
    let commands = [
      ["upgrade", "--yes", "--from", place.release.string], ["gc", "--yes"],
      ["gen", "pin", "2", "--reason", "x"],
    ]
    for shape in Shape.allCases {
      for command in commands {
        try expectAgreement(command, with: shape, at: ".cortex/\(name)")
      }
    }
  }

  @Test func `whatever is in the place of a database that comes back`() throws {
    for shape in Shape.allCases {
      try expectAgreement(
        ["gen", "switch", "--yes", "1", "--data", "restore"], with: shape, at: Workplace.database)
    }
  }

  @Test(
    arguments: [
      "cortex-brain/documents/reports", "cortex-brain/.cortex-version", "cortex-brain/migrations",
      "VERSION",
    ])
  func `whatever is in the place of what an upgrade writes`(name: String) throws {
    for shape in Shape.allCases {
      try expectAgreement(
        ["upgrade", "--yes", "--from", place.release.string], with: shape, at: name)
    }
  }
}
