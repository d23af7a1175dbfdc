import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `cortex status`: what it remembers, and what it says where nothing can be written.
@Suite(.tags(.process)) struct StatusTests {
  /// Which files of the deployment a status opens, by its system calls; `nil` where that cannot be seen.
  private func opened(by place: Workplace) throws -> Set<String>? {
    let log = place.folder.appending("calls").string
    let words = [
      "strace", "-f", "-qq", "-e", "trace=openat", "-o", log, Program.path.string, "status",
    ]
    let outcome = try Program.run(
      "/usr/bin/env", words, in: place.deployment, environment: place.environment)
    guard outcome.status == 0 else { return nil }
    let start = place.deployment.string + "/"
    return Set(
      try place.files.text(FilePath(log)).split(separator: "\n").compactMap { line in
        guard !line.contains("O_DIRECTORY"), !line.contains("ENOENT"),
          let path = line.split(separator: "\"").dropFirst().first, path.hasPrefix(start),
          !path.hasPrefix(start + ".cortex")
        else { return nil }
        return String(path.dropFirst(start.count))
      })
  }

  @Test func `after a rollback each file is read once, and not again`() throws {
    let place = try Workplace()
    guard try opened(by: place) != nil else { try Test.cancel("this takes strace") }
    try place.sql("INSERT INTO conversations (topic) VALUES ('anchors')")
    try #require(
      place.cortex("upgrade", "--from", place.release.string, "--yes").status == 0)
    try place.sql("INSERT INTO conversations (topic) VALUES ('sails')")
    try #require(
      place.cortex("rollback", "--data", "restore", "--exact", "--yes").status == 0)
    try place.write(place.deployment.appending("src/entry.py"), "edited\n")
    // What changed within the clock's granularity is read until there is a later note on the disk.
    var left: Set<String>?
    for _ in 0..<60 where left == nil || !(left ?? []).subtracting(["src/entry.py"]).isEmpty {
      left = try opened(by: place)
    }
    #expect(left?.subtracting(["src/entry.py"]) == [], "\(left ?? [])")
    // It is not in the store, so that nothing may be believed of it.
    #expect(left == ["src/entry.py"])
    #expect(try place.cortex("status", "--json").json()["modified"] == .list(["src/entry.py"]))
    try #require(place.cortex("snapshot").status == 0)
    #expect(try place.cortex("verify").status == 0)
  }

  @Test func `while another cortex is at work it only does not remember`() throws {
    let place = try Workplace()
    try place.files.remove(place.store.appending("stat-cache"))
    let lock = try place.files.lock(place.store.appending("lock"))
    #expect(lock != nil)
    let outcome = try place.cortex("status")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try !place.files.exists(place.store.appending("stat-cache")))
  }

  /// Runs commands where the folder cannot be written to; `nil` where that takes more rights.
  private func onReadOnly(_ folder: FilePath, _ place: Workplace, _ words: [String]) throws
    -> Outcome?
  {
    let script = """
      mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99
      cd "$1" && shift && exec "$@"
      """
    let outcome = try Program.run(
      "/usr/bin/env",
      [
        "unshare", "-m", "sh", "-c", script, folder.string, place.deployment.string,
        Program.path.string,
      ] + words, in: place.folder, environment: place.environment)
    return [1, 99, 127].contains(outcome.status) && !outcome.errors.contains("cortex:")
      ? nil : outcome
  }

  @Test(arguments: ["deployment", "store"])
  func `on a disk that cannot be written to it says what is so, and nothing else`(what: String)
    throws
  {
    let place = try Workplace()
    try place.write(place.deployment.appending("src/entry.py"), "edited\n")
    try place.files.remove(place.store.appending("stat-cache"))
    let folder = what == "store" ? place.store : place.deployment
    let before = try place.everything()
    guard let outcome = try onReadOnly(folder, place, ["status", "--json"]) else {
      try Test.cancel("this takes the right to mount")
    }
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try outcome.json()["modified"] == .list(["src/entry.py"]))
    #expect(try outcome.json()["missing"] == .list([]) && outcome.json()["recovered"] == .null)
    #expect(try place.everything() == before)
  }
}
