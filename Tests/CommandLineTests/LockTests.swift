import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct LockTests {
  /// Another process that has the store's lock, until ``release()``.
  private final class Holder {
    private let process: Process
    private let input = Pipe()

    init(_ place: Workplace, saying text: String) throws {
      let output = Pipe()
      process = try Program.start(
        "/usr/bin/env",
        [
          Python.program, "-IS", "-c",
          """
          import fcntl, sys
          lock = open(sys.argv[1], "r+")
          fcntl.flock(lock, fcntl.LOCK_EX)
          lock.truncate()
          lock.write(sys.argv[2])
          lock.flush()
          print("held", flush=True)
          sys.stdin.read()
          """, place.store.appending("lock").string, text,
        ], in: place.folder, input: input, output: output)
      #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
    }

    var number: Int32 { process.processIdentifier }

    func release() throws {
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
    }

    deinit { process.terminate() }
  }

  @Test func `while another process has the lock a change has status 75 and looking works`() throws
  {
    let place = try Workplace()
    let holder = try Holder(place, saying: "upgrade, since noon")
    let before = try place.everything()
    for line in [
      "snapshot", "gc --yes", "gen pin 1", "upgrade --from \(place.release.string) --yes",
    ] {
      let words = line.split(separator: " ").map(String.init)
      let outcome = try Program.run(
        Program.path.string, words, in: place.deployment, environment: place.environment)
      #expect(outcome.status == 75 && outcome.output.isEmpty, "\(line)")
      #expect(
        outcome.errors.contains(": upgrade, since noon, python3 (process \(holder.number));"),
        "\(line): \(outcome.errors)")
      let json = try Program.run(
        Program.path.string, words + ["--json"], in: place.deployment,
        environment: place.environment)
      #expect(json.status == 75)
      #expect(try json.failure()["code"] == "locked", "\(line)")
      #expect(try json.failure()["outcome"] == "nothing_changed", "\(line)")
    }
    for line in ["status", "gen", "verify", "gc --dry-run"] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(line): \(outcome.errors)")
    }
    #expect(try place.everything() == before)
    try holder.release()
    #expect(try place.cortex("snapshot").status == 0)
  }

  @Test func `with --wait a command begins when the lock is free`() throws {
    let place = try Workplace()
    let holder = try Holder(place, saying: "gc, since noon")
    try place.write(place.deployment.appending("src/entry.py"), "edited\n")
    let errors = Pipe()
    let waiting = try Program.start(
      Program.path.string, ["snapshot", "--wait"], in: place.deployment,
      environment: place.environment, errors: errors)
    let told = "waiting for another cortex (gc, since noon, python3 (process \(holder.number)))\n"
    #expect(try errors.fileHandleForReading.read(upToCount: told.utf8.count) == Data(told.utf8))
    #expect(try place.cortex("gen", "--json").json()["current"] == 1)
    #expect(waiting.isRunning)
    try holder.release()
    waiting.waitUntilExit()
    #expect(waiting.terminationStatus == 0)
    #expect(try place.cortex("gen", "--json").json()["current"] == 2)
    #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
  }

  @Test func `who has the lock is named with its command, whatever stands in the file`() throws {
    let place = try Workplace()
    let holder = try Holder(place, saying: "")
    for words in ["", "gc, process 999999999, since noon"] {
      // Without the lock: as one that was ended, or has not said anything yet.
      let file = try FileHandle(forWritingTo: URL(filePath: place.store.appending("lock").string))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(words.utf8))
      let outcome = try place.cortex("snapshot")
      #expect(outcome.status == 75)
      #expect(
        outcome.errors.contains(": python3 (process \(holder.number));"), "\(outcome.errors)")
    }
    try holder.release()
  }
}
