import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// Generations made of a few texts, for tests that need no deployment.
enum Shelf {
  static let time = Timestamp(seconds: 1_750_000_000)

  static func number(_ value: Int) -> Generation.Number {
    Generation.Number(rawValue: value) ?? .first
  }

  /// Bytes that compression does not make small, so that a pack's share of them counts.
  static func long(_ seed: String) -> String {
    var generator = SeededGenerator(seed: UInt64(seed.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
    return String(
      (0..<500).map { _ in Character(UnicodeScalar(UInt8.random(in: 33...126, using: &generator))) }
    )
  }

  /// Makes a store with a generation for each set of texts, numbered from 1, the last one current.
  @discardableResult
  static func make(
    on disk: SimulatedDisk, _ contents: [[String: String]]
  ) throws -> GenerationLog {
    try Store.create(at: Scene.location, on: disk)
    let log = GenerationLog(try Scene.open(disk))
    for (index, texts) in contents.enumerated() { try add(texts, as: index + 1, to: log) }
    if !contents.isEmpty { try log.makeCurrent(number(contents.count)) }
    try disk.syncAll(at: "/")
    return log
  }

  /// Stores the texts by path, each against the one before it, and adds a generation of them.
  @discardableResult
  static func add(
    _ texts: [String: String], as value: Int, to log: GenerationLog,
    parent: Generation.Number? = nil, state: Generation.State = .good,
    created: Timestamp = time
  ) throws -> Generation {
    let batch = try log.store.batch()
    let last = try log.numbers().last.map { try log.generation($0).tree }
    let earlier = try last.map { try ObjectReader(log.store).listing(of: $0) } ?? Listing()
    var entries: [RelativePath: Entry] = [:]
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      let path = try #require(RelativePath(name))
      entries[path] = try ContentWriter(into: batch).file(
        Array(text.utf8), replacing: earlier[path], layer: .core)
    }
    let tree = try batch.addTrees(of: Listing(entries), replacing: last)
    try batch.commit()
    let generation = Generation(
      number: number(value), parent: parent, created: created, version: "5.2.0", kind: .snapshot,
      state: state, note: "", contents: .init(tree: tree, files: texts.count, bytes: 0), base: nil)
    try log.add(generation)
    return generation
  }
}
