import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// What an upgrade leaves, against a slower model of it: one dictionary of all paths.
@Suite(.tags(.unit)) struct FilesAfterTests {
  private static let pool = [
    "src", "src/a", "src/a/b", "src/a.b", "src/b", "src/b/c/d", "docs/a", "docs/x", "docs/x/y", "z",
  ].map(relative)

  /// Paths none of which is inside a file, some of them empty folders.
  private static func listing(_ generator: inout SeededGenerator) -> Listing {
    var entries: [RelativePath: Entry] = [:]
    for path in pool.shuffled(using: &generator).prefix(6)
    where !entries.keys.contains(where: { path.isInside($0) || $0.isInside(path) }) {
      entries[path] =
        .random(using: &generator) ? .directory() : .text(.random(using: &generator) ? "1" : "2")
    }
    return Listing(entries)
  }

  private static func changes(
    of local: Listing, _ generator: inout SeededGenerator
  ) -> [RelativePath: Entry?] {
    var changes: [RelativePath: Entry?] = [:]
    for item in local.leaves where .random(using: &generator) {
      changes[item.path] = .random(using: &generator) ? .text("3") : .some(nil)
    }
    for path in pool.shuffled(using: &generator).prefix(2) { changes[path] = .text("new") }
    return changes
  }

  private static func folders(above entries: [RelativePath: Entry]) -> Set<RelativePath> {
    entries.filter { !$0.value.isDirectory }.keys.reduce(into: []) { $0.formUnion($1.ancestors) }
  }

  /// - Returns: Every path afterwards, and whether one is inside a file.
  private static func model(
    _ changes: [RelativePath: Entry?], local: Listing, release: Listing
  ) -> (Listing, isInTheWay: Bool) {
    var after = local.byPath
    for (path, entry) in changes { after[path] = entry }
    let (used, wasUsed) = (folders(above: after), folders(above: local.byPath))
    var entries = after.filter { path, entry in
      !entry.isDirectory || used.contains(path) || !wasUsed.contains(path)
    }
    let shipped = folders(above: release.byPath)
    for item in release.folders where entries[item.path] == nil && !shipped.contains(item.path) {
      entries[item.path] = item.entry
    }
    let isInTheWay = entries.keys.contains { path in
      path.ancestors.contains { entries[$0].map { !$0.isDirectory } ?? false }
    }
    return (Listing(entries) { local[$0].folder ?? release[$0].folder }, isInTheWay)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `what is left is what the model says, and a file above others is refused`(
    seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let (local, release) = (Self.listing(&generator), Self.listing(&generator))
      let changes = Self.changes(of: local, &generator)
      let after = FilesAfter(changes, local: local, release: release)
      let (wanted, isInTheWay) = Self.model(changes, local: local, release: release)
      if isInTheWay {
        #expect(throws: UpgradeError.self) { try after.check() }
      } else {
        #expect(after.listing == wanted, "\(local) \(release) \(changes)")
        try after.check()
      }
    }
  }

  @Test func `an empty folder of the user's keeps the folder that it is in`() throws {
    let local = Listing([
      relative("src/gone/a"): .text("1"), relative("src/gone/mine"): .directory(),
      relative("src/b"): .text("1"),
    ])
    let changes: [RelativePath: Entry?] = [relative("src/gone/a"): nil]
    let after = FilesAfter(changes, local: local, release: Listing())
    #expect(
      after.listing.items.map(\.path.description) == ["src", "src/b", "src/gone", "src/gone/mine"])
  }
}
