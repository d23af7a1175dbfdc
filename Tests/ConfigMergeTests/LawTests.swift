import Foundation
import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.sweep), .exceptQuick) struct LawTests {
  static func merge(
    _ base: [UInt8]?, _ local: [UInt8], _ upgrade: [UInt8], _ answer: Resolution? = nil
  ) -> MergedFile {
    MergedFile(
      merging: MergeSides(base: base, local: local, upgrade: upgrade, format: .yaml)
    ) { _ in answer }
  }

  /// Three documents: one, and two changes of it.
  struct Triple {
    var generator: DocumentGenerator
    var base: [GeneratedEntry]
    var local: [GeneratedEntry]
    var upgrade: [GeneratedEntry]
    var lineBreak: String

    init(seed: UInt64) {
      generator = DocumentGenerator(seed: seed)
      base = generator.document()
      local = generator.changed(base, mark: "mine")
      upgrade = generator.changed(base, mark: "new")
      lineBreak = seed % 5 == 0 ? "\r\n" : "\n"
    }

    func text(_ entries: [GeneratedEntry]) -> [UInt8] {
      GeneratedText.yaml(entries, step: generator.step, lineBreak: lineBreak)
    }
  }

  static func root(_ bytes: [UInt8]) throws -> Node {
    try #require(try ParsedText(yaml: bytes).documents.first)
  }

  /// What nested maps hold at each path of keys; lists are one value.
  static func leaves(_ node: Node, _ path: [String] = []) -> [[String]: Node] {
    guard node.isMap, !node.elements.isEmpty else { return [path: node] }
    var found: [[String]: Node] = [:]
    for element in node.elements {
      found.merge(leaves(element.value, path + [element.key?.text ?? "?"])) { $1 }
    }
    return found
  }

  /// A longer sweep says how many.
  static let seeds =
    UInt64(
      0)..<(ProcessInfo.processInfo.environment["CORTEX_LAW_SEEDS"].flatMap(UInt64.init) ?? 500)

  @Test func `the tokens of a generated document joined are the document`() throws {
    for seed in Self.seeds {
      let triple = Triple(seed: seed)
      let bytes = triple.text(triple.local)
      #expect(try ParsedText(yaml: bytes).tokens.last?.end == bytes.count, "seed \(seed)")
    }
  }

  @Test func `where only one side did anything its text stays byte for byte`() {
    for seed in Self.seeds {
      let triple = Triple(seed: seed)
      let (base, local) = (triple.text(triple.base), triple.text(triple.local))
      #expect(Self.merge(base, base, base).bytes == base, "seed \(seed)")
      let kept = Self.merge(base, local, base)
      #expect(kept.bytes == local && kept.conflicts.isEmpty, "seed \(seed)")
      let same = Self.merge(base, local, local)
      #expect(same.bytes == local && same.conflicts.isEmpty, "seed \(seed)")
    }
  }

  @Test func `with a user who changed no value the result has the upgrade's values`() throws {
    for seed in Self.seeds {
      let triple = Triple(seed: seed)
      let (base, upgrade) = (triple.text(triple.base), triple.text(triple.upgrade))
      // The user wrote comments of his own, and that is all.
      let local = base + Array("# mine, at the end".utf8)
      let merged = Self.merge(base, local, upgrade)
      #expect(merged.conflicts.isEmpty, "seed \(seed): \(merged.conflicts)")
      #expect(try Self.root(merged.bytes).isSame(as: Self.root(upgrade)), "seed \(seed)")
      #expect(merged.bytes.containsRun(Array("# mine, at the end".utf8)), "seed \(seed)")
    }
  }

  @Test func `what the user changed or wrote beside it is never taken without a word`() throws {
    for seed in Self.seeds {
      let triple = Triple(seed: seed)
      let texts = [triple.base, triple.local, triple.upgrade].map(triple.text)
      let merged = Self.merge(texts[0], texts[1], texts[2])
      let before = Self.leaves(try Self.root(texts[0]))
      let result = Self.leaves(try Self.root(merged.bytes))
      for (path, value) in Self.leaves(try Self.root(texts[1])) where !value.isList {
        if let old = before[path], old.isSame(as: value) { continue }
        let now = try #require(result[path], "seed \(seed): \(path)")
        #expect(now.isSame(as: value), "seed \(seed): \(path)")
      }
      let comments = Set(try ParsedText(yaml: merged.bytes).comments.map(\.text))
      let known = Set(try ParsedText(yaml: texts[0]).comments.map(\.text))
      for comment in try ParsedText(yaml: texts[1]).comments.map(\.text) {
        #expect(known.contains(comment) || comments.contains(comment), "seed \(seed): \(comment)")
      }
    }
  }

  @Test func `changes in different places are both there`() throws {
    for seed in Self.seeds {
      var generator = DocumentGenerator(seed: seed)
      let base = generator.document()
      let mine = Set(base.map(\.key).filter { _ in generator.chance(2) })
      let local = generator.changed(base, mark: "mine") { mine.contains($0) }
      let upgrade = generator.changed(base, mark: "new") { !mine.contains($0) }
      let step = generator.step
      func yaml(_ entries: [GeneratedEntry]) -> [UInt8] { GeneratedText.yaml(entries, step: step) }
      let merged = Self.merge(yaml(base), yaml(local), yaml(upgrade))
      #expect(merged.conflicts.isEmpty, "seed \(seed): \(merged.conflicts.map(\.conflict.path))")
      let (b, l, u) = (
        try Self.root(yaml(base)), try Self.root(yaml(local)), try Self.root(yaml(upgrade))
      )
      let result = try Self.root(merged.bytes)
      let names = Set((b.elements + l.elements + u.elements).compactMap { $0.key?.text })
      for name in names {
        // Of every key one side at most has another value than the base.
        let values = [l[name], u[name]]
        let changed = values.first {
          switch ($0, b[name]) {
          case (nil, nil): false
          case (let value?, let old?): !value.isSame(as: old)
          default: true
          }
        }
        let wanted = changed ?? b[name]
        switch (wanted, result[name]) {
        case (nil, nil): break
        case (let wanted?, let found?):
          #expect(found.isSame(as: wanted), "seed \(seed): \(name)")
        default: Issue.record("seed \(seed): \(name)")
        }
      }
    }
  }

  @Test func `whatever is answered the result can be read and is the same each time`() throws {
    for seed in Self.seeds {
      let triple = Triple(seed: seed)
      let texts = [triple.base, triple.local, triple.upgrade].map(triple.text)
      let answers: [Resolution?] = [
        nil, .local, .upgrade, .both, .text("other"), .text("a: 1\nb: [2]"),
      ]
      for answer in answers {
        let merged = Self.merge(texts[0], texts[1], texts[2], answer)
        #expect(merged.method == .structure, "seed \(seed)")
        #expect(merged.bytes == Self.merge(texts[0], texts[1], texts[2], answer).bytes)
        #expect(try ParsedText(yaml: merged.bytes).duplicateKeys == 0, "seed \(seed)")
        if answer == .upgrade {
          for decided in merged.conflicts {
            let isTaken = decided.resolution == .upgrade || decided.conflict.choices == [.local]
            #expect(isTaken, "seed \(seed)")
          }
        }
      }
    }
  }

  @Test func `without a base nothing that only one side has is lost`() throws {
    for seed in Self.seeds.prefix(300) {
      let triple = Triple(seed: seed)
      let (local, upgrade) = (triple.text(triple.local), triple.text(triple.upgrade))
      let merged = Self.merge(nil, local, upgrade)
      let result = try Self.root(merged.bytes)
      for side in [try Self.root(local), try Self.root(upgrade)] {
        for element in side.elements {
          #expect(result[element.key?.text ?? ""] != nil, "seed \(seed)")
        }
      }
    }
  }

  @Test func `no bytes at all bring it to a halt`() {
    for seed in Self.seeds {
      var triple = Triple(seed: seed)
      func damaged(_ entries: [GeneratedEntry]) -> [UInt8] {
        var bytes = triple.text(entries)
        for _ in 0..<triple.generator.pick(4) where !bytes.isEmpty {
          let place = triple.generator.pick(bytes.count)
          switch triple.generator.pick(3) {
          case 0: bytes.remove(at: place)
          case 1: bytes[place] = UInt8(triple.generator.pick(256))
          default:
            let mergedElement = [
              "\t", "&a ", "*a", "- ", ": ", "{", "]", "\"", "|", "---\n", "#", "<<: *a\n",
            ]
            bytes.insert(
              contentsOf: Array(mergedElement[triple.generator.pick(12)].utf8), at: place)
          }
        }
        return bytes
      }
      let (base, local, upgrade) = (
        damaged(triple.base), damaged(triple.local), damaged(triple.upgrade)
      )
      #expect(Self.merge(base, local, base).bytes == local, "seed \(seed)")
      #expect(Self.merge(base, base, base).bytes == base, "seed \(seed)")
      let merged = Self.merge(base, local, upgrade)
      if case .success = ParsedText.read(local, as: .yaml) {
        if case .failure(let problem) = ParsedText.read(merged.bytes, as: .yaml) {
          Issue.record("seed \(seed): \(problem.fault)")
        }
      }
    }
  }
}
