import FileEffects
import FoundationEssentials
import Generations
import Releases
import Testing

@testable import Upgrades

@Suite struct VersionFileTests {
  private static let noon = Workplace.noon

  private func updated(_ text: String?) throws -> [String: JSONValue] {
    let version = try #require(ReleaseVersion("5.3.0"))
    let bytes = try VersionFile.updated(
      text.map { Array($0.utf8) }, from: "5.2.0", to: version, now: Self.noon)
    guard case .object(let fields) = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    else {
      Issue.record("no object: \(String(decoding: bytes, as: UTF8.self))")
      return [:]
    }
    return fields
  }

  @Test func `without a file one is made that says all that is known`() throws {
    let fields = try updated(nil)
    #expect(fields["cortex_version"] == .text("5.3.0"))
    #expect(fields["schema_version"] == .integer(1))
    #expect(fields["installed_date"] == .text(Self.noon.description))
    #expect(fields["last_upgrade"] == .text(Self.noon.description))
    #expect(fields["customizations"] == .object([:]))
    #expect(
      fields["upgrade_history"]
        == .list([
          .object([
            "from": .text("5.2.0"), "to": .text("5.3.0"), "date": .text(Self.noon.description),
          ])
        ]))
  }

  static let numbers: [(written: String, read: Int64)] = [
    ("1", 1), ("\"1.0\"", 1), ("2.0", 2), ("\"2\"", 2), ("7", 7), ("null", 1), ("[3]", 1),
    ("\"two\"", 1), ("\"nan\"", 1), ("\"inf\"", 1), ("1e300", 1), ("\"1e300\"", 1),
  ]

  @Test(arguments: numbers)
  func `the schema version is read leniently and written as a whole number`(
    written: String, read: Int64
  ) throws {
    let fields = try updated("{\"schema_version\": \(written)}")
    #expect(fields["schema_version"] == .integer(read))
  }

  @Test(arguments: ["[\"a\"]", "{\"a\": 1}"])
  func `customizations stay as they are, a list or a map`(text: String) throws {
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(try updated("{\"customizations\": \(text)}")["customizations"] == value)
  }

  @Test func `fields that are not ours, and the history, are kept`() throws {
    let fields = try updated(
      """
      {"owner": {"name": "Ana", "crew": [1, 2.5, true, null]}, "big": 18446744073709551615,
       "installed_date": "2024-01-01", "cortex_version": 5, "upgrade_history": [{"from": "a"}]}
      """)
    #expect(
      fields["owner"]
        == .object([
          "name": .text("Ana"), "crew": .list([.integer(1), .number(2.5), .boolean(true), .null]),
        ]))
    #expect(fields["installed_date"] == .text("2024-01-01"))
    #expect(fields["cortex_version"] == .text("5.3.0"))
    guard case .list(let history)? = fields["upgrade_history"] else {
      Issue.record("no history")
      return
    }
    #expect(history.count == 2 && history.first == .object(["from": .text("a")]))
  }

  @Test func `a number beyond 64 bits with a sign is written as it was`() throws {
    let version = try #require(ReleaseVersion("5.3.0"))
    let bytes = try VersionFile.updated(
      Array("{\"big\": 18446744073709551615}".utf8), from: "", to: version, now: Self.noon)
    #expect(String(decoding: bytes, as: UTF8.self).contains("18446744073709551615"))
  }

  @Test(arguments: ["", "no JSON", "[1]", "\"5.2.0\"", "{\"a\": ", "\u{0}"])
  func `a file that cannot be read is replaced`(text: String) throws {
    #expect(try updated(text) == updated(nil))
  }

  @Test func `it is where the deployment has it, and in the brain if nowhere or at both`() {
    #expect(VersionFile.place(isAtRoot: true, isInBrain: false) == VersionFile.atRoot)
    for isAtRoot in [false, true] {
      #expect(VersionFile.place(isAtRoot: isAtRoot, isInBrain: true) == VersionFile.inBrain)
    }
    #expect(VersionFile.place(isAtRoot: false, isInBrain: false) == VersionFile.inBrain)
  }
}
