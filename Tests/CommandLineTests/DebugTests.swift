import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `cortex debug` looks into a store and changes nothing.
@Suite(.tags(.process)) struct DebugTests {
  /// The pack of a store that has one.
  private func packs(_ place: Workplace) throws -> [String] {
    try place.files.contents(of: place.store.appending("packs")).map {
      String(decoding: $0.name, as: UTF8.self)
    }
  }

  @Test func `it is not in the main help, and has help of its own`() throws {
    let place = try Workplace(isManaged: false)
    #expect(try !place.cortex("--help").output.contains("debug"))
    #expect(try place.cortex("debug", "--help").output.contains("stat-cache"))
  }

  @Test func `an object is found by its first digits, with where it lies and whose contents it is`()
    throws
  {
    let place = try Workplace()
    let before = try place.everything()
    let shown = try place.cortex("gen", "show", "1", "--json").json()["contents"]
    let file = try #require(shown?.elements.first { $0["path"] == "src/entry.py" })
    let object = try #require(file["object"]?.string)
    let found = try place.cortex("debug", "object", String(object.prefix(12)), "--json").json()
    let description = try #require(found["description"])
    #expect(description["object"] == .text(object) && description["type"] == "blob")
    #expect(description["bytes"] == file["size"])
    let pack = description["copies"]?.elements.first?["pack"]?.string
    #expect(try packs(place).contains(pack ?? ""))
    let paths = found["files"]?.elements.map { $0["path"] }
    #expect(paths?.contains("src/entry.py") == true)
    #expect(try place.everything() == before)
  }

  @Test func `a tree lists its rows, which are objects too`() throws {
    let place = try Workplace()
    let record = try place.cortex("debug", "record", "1", "--json").json()["text"]?.string
    let line = try #require(record?.split(separator: "\n").first)
    let tree = try #require(JSON(String(line))["tree"]?.string)
    let found = try place.cortex("debug", "object", tree, "--json").json()["description"]
    #expect(found?["type"] == "tree")
    let folder = try #require(found?["parts"]?.elements.first { $0["name"] == "src" })
    let inner = try #require(folder["object"]?.string)
    let below = try place.cortex("debug", "object", inner, "--json").json()["description"]
    #expect(below?["parts"]?.elements.contains { $0["name"] == "entry.py" } == true)
  }

  @Test func `digits that no object, several, or no name begins with are refused with a reason`()
    throws
  {
    let place = try Workplace()
    let none = try place.cortex("debug", "object", "0000000000")
    #expect(none.status == 1 && none.errors.contains("0000000000"), "\(none.errors)")
    for words in ["12", "wxyz"] {
      let outcome = try place.cortex("debug", "object", words)
      #expect(outcome.status == 64 && outcome.errors.contains("hexadecimal"), "\(outcome.errors)")
    }
  }

  @Test func `of an object that is gone it is said which generation needs it`() throws {
    let place = try Workplace()
    let record = try place.cortex("debug", "record", "1", "--json").json()["text"]?.string
    let line = try #require(record?.split(separator: "\n").first)
    let tree = try #require(JSON(String(line))["tree"]?.string)
    for name in try packs(place) {
      try place.files.remove(place.store.appending("packs").appending(name))
    }
    let outcome = try place.cortex("debug", "object", String(tree.prefix(12)))
    #expect(
      outcome.status == 3
        && outcome.errors.contains("\(tree) is missing from the store, but generation 1 needs it"),
      "\(outcome.errors)")
  }

  @Test func `a pack lists as many objects as the store has`() throws {
    let place = try Workplace()
    var objects = 0
    for name in try packs(place) {
      let frames = try place.cortex("debug", "pack", name, "--json").json()["frames"]
      objects += try #require(frames).elements.reduce(0) {
        $0 + ($1["objects"]?.elements.count ?? 0)
      }
    }
    #expect(
      try place.cortex("status", "--json").json()["store"]?["objects"]
        == .number(Double(objects)))
    let path = place.store.appending("packs").appending(try packs(place)[0]).string
    #expect(try place.cortex("debug", "pack", path).status == 0)
    let other = try place.cortex("debug", "pack", "no-such.pack")
    #expect(other.status == 1 && other.errors.contains("cannot read no-such.pack: No such file"))
    let none = try place.cortex("debug", "pack", "src/entry.py")
    #expect(
      none.status == 1 && none.errors.contains("src/entry.py is not a pack"), "\(none.errors)")
  }

  @Test func `a record that never was is refused`() throws {
    let outcome = try Workplace().cortex("debug", "record", "99")
    #expect(outcome.status == 1 && outcome.errors.contains("generation 99 does not exist"))
  }

  @Test func `a damaged record is shown as it lies there, and its copy is not the same`() throws {
    let place = try Workplace()
    #expect(try place.cortex("debug", "record", "1", "--json").json()["copy"] == "same")
    let path = place.store.appending("generations/1")
    var bytes = try place.files.read(path)
    bytes[5] ^= 1
    try place.files.replace(path, with: bytes)
    let found = try place.cortex("debug", "record", "1", "--json").json()
    #expect(found["copy"] == "different" && found["fault"]?.string != nil)
    #expect(found["text"] == .text(String(decoding: bytes, as: UTF8.self)))
  }

  @Test func `a switch that was killed is shown, and left for the next command to finish`() throws {
    try CallKill.checkPossible()
    func upgrade(_ place: Workplace) -> [String] {
      ["upgrade", "--yes", "--from", place.release.string, "--on-conflict", "local"]
    }
    let whole = try Workplace()
    let number = try CallKill.rename(
      to: whole.store.appending("current"), by: upgrade(whole), in: whole)
    let place = try Workplace()
    #expect(try place.cortex("debug", "journal").output == "No switch is under way.\n")
    let outcome = try CallKill.run(upgrade(place), before: "rename", number: number, in: place)
    #expect(outcome.status != 0)
    for _ in 0..<2 {
      let journal = try place.cortex("debug", "journal", "--json").json()
      #expect(journal["from"] == 1 && journal["to"] == 2 && journal["direction"] == "forward")
    }
    #expect(try place.cortex("status", "--json").json()["recovered"]?.string != nil)
    #expect(try place.cortex("debug", "journal", "--json").output == "null\n")
  }

  @Test func `the stat cache is shown folder by folder`() throws {
    let place = try Workplace()
    func remembered() throws -> JSON? {
      let cache = try place.cortex("debug", "stat-cache", "--json").json()
      let folder = try #require(cache["folders"]?.elements.first { $0["path"] == "src" })
      return folder["rows"]?.elements.first { $0["name"] == "entry.py" }
    }
    // What was written in the same moment as it was first read is not remembered yet.
    var looks = 0
    while try remembered() == nil, looks < 100 {
      try #require(place.cortex("status").status == 0)
      looks += 1
    }
    let row = try #require(try remembered())
    #expect(row["found"] == "file")
    try place.write(place.store.appending("stat-cache"), "garbage")
    #expect(try place.cortex("debug", "stat-cache").output.contains("cannot be read"))
    try place.files.remove(place.store.appending("stat-cache"))
    #expect(
      try place.cortex("debug", "stat-cache").output == "The stat cache remembers nothing.\n")
  }
}
