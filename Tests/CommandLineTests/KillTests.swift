import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Commands that are killed at any moment: whatever is left, the next one makes it old or new.
@Suite(.tags(.sweep), .exceptQuick, .serialized) struct KillTests {
  struct Action: CustomTestStringConvertible, Sendable {
    var name: String
    var seed: UInt64
    var rounds: Int
    var arguments: @Sendable (Workplace) -> [String]
    /// Brings a fresh place to where the command makes a difference.
    var prepare: @Sendable (Workplace) throws -> Void

    var testDescription: String { name }
  }

  static let actions = [
    Action(
      name: "init", seed: 11, rounds: 6, arguments: { ["init", "--release", $0.oldRelease.string] }
    ) { _ in },
    Action(
      name: "upgrade", seed: 12, rounds: 10,
      arguments: { ["upgrade", "--yes", "--from", $0.release.string] }
    ) { try start($0) },
    Action(
      name: "rollback", seed: 13, rounds: 8,
      arguments: { _ in ["rollback", "--yes", "--data", "restore", "--exact"] }
    ) { place in
      try start(place)
      try #require(place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
      try place.sql("INSERT INTO conversations (topic) VALUES ('anchors')")
    },
    Action(
      name: "gc", seed: 14, rounds: 6,
      arguments: { _ in ["gc", "--yes", "--keep-last", "1", "--now"] }
    ) { place in
      try start(place)
      for number in 1...4 {
        // Text that compresses badly, so that there is something to free.
        var words = SeededGenerator(seed: UInt64(number))
        try place.write(
          place.deployment.appending("cortex-brain/documents/log.md"),
          (0..<4000).map { _ in String(words.next(), radix: 36) }.joined(separator: "\n"))
        try #require(place.cortex("snapshot").status == 0)
      }
    },
  ]

  private static func start(_ place: Workplace) throws {
    try #require(place.cortex("init", "--release", place.oldRelease.string).status == 0)
  }

  /// What a place looks like: its files without those that say when, and the database's rows.
  struct State: Equatable {
    var files: [String: String]
    var rows: String

    init(_ place: Workplace) throws {
      files = try place.tree().filter { !$0.key.contains("UPGRADE-REPORT") }
      for (path, text) in files where path.hasSuffix(".cortex-version") {
        files[path] = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "TIME")
      }
      // SQLite counts commits in the file itself: the same rows, other bytes.
      if files[Workplace.database] != nil { files[Workplace.database] = "a database" }
      rows = try place.rows()
    }
  }

  @Test(.timeLimit(.minutes(30)), arguments: actions)
  func `a command that is killed leaves the old state or the new one`(action: Action) throws {
    let place = try Workplace(isManaged: false)
    try action.prepare(place)
    let old = try State(place)
    let kept = place.folder.appending("kept")
    try copy(place.project, to: kept)
    try CallKill.checkPossible()
    let calls = try CallKill.counts(of: action.arguments(place), in: place)
    let new = try State(place)

    var random = SeededGenerator(seed: action.seed)
    var wasKilled = 0
    for round in 0..<action.rounds {
      try place.files.removeTree(place.project)
      try copy(kept, to: place.project)
      let (call, count) = try #require(calls.randomElement(using: &random))
      let outcome = try CallKill.run(
        action.arguments(place), before: call, number: .random(in: 1...count, using: &random),
        in: place)
      let isFinished = outcome.status == 0
      if !isFinished { wasKilled += 1 }
      try checkWhole(place, action, round, old: old, new: new, isFinished: isFinished)
    }
    #expect(wasKilled > 0)
  }

  private func checkWhole(
    _ place: Workplace, _ action: Action, _ round: Int, old: State, new: State, isFinished: Bool
  ) throws {
    let about = Comment(rawValue: "\(action.name), round \(round)")
    let status = try place.cortex("status", "--json")
    if action.name == "init" {
      #expect(try State(place) == old, about)
      if status.status == 0 { return try verify(place, about) }
      #expect(status.status == 1 && !isFinished, about)
      #expect(try status.failure()["code"] == "no_store", about)
    } else {
      #expect(status.status == 0 && status.errors.isEmpty, about)
      let now = try State(place)
      #expect(isFinished ? now == new : now == old || now == new, about)
      try verify(place, about)
      if now != old { return }
    }
    // The command goes through when it is started again.
    let again = try run(action, place)
    #expect(again.status == 0, about)
    #expect(try State(place) == new, about)
    try verify(place, about)
  }

  private func verify(_ place: Workplace, _ about: Comment) throws {
    let verified = try place.cortex("verify", "--json")
    #expect(verified.status == 0, about)
    #expect(try verified.json()["ok"] == true, about)
  }

  private func run(_ action: Action, _ place: Workplace) throws -> Outcome {
    try Program.run(
      Program.path.string, action.arguments(place), in: place.deployment,
      environment: place.environment)
  }

  private func copy(_ source: FilePath, to target: FilePath) throws {
    let outcome = try Program.run("/bin/cp", ["-a", source.string, target.string], in: "/")
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}
