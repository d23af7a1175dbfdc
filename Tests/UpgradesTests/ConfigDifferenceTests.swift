import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Configurations in the comparison of two generations.
@Suite(.tags(.unit)) struct ConfigDifferenceTests {
  private static let path = "cortex-operations.yaml"

  /// What differs between a generation with the first text and one with the second; `nil` is no file.
  private func differences(_ before: String?, _ after: String?) throws -> [String] {
    let place = Workplace()
    try place.write("src/a.py", "1\n")
    try place.write(Workplace.database, rows: ["one"])
    if let before { try place.write(Self.path, before) }
    _ = try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
    try place.disk.erase(place.path(Self.path))
    if let after { try place.write(Self.path, after) }
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    return try place.deployment.report(
      CompareGenerations(from: place.number(1), to: place.number(2))
    ).config.map {
      "\($0.path) \"\($0.key)\" \($0.change) \($0.before?.prefix(8) ?? "–") \($0.after?.prefix(8) ?? "–")"
    }
  }

  private func digest(_ text: String) -> String {
    String(ObjectID(of: Array(text.utf8)).description.prefix(8))
  }

  @Test func `each key that differs is listed with its values`() throws {
    #expect(
      try differences("a: 1\nb: {c: 2, d: 3}\n", "a: 1\nb: {c: 4}\ne: 5\n").sorted() == [
        "\(Self.path) \"b.c\" modified 2 4", "\(Self.path) \"b.d\" removed 3 –",
        "\(Self.path) \"e\" added – 5",
      ])
  }

  @Test(arguments: [("# old\na: 1\n", "# new\na: 1\n"), ("a: [\n", "a: [1\n")])
  func `where no key differs, or the structure is no use, the file is listed as a whole`(
    before: String, after: String
  ) throws {
    #expect(
      try differences(before, after)
        == ["\(Self.path) \"\" modified \(digest(before)) \(digest(after))"])
  }

  @Test func `a file that is added or removed is listed as a whole`() throws {
    #expect(
      try differences(nil, "a: 1\n") == ["\(Self.path) \"\" added – \(digest("a: 1\n"))"])
    #expect(
      try differences("a: 1\n", nil) == ["\(Self.path) \"\" removed \(digest("a: 1\n")) –"])
  }
}
