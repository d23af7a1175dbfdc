import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct OwnerTests {
  private static let theirs = FileOwner(user: 65534, group: 65534)

  /// A workplace that belongs to a user without rights; `nil` where there is nobody to be that.
  private func workplace(isManaged: Bool, mode: String = "DELETE") throws -> Workplace? {
    let place = try Workplace(isManaged: isManaged)
    guard place.files.user.isRoot,
      try Program.run("/usr/bin/env", ["setpriv", "--version"], in: "/").status == 0
    else {
      try Test.cancel("this takes root, and setpriv")
    }
    try place.sql("PRAGMA journal_mode = \(mode)")
    try place.write(
      place.release.appending("cortex-brain/migrations/001_more.sql"),
      "-- database: tier1/conversations.db\nALTER TABLE conversations ADD COLUMN mood TEXT;\n")
    let given = try Program.run("/bin/chown", ["-R", "65534:65534", place.folder.string], in: "/")
    try #require(given.status == 0)
    return place
  }

  private func asUser(_ place: Workplace, _ line: String) throws -> Outcome {
    try Program.run(
      "/usr/bin/env",
      [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Program.path.string,
      ] + line.split(separator: " ").map(String.init), in: place.deployment,
      environment: place.environment)
  }

  private func strangers(_ place: Workplace) throws -> [String] {
    let found = try Program.run(
      "/usr/bin/find",
      [place.folder.string, "(", "!", "-uid", "65534", "-o", "!", "-gid", "65534", ")"], in: "/")
    return found.output.split(separator: "\n").map(String.init)
  }

  @Test(arguments: ["DELETE", "WAL"])
  func `after any command of root's the user can go on`(mode: String) throws {
    guard let place = try workplace(isManaged: false, mode: mode) else { return }
    for line in [
      "init --release \(place.oldRelease)", "snapshot", "upgrade --from \(place.release) --yes",
      "gen pin 2", "rollback --data restore --exact --yes", "gen switch 2 --data restore --yes",
      "status", "gen delete 1 --json --yes", "gc --now --yes", "verify --repair", "doctor",
      "gen restore 2 --to \(place.folder)/out", "gen export 2 \(place.folder)/two.pack",
    ] {
      let outcome = try Program.run(
        Program.path.string, line.split(separator: " ").map(String.init), in: place.deployment,
        environment: place.environment)
      #expect(
        [0, 1].contains(outcome.status) && (outcome.status == 0 || line.contains("delete")),
        "\(line): \(outcome.errors)")
      #expect(try strangers(place) == [], "\(line)")
      let note = place.deployment.appending("cortex-brain/documents/log.md")
      try place.write(note, line)
      try place.files.setOwner(note, Self.theirs)
      let users = try asUser(place, "snapshot")
      #expect(users.status == 0, "\(line): \(users.errors)")
    }
    #expect(try asUser(place, "rollback --data restore --yes").status == 0)
    #expect(try asUser(place, "gc --now --yes").status == 0)
    #expect(try strangers(place) == [])
    #expect(try place.rows().hasPrefix("ok "))
  }

  @Test func `a merge into a file leaves it to its owner`() throws {
    guard let place = try workplace(isManaged: false) else { return }
    let names = ["base.yaml", "local.yaml", "upgrade.yaml"]
    for name in names {
      try place.write(place.folder.appending(name), "a: 1\n")
      try place.files.setOwner(place.folder.appending(name), Self.theirs)
    }
    let outcome = try place.cortex(
      "config", "merge", names[0], names[1], names[2], "-o", names[1], in: place.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try strangers(place) == [])
  }
}
