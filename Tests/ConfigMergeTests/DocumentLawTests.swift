import TestSupport
import Testing

@testable import ConfigMerge

/// The merge of generated streams of documents against a model that knows which document is which.
@Suite(.tags(.sweep), .exceptQuick) struct DocumentLawTests {
  static let seeds: ClosedRange<UInt64> = 1...300

  private func merge(_ base: String, _ local: String, _ upgrade: String) -> MergedFile {
    ThreeWayMergeTests.merge(base, local, upgrade)
  }

  /// What has to come out; `nil` where both changed one thing.
  private func model(
    _ base: GeneratedStream, _ local: GeneratedStream, _ upgrade: GeneratedStream
  ) -> [StreamDocument]? {
    func find(_ stream: GeneratedStream, _ number: Int) -> StreamDocument? {
      stream.documents.first { $0.number == number }
    }
    var merged: [Int: StreamDocument] = [:]
    for number in Set((local.documents + upgrade.documents).map(\.number)) {
      let (b, l, u) = (find(base, number), find(local, number), find(upgrade, number))
      if l?.entries == b?.entries {
        merged[number] = l == nil && b != nil ? nil : u
      } else if u?.entries == b?.entries {
        merged[number] = l
      } else {
        guard let b, var l, let u else { return nil }
        for entry in u.entries where !b.entries.contains(entry) {
          guard let index = l.entries.firstIndex(where: { $0.key == entry.key }) else {
            l.entries.append(entry)
            continue
          }
          guard l.entries[index].value == b.entries[index].value else { return nil }
          l.entries[index].value = entry.value
        }
        merged[number] = l
      }
    }
    return merged.values.sorted { $0.number < $1.number }
  }

  /// Whether the documents of one side are in its order.
  private func areInOrder(
    _ found: [[String: String]], _ side: GeneratedStream, _ wanted: [StreamDocument]
  ) -> Bool {
    let own = side.documents.compactMap { document in
      wanted.first { $0.number == document.number }
    }
    var rest = values(own)[...]
    for value in found where rest.first == value { rest.removeFirst() }
    return rest.isEmpty
  }

  private func values(_ text: [UInt8]) throws -> [[String: String]] {
    let documents = try ParsedText(yaml: text).documents
    return documents.map { document in
      Dictionary(
        uniqueKeysWithValues: document.elements.map { ($0.key?.text ?? "", $0.value.text ?? "") })
    }
  }

  private func values(_ documents: [StreamDocument]) -> [[String: String]] {
    documents.map { document in
      Dictionary(uniqueKeysWithValues: document.entries.map { ($0.key, $0.value) })
    }
  }

  @Test func `the documents of the merged file are those of the model`() throws {
    for seed in Self.seeds {
      var generator = StreamGenerator(seed: seed)
      let base = generator.stream()
      let (local, upgrade) = (generator.changed(base), generator.changed(base))
      #expect(try values(Array(local.text.utf8)) == values(local.documents), "seed \(seed)")
      // A file without a document, beside one, is that document without a value.
      guard [base, local, upgrade].allSatisfy({ $0.documents.count > 1 }) else { continue }
      let merged = merge(base.text, local.text, upgrade.text)
      let wanted = model(base, local, upgrade)
      #expect(merged.conflicts.isEmpty == (wanted != nil), "seed \(seed)")
      #expect(merged.method != .lines, "seed \(seed)")
      guard let wanted, merged.conflicts.isEmpty else { continue }
      let found = try values(merged.bytes)
      #expect(Set(found) == Set(values(wanted)) && found.count == wanted.count, "seed \(seed)")
      #expect(areInOrder(found, local, wanted), "seed \(seed)")
    }
  }

  @Test func `a document of the user's own stays, whatever is answered`() throws {
    for seed in Self.seeds {
      var generator = StreamGenerator(seed: seed)
      let base = generator.stream()
      let (local, upgrade) = (generator.changed(base), generator.changed(base))
      guard [base, local, upgrade].contains(where: { $0.documents.count > 1 }) else { continue }
      for answer in [Resolution.local, .upgrade, .both] {
        let merged = ThreeWayMergeTests.merge(base.text, local.text, upgrade.text) { _ in answer }
        guard merged.method == .structure else { continue }
        let found = try values(merged.bytes)
        for document in local.documents
        where !base.documents.contains(where: { $0.number == document.number }) {
          #expect(found.contains(values([document])[0]), "seed \(seed), \(answer)")
        }
      }
    }
  }

  @Test func `where one side changed nothing, the other is what comes out`() throws {
    for seed in Self.seeds {
      var generator = StreamGenerator(seed: seed)
      let base = generator.stream()
      let changed = generator.changed(base)
      guard !changed.documents.isEmpty else { continue }
      let kept = merge(base.text, changed.text, base.text)
      #expect(kept.conflicts.isEmpty, "seed \(seed)")
      #expect(ThreeWayMergeTests.text(kept) == changed.text, "seed \(seed)")
      let taken = merge(base.text, base.text, changed.text)
      #expect(taken.conflicts.isEmpty, "seed \(seed)")
      #expect(try values(taken.bytes) == values(changed.documents), "seed \(seed)")
    }
  }

  @Test func `comments of the user's stay, and none comes twice`() throws {
    for seed in Self.seeds {
      var generator = StreamGenerator(seed: seed)
      let base = generator.stream()
      let (local, upgrade) = (generator.changed(base), generator.changed(base))
      let merged = merge(base.text, local.text, upgrade.text)
      let texts = try ParsedText(yaml: merged.bytes).comments.map(\.text)
      #expect(Set(texts).count == texts.count, "seed \(seed)")
      let known = Set(try ParsedText(yaml: Array(base.text.utf8)).comments.map(\.text))
      for comment in try ParsedText(yaml: Array(local.text.utf8)).comments.map(\.text) {
        #expect(known.contains(comment) || texts.contains(comment), "seed \(seed): \(comment)")
      }
    }
  }
}
