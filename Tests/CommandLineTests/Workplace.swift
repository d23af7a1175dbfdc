import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// A deployment of 5.2.0 with a user's work in it, and the release 5.3.0 to go to, on the real disk.
final class Workplace: Sendable {
  let temporary: TemporaryFolder
  let folder: FilePath
  let files = LocalFileSystem()

  /// The user's project, and the deployment in it.
  var project: FilePath { folder.appending("project") }
  var deployment: FilePath { project.appending("CORTEX") }
  var store: FilePath { deployment.appending(".cortex") }
  var release: FilePath { folder.appending("release") }
  var oldRelease: FilePath { folder.appending("old-release") }

  static let database = "cortex-brain/tier1/conversations.db"

  /// - Parameter isManaged: Whether `cortex init` has been run.
  convenience init(isManaged: Bool = true) throws {
    try self.init(copying: (isManaged ? Self.managed : Self.unmanaged).get().folder)
  }

  /// A copy of another one: made once, they cost a moment.
  private init(copying other: FilePath) throws {
    temporary = try TemporaryFolder()
    folder = try LocalFileSystem().resolve(temporary.path)
    let copied = try Program.run(
      "/bin/cp", ["-a", other.appending(".").string, folder.string], in: "/")
    try #require(copied.status == 0, "\(copied.errors)")
  }

  /// The originals that all others are copied from; gone when the tests end.
  private static let (unmanaged, managed) = {
    let unmanaged = Result { try Workplace(sample: ()) }
    let managed = Result {
      let place = try Workplace(copying: unmanaged.get().folder)
      try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
      return place
    }
    atexit { Workplace.removeSamples() }
    return (unmanaged, managed)
  }()

  private static func removeSamples() {
    for sample in [unmanaged, managed] {
      // Best effort, as with every folder of the tests.
      if let folder = try? sample.get().folder { try? LocalFileSystem().removeTree(folder) }
    }
  }

  private init(sample: Void) throws {
    temporary = try TemporaryFolder()
    folder = try LocalFileSystem().resolve(temporary.path)
    let old = SampleDeployment.release(version: "5.2.0")
    for place in [deployment, oldRelease] { try old.install(on: files, at: place) }
    try SampleDeployment.release(version: "5.3.0")
      .announcing(removalsSince: .release(version: "5.2.0"), version: "5.3.0")
      .install(on: files, at: release)
    try SampleDeployment.userWork(on: old).install(on: files, at: deployment)
    try files.ensureDirectory(folder.appending("tmp"))
    try sql(
      """
      CREATE TABLE conversations (id INTEGER PRIMARY KEY, topic TEXT NOT NULL);
      INSERT INTO conversations (topic) VALUES ('tides'), ('ropes'), ('charts');
      """)
  }

  /// Runs `cortex` in the deployment's folder.
  @discardableResult
  func cortex(
    _ arguments: String..., in place: FilePath? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      Program.path.string, arguments, in: place ?? deployment,
      environment: self.environment.merging(environment) { $1 })
  }

  var environment: [String: String] { ["TMPDIR": folder.appending("tmp").string] }

  /// Runs a Python program with arguments and returns what it printed.
  @discardableResult
  func python(_ program: String, _ arguments: String...) throws -> String {
    let outcome = try Program.run(
      "/usr/bin/env", [Python.program, "-IS", "-c", program] + arguments, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// Runs statements in the deployment's database and returns the rows of the last one.
  @discardableResult
  func sql(_ statements: String) throws -> String {
    let path = deployment.appending(Self.database)
    try files.ensureDirectory(path.removingLastComponent())
    return try LiveDatabase(path).run(statements)
  }

  /// What SQLite says of the deployment's database, and the topics in it.
  func rows() throws -> String {
    try sql("PRAGMA integrity_check") + " "
      + sql("SELECT topic FROM conversations ORDER BY id").split(separator: "\n").joined(
        separator: " ")
  }

  /// The deployment's own files, without the store.
  func tree() throws -> [String: String] {
    try files.snapshotOfTree(deployment).filter {
      !$0.key.hasPrefix(".cortex/") && $0.key != ".cortex"
    }
  }

  /// Everything of the place, the store's folder too, but for the plans that dry runs leave there.
  func everything() throws -> [String: String] {
    try files.snapshotOfTree(folder).filter {
      !$0.key.hasSuffix(".cortex/lock") && !$0.key.contains(".cortex/plans")
    }
  }

  /// The same without what an entry of the log changes.
  func everythingButLog() throws -> [String: String] {
    try everything().filter { file in
      !["log", "log-end", "ledger"].contains { file.key.hasSuffix(".cortex/\($0)") }
    }
  }

  /// Makes an editor of a shell command, in which `$1` is the file; returns what calls it.
  func editor(_ command: String) throws -> String {
    let path = folder.appending("editor")
    try files.replace(path, with: Array("#!/bin/sh\n\(command)\n".utf8), permissions: 0o755)
    return path.string
  }

  func write(_ path: FilePath, _ text: String) throws {
    try files.ensureDirectory(path.removingLastComponent())
    try files.replace(path, with: Array(text.utf8))
  }

  /// Makes the first frame of every pack unreadable.
  func damagePacks() throws {
    let packs = store.appending("packs")
    for entry in try files.contents(of: packs) {
      let path = packs.appending(bytes: entry.name)
      var bytes = try files.read(path)
      // It begins after its head.
      let frame = 8 + Int(bytes[4]) + Int(bytes[5]) << 8
      for index in frame + 10..<frame + 40 { bytes[index] ^= 0x55 }
      try files.replace(path, with: bytes)
    }
  }
}
