import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// What an upgrade writes to the version files.
@Suite(.tags(.unit)) struct VersionUpdateTests {
  private static let noon = Workplace.noon

  private static func update(from: String = "5.2.0", changed: Set<String> = []) -> VersionUpdate {
    VersionUpdate(
      from: from, to: "5.3.0", now: noon, migrations: ["001_moods.sql"],
      configurations: CustomizedConfigurations(all: all, changed: changed),
      installed: Timestamp(seconds: noon.seconds - 86_400), workspaceID: "a7b3c4d5e6f7")
  }

  private static let templates = "cortex-brain/response-templates.yaml"
  private static let capabilities = "cortex-brain/capabilities.yaml"
  private static let operations = "cortex-brain/operations-config.yaml"
  private static let all: Set<String> = [templates, capabilities, operations]

  private static func value(_ text: String) throws -> JSONValue {
    try JSONValue(Array(text.utf8))
  }

  /// The new contents of files that have these.
  private static func applied(_ texts: [String], _ update: VersionUpdate = update()) throws
    -> [[JSONValue.Entry]]
  {
    update.applied(to: try texts.map { try value($0).entries ?? [] })
  }

  private static func fields(_ text: String, _ update: VersionUpdate = update()) throws
    -> [JSONValue.Entry]
  {
    try #require(try applied([text], update).first)
  }

  private static let entry = """
    {"from_version": "5.2.0", "to_version": "5.3.0", "date": "2026-01-01T12:00:00Z",
     "migrations_applied": ["001_moods.sql"]}
    """

  @Test func `without a file one is made that says all that is known`() throws {
    #expect(
      String(decoding: JSONValue.object(try Self.fields("{}")).written, as: UTF8.self) == """
        {
          "cortex_version": "5.3.0",
          "schema_version": 1,
          "installed_date": "2025-12-31T12:00:00Z",
          "last_upgrade": "2026-01-01T12:00:00Z",
          "upgrade_history": [
            {
              "from_version": "5.2.0",
              "to_version": "5.3.0",
              "date": "2026-01-01T12:00:00Z",
              "migrations_applied": [
                "001_moods.sql"
              ]
            }
          ],
          "workspace_id": "a7b3c4d5e6f7",
          "customizations": {}
        }

        """)
  }

  @Test func `of an unknown version it is null`() throws {
    let history = try Self.fields("{}", Self.update(from: ""))["upgrade_history"]
    #expect(history?.items?.first?.entries?["from_version"] == .null)
  }

  static let numbers = [
    ("1", "1"), ("\"1.0\"", "1"), ("2.0", "2"), ("\"2\"", "2"), ("7", "7"), ("null", "1"),
    ("[3]", "1"), ("\"two\"", "1"), ("\"nan\"", "1"), ("\"inf\"", "1"), ("1e300", "1"),
    ("\"1e300\"", "1"), ("true", "1"), ("18446744073709551615", "18446744073709551615"),
  ]

  @Test(arguments: numbers)
  func `the schema version is read leniently and written as a whole number`(
    written: String, read: String
  ) throws {
    #expect(try Self.fields("{\"schema_version\": \(written)}")["schema_version"] == .word(read))
  }

  static let kept: [(field: String, written: String, becomes: String)] = [
    ("installed_date", "\"2024-01-01\"", "\"2024-01-01\""),
    ("installed_date", "null", "\"2025-12-31T12:00:00Z\""),
    ("installed_date", "\"\"", "\"2025-12-31T12:00:00Z\""),
    ("workspace_id", "\"cortex-main-repo\"", "\"cortex-main-repo\""),
    ("workspace_id", "12", "12"),
    ("workspace_id", "null", "\"a7b3c4d5e6f7\""),
    ("workspace_id", "\"\"", "\"a7b3c4d5e6f7\""),
    ("workspace_id", "\"generate-on-install\"", "\"a7b3c4d5e6f7\""),
    ("last_upgrade", "null", "\"2026-01-01T12:00:00Z\""),
    ("cortex_version", "5", "\"5.3.0\""),
    ("upgrade_history", "null", "[\(entry)]"), ("upgrade_history", "[]", "[\(entry)]"),
    ("upgrade_history", "{\"5.1.0\": 1}", "[{\"5.1.0\": 1}, \(entry)]"),
    ("upgrade_history", "[7]", "[7, \(entry)]"),
    (
      "upgrade_history", "[{\"from\": \"5.1.0\", \"to\": \"5.2.0\", \"date\": \"x\"}]",
      "[{\"from\": \"5.1.0\", \"to\": \"5.2.0\", \"date\": \"x\", \"from_version\": \"5.1.0\", "
        + "\"to_version\": \"5.2.0\"}, \(entry)]"
    ),
    (
      "upgrade_history", "[{\"from_version\": \"a\", \"upgrade_date\": \"x\", \"success\": true}]",
      "[{\"from_version\": \"a\", \"upgrade_date\": \"x\", \"success\": true}, \(entry)]"
    ),
  ]

  @Test(arguments: kept)
  func `what is there stays, and what is missing is made`(
    field: String, written: String, becomes: String
  ) throws {
    #expect(try Self.fields("{\"\(field)\": \(written)}")[field] == Self.value(becomes))
  }

  @Test func `fields that are not known keep their place and their spelling`() throws {
    let text = """
      {"owner": {"name": "Ana", "crew": [1, 2.50, true, null]}, "cortex_version": "5.2.0",
       "big": 123456789012345678901234567890}
      """
    let fields = try Self.fields(text)
    #expect(fields.map(\.key).prefix(3) == ["owner", "cortex_version", "big"])
    let before = try #require(try Self.value(text).entries)
    #expect(fields["owner"] == before["owner"] && fields["big"] == before["big"])
  }

  @Test func `two files that only say what is known are the same afterwards`() throws {
    let both = try Self.applied([
      "{\"cortex_version\": \"5.2.0\", \"workspace_id\": \"one\", \"upgrade_history\": [1, 2]}",
      "{\"cortex_version\": \"5.1.0\", \"workspace_id\": \"two\", \"installed_date\": \"2024\", "
        + "\"upgrade_history\": [2, 3]}",
    ])
    #expect(both.count == 2 && both[0] == both[1])
    #expect(both[0]["workspace_id"] == .text("one") && both[0]["installed_date"] == .text("2024"))
    #expect(try both[0]["upgrade_history"] == Self.value("[3, 1, 2, \(Self.entry)]"))
  }

  @Test func `what only one of two files knows is in both, and each keeps its own word`() throws {
    let both = try Self.applied([
      "{\"kind\": \"setup\", \"a\": 1}", "{\"kind\": \"upgrade\", \"b\": 2}",
    ])
    #expect(both.map { $0["kind"] } == [.text("setup"), .text("upgrade")])
    for fields in both { #expect(fields["a"] == .word("1") && fields["b"] == .word("2")) }
  }

  static let customizations: [(written: String, changed: Set<String>, becomes: String)] = [
    ("{}", [templates], "{\"\(templates)\": true}"),
    ("null", [templates, capabilities], "{\"\(capabilities)\": true, \"\(templates)\": true}"),
    ("[]", [], "[]"), ("[]", [templates], "[\"\(templates)\"]"),
    ("[\"mine\", \"\(capabilities)\"]", [templates], "[\"mine\", \"\(templates)\"]"),
    ("[\"\(templates)\", {\"a\": 1}]", [templates], "[\"\(templates)\", {\"a\": 1}]"),
    (
      "{\"response_templates\": false, \"capabilities\": true, \"operations\": false, \"x\": true}",
      [operations],
      "{\"response_templates\": false, \"capabilities\": false, \"operations\": true, "
        + "\"x\": true, \"\(operations)\": true}"
    ),
    ("{\"\(templates)\": true, \"a\": [1]}", [], "{\"a\": [1]}"),
    ("{\"operations\": \"by hand\"}", [], "{\"operations\": \"by hand\"}"),
  ]

  @Test(arguments: customizations)
  func `customizations name what the user changed, in the form that the file has`(
    written: String, changed: Set<String>, becomes: String
  ) throws {
    let fields = try Self.fields(
      "{\"customizations\": \(written)}", Self.update(changed: changed))
    #expect(try fields["customizations"] == Self.value(becomes))
  }

  @Test func `a configuration is changed if it is not as the release has it, or gone`() {
    func config(_ text: String) -> Entry { .text(text, .config) }
    let shipped: [RelativePath: Entry] = [
      relative("a.yaml"): config("1"), relative("b.yaml"): config("1"),
      relative("c.yaml"): config("1"), relative("d.yaml"): config("1"),
      relative("src/x.py"): .text("1"),
    ]
    let present: [RelativePath: Entry] = [
      relative("a.yaml"): config("1"), relative("b.yaml"): config("2"),
      relative("d.yaml"): config("2"), relative("src/x.py"): .text("2"),
    ]
    let found = CustomizedConfigurations(
      Listing(shipped), Listing(present), [LayerRule("d.yaml", nil)])
    #expect(found.all == ["a.yaml", "b.yaml", "c.yaml"] && found.changed == ["b.yaml", "c.yaml"])
  }
}
