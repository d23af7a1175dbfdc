import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.sweep), .exceptQuick) struct KeyedLawTests {
  private typealias Tables = [String: [String: String]]

  /// Each key of each table, and each table for itself.
  private func flat(_ tables: Tables) -> [String: String] {
    tables.reduce(into: [:]) { all, table in
      all[table.key] = ""
      for (key, value) in table.value { all["\(table.key) \(key)"] = value }
    }
  }

  /// The three-way merge key by key; `nil` where both changed one.
  private func model(_ base: Tables, _ local: Tables, _ upgrade: Tables) -> [String: String]? {
    let (b, l, u) = (flat(base), flat(local), flat(upgrade))
    var merged: [String: String] = [:]
    for key in Set(b.keys).union(l.keys).union(u.keys) {
      guard l[key] == u[key] || b[key] == u[key] || b[key] == l[key] else { return nil }
      merged[key] = b[key] == l[key] ? u[key] : l[key]
    }
    return merged
  }

  @Test(arguments: ["x.toml", "x.ini"])
  func `what is merged without a question is the three-way merge of every key`(
    name: String
  ) throws {
    var clean = 0
    for seed in LawTests.seeds {
      var generator = GeneratedTables(seed: seed, isTOML: name == "x.toml")
      let base = generator.tables()
      let (local, upgrade) = (generator.changed(base), generator.changed(base))
      let texts = [base, local, upgrade].map(generator.text)
      let sides = try texts.map { try #require(generator.read($0), "seed \(seed)") }
      let merged = merge(name, texts)
      let read = try #require(generator.read(merged.bytes), "seed \(seed)")
      if merged.conflicts.isEmpty {
        clean += 1
        #expect(flat(read) == model(sides[0], sides[1], sides[2]), "seed \(seed)")
        #expect(merged.reason == nil, "seed \(seed)")
      }
      let answered = merge(name, texts, .upgrade)
      let taken = flat(try #require(generator.read(answered.bytes), "seed \(seed)"))
      let (mine, new) = (flat(sides[1]), flat(sides[2]))
      for key in Set(mine.keys).union(new.keys).union(taken.keys) {
        #expect(taken[key] == mine[key] || taken[key] == new[key], "seed \(seed): \(key)")
      }
    }
    // Otherwise nothing was looked at.
    #expect(clean > LawTests.seeds.count / 5)
  }

  @Test(arguments: ["x.toml", "x.ini"])
  func `where only one side did anything its text stays byte for byte`(name: String) {
    for seed in LawTests.seeds {
      var generator = GeneratedTables(seed: seed, isTOML: name == "x.toml")
      let base = generator.tables()
      let changed = generator.text(generator.changed(base))
      let text = generator.text(base)
      #expect(merge(name, [text, changed, text]).bytes == changed, "seed \(seed)")
      #expect(merge(name, [text, text, changed]).bytes == changed, "seed \(seed)")
      #expect(merge(name, [text, changed, changed]).bytes == changed, "seed \(seed)")
    }
  }

  private func merge(
    _ name: String, _ texts: [[UInt8]], _ answer: Resolution? = nil
  ) -> MergedFile {
    MergedFile(
      merging: MergeSides(
        base: texts[0], local: texts[1], upgrade: texts[2], format: .text, fileName: name)
    ) { _ in answer }
  }
}
