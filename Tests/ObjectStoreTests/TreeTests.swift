import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct TreeTests {
  private func row(_ name: String, _ kind: Entry.Kind = .file) -> Tree.Row {
    row(Array(name.utf8), kind)
  }

  private func row(_ name: [UInt8], _ kind: Entry.Kind = .file) -> Tree.Row {
    Tree.Row(
      name: name,
      entry: Entry(
        kind: kind, layer: .core, permissions: 0o644, size: 1, object: ObjectID(of: name)))
  }

  private func generated(_ seed: UInt64) -> Tree {
    var random = SeededGenerator(seed: seed)
    var names: Set<[UInt8]> = []
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let name = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        UInt8.random(in: 1...255, using: &random)
      }.filter { $0 != UInt8(ascii: "/") }
      if !name.isEmpty && name != [0x2e] && name != [0x2e, 0x2e] { names.insert(name) }
    }
    let kinds: [Entry.Kind] = [.file, .link, .directory, .database]
    return Tree(
      rows: names.sorted { $0.lexicographicallyPrecedes($1) }.map { name in
        Tree.Row(
          name: name,
          entry: Entry(
            kind: kinds.randomElement(using: &random) ?? .file,
            isChunked: Bool.random(using: &random),
            layer: Layer.allCases.randomElement(using: &random),
            permissions: UInt16.random(in: 0...0o7777, using: &random),
            size: UInt64.random(in: 0...UInt64.max, using: &random), object: ObjectID(of: name)))
      })
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `a tree comes back from its bytes`(seed: UInt64) throws {
    let tree = generated(seed)
    let read = try #require(Tree(decoding: tree.encoded))
    #expect(read.rows.map(\.name) == tree.rows.map(\.name))
    #expect(read.rows.map(\.entry) == tree.rows.map(\.entry))
    #expect(read.encoded == tree.encoded)
  }

  @Test(arguments: ["", ".", "..", "a/b", "/", "/a", "a/", "../a", "a\0"])
  func `a name that is not one component is refused`(name: String) {
    #expect(Tree(decoding: Tree(rows: [row(name)]).encoded) == nil)
  }

  @Test func `names that are not sorted, or twice there, are refused`() {
    #expect(Tree(decoding: Tree(rows: [row("a"), row("b")]).encoded) != nil)
    #expect(Tree(decoding: Tree(rows: [row("b"), row("a")]).encoded) == nil)
    #expect(Tree(decoding: Tree(rows: [row("a"), row("a")]).encoded) == nil)
  }

  @Test func `bytes that are cut short are refused, unless a row ends there`() {
    let bytes = Tree(rows: [row("one"), row("three"), row("two")]).encoded
    var whole: [Int] = []
    for count in 0..<bytes.count where Tree(decoding: Array(bytes[..<count])) != nil {
      whole.append(count)
    }
    #expect(whole == [4, 4 + 49, 4 + 49 + 51])
    #expect(Tree(decoding: bytes + [0]) == nil)
    #expect(Tree(decoding: Array("CXC1".utf8)) == nil)
  }

  @Test func `a flipped byte never makes a program crash, nor lets a name lead out`() {
    let bytes = generated(7).encoded
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        for row in Tree(decoding: damaged)?.rows ?? [] {
          #expect(!row.name.contains(UInt8(ascii: "/")) && !row.name.isEmpty)
          #expect(row.name != Array("..".utf8))
        }
      }
    }
  }

  @Test func `a list of chunks comes back from its bytes, and has the sum of their sizes`() throws {
    let list = ChunkList(
      chunks: (1..<50).map { ChunkList.Chunk(object: ObjectID(of: [$0]), size: UInt32($0) << 20) })
    let read = try #require(ChunkList(decoding: list.encoded))
    #expect(read.chunks == list.chunks && read.size == 1225 << 20)
    #expect(ChunkList(decoding: ChunkList(chunks: []).encoded)?.chunks == [])
  }

  @Test func `a list of chunks that does not add up or is cut short is refused`() {
    let bytes = ChunkList(chunks: [.init(object: ObjectID(of: [1]), size: 5)]).encoded
    for count in bytes.indices { #expect(ChunkList(decoding: Array(bytes[..<count])) == nil) }
    var damaged = bytes
    damaged[damaged.count - 1] = 1
    #expect(ChunkList(decoding: damaged) == nil)
    damaged = bytes
    damaged[4] = 6
    #expect(ChunkList(decoding: damaged) == nil)
  }
}
