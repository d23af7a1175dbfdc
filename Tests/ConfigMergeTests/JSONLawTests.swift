import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.sweep), .exceptQuick) struct JSONLawTests {
  /// Three texts: one, and two changes of it, each in its own spelling.
  struct Triple {
    var json: [GeneratedJSON]
    var spellings: [JSONSpelling]

    init(seed: UInt64, isAllWithComments: Bool = false) {
      var generator = JSONGenerator(seed: seed)
      let base = generator.json()
      generator.mark = "mine"
      let local = generator.changed(base)
      generator.mark = "new"
      json = [base, local, generator.changed(base)]
      spellings = json.map { _ in
        JSONSpelling(
          step: ["  ", "    ", "\t"][generator.pick(3)],
          lineBreak: generator.chance(4) ? "\r\n" : "\n",
          hasComments: isAllWithComments || !generator.chance(4),
          hasTrailingCommas: generator.chance(3))
      }
    }

    var texts: [[UInt8]] { zip(spellings, json).map { $0.text($1) } }

    /// The same without anything beyond strict JSON.
    var strictTexts: [[UInt8]] { json.map { JSONSpelling(hasComments: false).text($0) } }
  }

  private static func merge(_ texts: [[UInt8]], _ answer: Resolution? = nil) -> MergedFile {
    MergedFile(
      merging: MergeSides(base: texts[0], local: texts[1], upgrade: texts[2], format: .json)
    ) { _ in answer }
  }

  private static func comments(_ text: [UInt8]) throws -> [String] {
    let read = try ParsedText(json: text)
    return read.jsonComments(in: 0..<text.count).map(\.name.string)
  }

  private static func counts(_ comments: [String]) -> [String: Int] {
    comments.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// Leaves out comments and commas at the end, and looks at nothing but quotation marks for it.
  private static func stripped(_ text: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    var rest = text[...]
    var isInString = false
    while let byte = rest.first {
      if isInString {
        let length = byte == UInt8(ascii: "\\") ? 2 : 1
        isInString = byte != UInt8(ascii: "\"")
        kept += rest.prefix(length)
        rest = rest.dropFirst(length)
      } else if rest.starts(with: "//".utf8) {
        rest = rest.drop { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      } else if rest.starts(with: "/*".utf8) {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        isInString = byte == UInt8(ascii: "\"")
        if "]}".utf8.contains(byte), let last = kept.lastIndex(where: { $0 > 0x20 }),
          kept[last] == UInt8(ascii: ",")
        {
          kept.remove(at: last)
        }
        kept.append(byte)
        rest = rest.dropFirst()
      }
    }
    return kept
  }

  @Test func `without its comments the merge is the merge without comments`() throws {
    var clean = 0
    for seed in LawTests.seeds {
      let triple = Triple(seed: seed)
      for swapped in [false, true] {
        var (texts, strict) = (triple.texts, triple.strictTexts)
        if swapped {
          texts.swapAt(1, 2)
          strict.swapAt(1, 2)
        }
        let (merged, plain) = (Self.merge(texts), Self.merge(strict))
        #expect(merged.method == .structure, "seed \(seed)")
        guard merged.conflicts.isEmpty, plain.conflicts.isEmpty else { continue }
        clean += 1
        let result = try ParsedText(json: Self.stripped(merged.bytes))
        #expect(result.features.isEmpty, "seed \(seed)")
        let wanted = try ParsedText(json: plain.bytes)
        #expect(result.documents[0].isSame(as: wanted.documents[0]), "seed \(seed)")
      }
    }
    #expect(clean > LawTests.seeds.count / 4, "\(clean) are clean")
  }

  @Test func `the result has nothing that a reader of the user's file might not know`() throws {
    for seed in LawTests.seeds {
      let texts = Triple(seed: seed).texts
      let local = try ParsedText(json: texts[1])
      for answer in [nil, .local, .upgrade, .both, .text("[1, /* x */ 2, ]")] as [Resolution?] {
        let merged = Self.merge(texts, answer)
        let result = try ParsedText(json: merged.bytes)
        #expect(result.features.isSubset(of: local.features), "seed \(seed)")
      }
    }
  }

  @Test func `no comment of the user's own is lost, and none comes twice`() throws {
    for seed in LawTests.seeds {
      let triple = Triple(seed: seed)
      for texts in [triple.texts, [triple.texts[0], triple.texts[2], triple.texts[1]]] {
        let all = try texts.map(Self.comments)
        for answer in [nil, .upgrade] as [Resolution?] {
          let result = Self.counts(try Self.comments(Self.merge(texts, answer).bytes))
          for comment in all[1] where !all[0].contains(comment) {
            #expect(result[comment] != nil, "seed \(seed): \(comment)")
          }
          let (local, upgrade) = (Self.counts(all[1]), Self.counts(all[2]))
          for (comment, count) in result {
            #expect(
              count <= max(local[comment] ?? 0, upgrade[comment] ?? 0), "seed \(seed): \(comment)")
          }
        }
      }
    }
  }

  @Test func `comments of what the release brings come with it`() throws {
    var found = 0
    for seed in LawTests.seeds {
      let texts = Triple(seed: seed, isAllWithComments: true).texts
      let features = try ParsedText(json: texts[1]).features
      guard features.isSuperset(of: [.lineComments, .blockComments]) else { continue }
      let upgrade = try ParsedText(json: texts[2])
      let root = upgrade.documents[0]
      let merged = try ParsedText(json: Self.merge(texts).bytes)
      let result = Set(merged.jsonComments(in: 0..<merged.bytes.count).map(\.name))
      for entry in root.elements {
        guard let key = entry.key?.text, key.hasPrefix("new"), merged.documents[0][key] != nil,
          let row = JSONRow(of: entry, in: upgrade)
        else { continue }
        for comment in row.attached.flatMap(\.comments) + upgrade.jsonComments(in: row.range) {
          found += 1
          #expect(result.contains(comment.name), "seed \(seed): \(comment.name.string)")
        }
      }
    }
    #expect(found > 50)
  }

  @Test func `where only one side did anything its text stays byte for byte`() {
    for seed in LawTests.seeds {
      let texts = Triple(seed: seed).texts
      #expect(Self.merge([texts[0], texts[0], texts[0]]).bytes == texts[0], "seed \(seed)")
      #expect(Self.merge([texts[0], texts[1], texts[0]]).bytes == texts[1], "seed \(seed)")
      #expect(Self.merge([texts[0], texts[1], texts[1]]).bytes == texts[1], "seed \(seed)")
    }
  }

  @Test func `no bytes at all make a file that cannot be read`() {
    let fragments = ["//", "/*", "*/", ",", "{", "}", "[", "]", "\"", "\n", ":", "#", "\\", "1"]
    for seed in LawTests.seeds {
      var generator = JSONGenerator(seed: seed)
      var texts = Triple(seed: seed).texts
      for index in texts.indices where !generator.chance(3) {
        let place = generator.pick(texts[index].count)
        if generator.chance(2) {
          texts[index].remove(at: place)
        } else {
          texts[index].insert(
            contentsOf: fragments[generator.pick(fragments.count)].utf8, at: place)
        }
      }
      let merged = Self.merge(texts)
      guard case .success = ParsedText.read(texts[1], as: .json) else { continue }
      // A file that the user never touched is the release's, whatever that is.
      guard texts[0] != texts[1] else { continue }
      if case .failure(let problem) = ParsedText.read(merged.bytes, as: .json) {
        Issue.record("seed \(seed): \(problem.fault)")
      }
    }
  }
}
