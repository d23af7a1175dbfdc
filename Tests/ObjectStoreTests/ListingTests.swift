import FileEffects
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct ListingTests {
  static func path(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

  static func file(_ text: String) -> Entry {
    Entry(
      kind: .file, layer: .core, permissions: 0o644, size: UInt64(text.utf8.count),
      object: ObjectID(of: Array(text.utf8)))
  }

  private static func generated(_ random: inout SeededGenerator) throws -> Listing {
    var entries: [RelativePath: Entry] = [:]
    for _ in 0..<Int.random(in: 0...15, using: &random) {
      let names = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        ["a", "b", "a-b", "a.b", "ab"].randomElement(using: &random) ?? "a"
      }
      let name = try path(names.joined(separator: "/"))
      // A name is a file or a folder, not both.
      let above = (1..<names.count).compactMap { RelativePath(names[..<$0].joined(separator: "/")) }
      guard above.allSatisfy({ entries[$0]?.isDirectory ?? true }),
        !entries.keys.contains(where: { $0.isInside(name) })
      else { continue }
      entries[name] =
        Int.random(in: 0..<4, using: &random) == 0
        ? .directory(permissions: 0o700) : file(["x", "y"].randomElement(using: &random) ?? "x")
    }
    return Listing(entries)
  }

  @Test func `folders that are missing are added, each before what is in it`() throws {
    let listing = Listing(
      [
        try Self.path("b/c/x"): Self.file("x"), try Self.path("a-b"): Self.file("y"),
        try Self.path("a/z"): Self.file("z"),
      ]
    ) { $0.description == "b" ? .directory(permissions: 0o700) : nil }
    #expect(
      listing.items.map(\.path.description) == ["a", "a/z", "a-b", "b", "b/c", "b/c/x"])
    #expect(listing[try Self.path("b")]?.permissions == 0o700)
    #expect(listing[try Self.path("b/c")]?.permissions == 0o755)
    #expect(listing[try Self.path("c")] == nil)
    #expect(listing.fileCount == 3 && listing.byteCount == 3)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the changes from one listing to another, applied, give the other`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let before = try Self.generated(&random)
    let after = try Self.generated(&random)
    let changes = before.changes(to: after)
    var entries = before.byPath
    for change in changes {
      #expect(entries[change.path] == change.before)
      #expect(change.before != change.after)
      entries[change.path] = change.after
    }
    #expect(Listing(entries) == after)
    #expect(changes.map(\.path) == changes.map(\.path).sorted())
    #expect(before.changes(to: before).isEmpty)
    let back = after.changes(to: before).map {
      Change(path: $0.path, before: $0.after, after: $0.before)
    }
    #expect(back == changes)
  }

  @Test func `the layer alone is no change`() throws {
    var other = Self.file("x")
    other.layer = .brain
    let name = try Self.path("a")
    #expect(Listing([name: Self.file("x")]).changes(to: Listing([name: other])).isEmpty)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `a listing comes back from its tree, and equal ones have one tree`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let listing = try Self.generated(&random)
    let bench = try Bench()
    let batch = try bench.store.batch()
    let root = try batch.addTrees(of: listing)
    try batch.commit()
    #expect(try ObjectReader(bench.store).listing(of: root) == listing)
    #expect(try listing.treeID() == root)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `the changes from one tree to another are those of their listings`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let listings = try (0..<2).map { _ in try Self.generated(&random) }
    let bench = try Bench()
    let batch = try bench.store.batch()
    let roots = try listings.map { try batch.addTrees(of: $0) }
    try batch.commit()
    #expect(
      try ObjectReader(bench.store).changes(from: roots[0], to: roots[1])
        == listings[0].changes(to: listings[1]))
  }
}
