import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.sweep), .exceptQuick) struct FullDiskTests {
  // A log's index is mapped into memory: where there is no room for it, the kernel ends a process.
  @Test(arguments: [("DELETE", 20), ("WAL", 60)])
  func `on a full disk an upgrade changes all or nothing`(mode: String, step: Int) throws {
    let place = try Workplace()
    try place.sql("PRAGMA journal_mode = \(mode)")
    let old = try place.tree()
    guard let disk = try SmallDisk(kilobytes: 1200) else {
      try Test.cancel("no disk can be mounted here")
    }
    let deployment = disk.path.appending("CORTEX")
    let filler = disk.path.appending("filler")
    var statuses: Set<Int32> = []
    for room in stride(from: 0, through: 10 * step, by: step) {
      try place.files.removeTree(deployment)
      try place.files.remove(filler)
      let copied = try Program.run(
        "/bin/cp", ["-a", place.deployment.string, deployment.string], in: "/")
      try #require(copied.status == 0, "\(copied.errors)")
      let free = Int(try place.files.availableBytes(at: disk.path))
      try place.files.replace(
        filler, with: [UInt8](repeating: 1, count: max(0, free - room << 10)))

      let outcome = try place.cortex(
        "upgrade", "--yes", "--from", place.release.string, "--json", in: deployment)
      statuses.insert(outcome.status)
      let now = try place.files.snapshotOfTree(deployment).filter { !$0.key.hasPrefix(".cortex") }
      if outcome.status == 0 {
        #expect(now["src/upgrade/notes.py"] != nil, "\(room) kB free")
        continue
      }
      #expect([1, 3, 4].contains(outcome.status), "\(room) kB free: \(outcome.errors)")
      #expect(now == old, "\(room) kB free")
      #expect(
        try outcome.failure()["message"]?.string?.contains("free some space") == true,
        "\(room) kB free: \(outcome.errors)")
      try place.files.remove(filler)
      let later = try place.cortex(
        "upgrade", "--yes", "--from", place.release.string, in: deployment)
      #expect(later.status == 0, "\(room) kB free: \(later.errors)")
    }
    #expect(statuses.contains(0) && statuses.count > 1)
  }

  @Test func `a store on a full disk leaves the deployment as it was`() throws {
    let place = try Workplace(isManaged: false)
    guard let disk = try SmallDisk(kilobytes: 120) else {
      try Test.cancel("no disk can be mounted here")
    }
    let store = disk.path.appending("store").string
    var words = SeededGenerator(seed: 5)
    try place.write(
      place.deployment.appending("cortex-brain/documents/log.md"),
      (0..<40_000).map { _ in String(words.next(), radix: 36) }.joined(separator: "\n"))
    let before = try place.tree()
    let full = try place.cortex("init", "--store", store, "--json")
    #expect(full.status == 1 && full.output.isEmpty)
    #expect(try full.failure()["code"] == "no_space")
    #expect(try place.tree() == before)
    #expect(try place.cortex("status", "--store", store).status == 1)
  }

  @Test func `on a disk with not one byte free, generations are deleted and collected`() throws {
    let place = try Workplace(isManaged: false)
    guard let disk = try SmallDisk(kilobytes: 2000) else {
      try Test.cancel("no disk can be mounted here")
    }
    let store = disk.path.appending("store").string
    let note = place.deployment.appending("cortex-brain/documents/log.md")
    #expect(try place.cortex("init", "--store", store).status == 0)
    for seed in 1...3 as ClosedRange<UInt64> {
      var words = SeededGenerator(seed: seed)
      try place.write(
        note, (0..<20_000).map { _ in String(words.next(), radix: 36) }.joined(separator: "\n"))
      #expect(try place.cortex("snapshot", "--store", store).status == 0)
    }
    let free = Int(try place.files.availableBytes(at: disk.path))
    try place.files.replace(disk.path.appending("filler"), with: [UInt8](repeating: 1, count: free))
    #expect(try place.files.availableBytes(at: disk.path) == 0)
    try place.write(note, "one more")
    #expect(try place.cortex("snapshot", "--store", store).status == 1)
    let deleted = try place.cortex("gen", "delete", "--yes", "2", "--store", store)
    #expect(deleted.status == 0, "\(deleted.errors)")
    let graceful = try place.cortex("gc", "--yes", "--json", "--store", store)
    guard case .number(let freeable)? = try graceful.json()["freed_by_now"] else {
      Issue.record("gc does not say what --now would free: \(graceful.output)")
      return
    }
    #expect(freeable > 100_000)
    #expect(
      try place.cortex("gc", "--yes", "--store", store).output.contains("'cortex gc --now' frees"))
    let collected = try place.cortex("gc", "--yes", "--now", "--json", "--store", store)
    #expect(try collected.json()["freed_by_now"] == .null)
    #expect(collected.status == 0, "\(collected.errors)")
    guard case .number(let freed)? = try collected.json()["freed_bytes"] else { return }
    #expect(freed > 100_000)
    #expect(try place.cortex("verify", "--store", store).status == 0)
    #expect(try place.cortex("snapshot", "--store", store).status == 0)
    // The room is taken again.
    try place.files.remove(disk.path.appending("filler"))
    #expect(try place.cortex("gc", "--yes", "--store", store).status == 0)
    #expect(try place.files.metadata(disk.path.appending("store/reserve"))?.size == 64 << 10)
  }

  @Test func `a file that may not grow leaves the old state`() throws {
    let place = try Workplace()
    try place.write(
      place.release.appending("src/large.py"), String(repeating: "x = 1  # more\n", count: 9000))
    let before = try place.tree()
    // The signal is ignored, so that the write fails instead.
    let outcome = try Program.run(
      "/bin/bash",
      [
        "-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" upgrade --yes --from \"$1\" --json",
        Program.path.string, place.release.string,
      ], in: place.deployment, environment: place.environment)
    #expect([1, 4].contains(outcome.status), "\(outcome.errors)")
    #expect(try place.tree() == before)
    #expect(try ReportShapes.error.problems(in: outcome.failure()) == [])
    #expect(try place.cortex("verify").status == 0)
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
  }

  /// Restores a database in WAL mode, which this process has open, with more and more room; prints each
  /// status, and whether the rows are those from before.
  private static let restoreWithLog = """
    import os, sqlite3, subprocess, sys
    database, filler, *command = sys.argv[1:]
    def rows(c): return c.execute("PRAGMA integrity_check").fetchall(), c.execute("SELECT * FROM conversations").fetchall()
    held = sqlite3.connect(database, isolation_level=None)
    before = rows(held)
    for room in range(270, 600, 10):
      if os.path.exists(filler): os.remove(filler)
      disk = os.statvfs(os.path.dirname(filler))
      free = disk.f_bavail * disk.f_frsize
      if free < room << 10: break
      with open(filler, "wb") as file: file.write(b"x" * (free - (room << 10)))
      status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
      print(status, rows(held) == before)
      if status == 0: break
    """

  @Test func `nor does one in WAL mode that another program has open, and nothing needs attention`()
    throws
  {
    let place = try Workplace(isManaged: false)
    try place.sql("PRAGMA journal_mode = WAL")
    try place.sql(
      "INSERT INTO conversations (topic) SELECT hex(randomblob(60000)) FROM conversations")
    guard let disk = try SmallDisk(kilobytes: 2400) else {
      try Test.cancel("no disk can be mounted here")
    }
    let (deployment, store) = try manage(place, on: disk)
    let database = deployment.appending(Workplace.database).string
    try place.python(
      """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      c.execute("DELETE FROM conversations WHERE id > 2"); c.commit()
      c.execute("VACUUM"); c.close()
      """, database)
    #expect(try place.cortex("snapshot", "--store", store, in: deployment).status == 0)
    let told = try place.python(
      Self.restoreWithLog, database, disk.path.appending("filler").string, Program.path.string,
      "gen", "switch", "--yes", "1", "--data", "restore", "--store", store, "--workspace",
      deployment.string)
    let lines = told.split(separator: "\n").map(String.init)
    #expect(lines.contains("1 True") && lines.last == "0 False", "\(lines)")
    #expect(lines.dropLast().allSatisfy { ["1 True", "4 True"].contains($0) }, "\(lines)")
  }

  @Test(arguments: ["DELETE"])
  func `a restore for which the disk has no room leaves the rows, and says why`(
    mode: String
  ) throws {
    let place = try Workplace(isManaged: false)
    try place.sql("PRAGMA journal_mode = \(mode)")
    try place.sql(
      "INSERT INTO conversations (topic) SELECT hex(randomblob(30000)) FROM conversations")
    guard let disk = try SmallDisk(kilobytes: 1400) else {
      try Test.cancel("no disk can be mounted here")
    }
    let (deployment, store) = try manage(place, on: disk)
    let database = deployment.appending(Workplace.database).string
    let shrink = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      c.execute("DELETE FROM conversations WHERE id > 2"); c.commit()
      c.execute("VACUUM"); c.close()
      """
    try place.python(shrink, database)
    #expect(try place.cortex("snapshot", "--store", store, in: deployment).status == 0)
    let ask = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      print(c.execute("PRAGMA integrity_check").fetchall(), c.execute("SELECT * FROM conversations").fetchall())
      """
    let rows = try place.python(ask, database)
    let filler = disk.path.appending("filler")
    var failures = 0
    for room in stride(from: 0, through: 600, by: 40) {
      try place.files.remove(filler)
      let free = Int(try place.files.availableBytes(at: disk.path))
      guard free > room << 10 else { break }
      try place.files.replace(filler, with: [UInt8](repeating: 1, count: free - room << 10))
      let outcome = try place.cortex(
        "gen", "switch", "--yes", "1", "--data", "restore", "--store", store, "--json",
        in: deployment)
      if outcome.status == 0 { break }
      failures += 1
      let message = try outcome.failure()["message"]?.string ?? ""
      #expect(message.contains("full") || message.contains("No space left"), "\(message)")
      let journal = FilePath(database + "-journal")
      if try place.files.metadata(journal) != nil {
        #expect(try place.files.read(journal).first ?? 0 == 0, "\(room) kB free: a hot journal")
      }
      #expect(try place.python(ask, database) == rows, "\(room) kB free")
    }
    try place.files.remove(filler)
    #expect(failures > 0)
    let done = try place.cortex(
      "gen", "switch", "--yes", "1", "--data", "restore", "--store", store, in: deployment)
    #expect(done.status == 0, "\(done.errors)")
  }

  @Test
  func `on a disk with room for few files an upgrade says so beforehand, and changes nothing`()
    throws
  {
    let place = try Workplace()
    try place.write(
      place.release.appending("cortex-brain/migrations/001_more.sql"),
      "-- database: tier1/conversations.db\nALTER TABLE conversations ADD COLUMN mood TEXT;\n")
    let old = try place.tree()
    guard let disk = try SmallDisk(kilobytes: 8000, files: 400) else {
      try Test.cancel("no disk can be mounted here")
    }
    let deployment = disk.path.appending("CORTEX")
    let copied = try Program.run(
      "/bin/cp", ["-a", place.deployment.string, deployment.string], in: "/")
    try #require(copied.status == 0, "\(copied.errors)")
    var fillers: [FilePath] = []
    while try place.files.availableFiles(at: disk.path) ?? 0 > 0 {
      fillers.append(disk.path.appending("filler-\(fillers.count)"))
      _ = try place.files.create(fillers[fillers.count - 1], permissions: 0o644)
    }
    let temporary = ["TMPDIR": disk.path.string]
    let doctor = try place.cortex("doctor", in: deployment, environment: temporary)
    #expect(doctor.status == 3 && doctor.output.contains("0 more files"), "\(doctor.output)")
    var statuses: Set<Int32> = []
    for free in 0... {
      var outcomes: [Outcome] = []
      for more in [["--dry-run"], []] {
        outcomes.append(
          try Program.run(
            Program.path.string,
            ["upgrade", "--yes", "--from", place.release.string, "--on-conflict", "local"] + more,
            in: deployment, environment: temporary))
      }
      let outcome = outcomes[1]
      statuses.insert(outcome.status)
      if outcome.status == 0 {
        #expect(outcomes[0].status == 0)
        break
      }
      #expect(outcome.status == 1 && outcomes[0].status == 1, "\(free) free: \(outcome.errors)")
      for outcome in outcomes {
        #expect(
          ["more file", "out of inodes"].contains { outcome.errors.contains($0) }
            && !outcome.errors.contains("No such file"),
          "\(free) free: \(outcome.errors)")
      }
      let now = try place.files.snapshotOfTree(deployment).filter { !$0.key.hasPrefix(".cortex") }
      #expect(now == old, "\(free) free")
      for _ in 0..<(free < 4 ? 1 : 12) {
        let filler = fillers.popLast()
        try place.files.remove(try #require(filler, "all is refused"))
      }
    }
    #expect(statuses == [0, 1])
    #expect(try place.cortex("doctor", in: deployment).output.contains("more files"))
  }

  /// Copies the deployment to a small disk and brings it under management there; the store is elsewhere.
  private func manage(
    _ place: Workplace, on disk: SmallDisk
  ) throws -> (deployment: FilePath, store: String) {
    let deployment = disk.path.appending("CORTEX")
    let copied = try Program.run(
      "/bin/cp", ["-a", place.deployment.string, deployment.string], in: "/")
    try #require(copied.status == 0, "\(copied.errors)")
    let store = place.folder.appending("store").string
    #expect(try place.cortex("init", "--store", store, in: deployment).status == 0)
    return (deployment, store)
  }
}
