import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct RelativePathTests {
  /// Paths whose bytes lie around `/`, so that the order has something to get wrong.
  static let paths: [RelativePath] = {
    var generator = SeededGenerator(seed: 7)
    let bytes: [UInt8] = [0x01, 0x2d, 0x2e, 0x2f, 0x2f, 0x30, 0x61, 0xff]
    var paths: Set<RelativePath> = []
    while paths.count < 60 {
      let length = Int.random(in: 1...5, using: &generator)
      let text = (0..<length).map { _ in bytes[Int.random(in: 0..<8, using: &generator)] }
      if let path = RelativePath(bytes: text) { paths.insert(path) }
    }
    return Array(paths)
  }()

  @Test(arguments: ["", "/", "/a", "a/", "a//b", ".", "..", "a/.", "a/../b", "./a", "a\0b"])
  func `a path that is empty, absolute or leads elsewhere is refused`(text: String) {
    #expect(RelativePath(text) == nil)
  }

  @Test(arguments: ["a", "a/b", ".git/x", "...", "a b", "..a/b..", "ä/🧠"])
  func `names that only look special are taken`(text: String) throws {
    #expect(try #require(RelativePath(text)).bytes == Array(text.utf8))
  }

  @Test func `the folders above a path are those that it is inside of, the nearest first`() throws {
    let path = try #require(RelativePath("a/b/c"))
    #expect(path.ancestors.map(\.description) == ["a/b", "a"])
    for path in Self.paths {
      let ancestors = Array(path.ancestors)
      #expect(ancestors == ancestors.sorted(by: >))
      #expect(ancestors.count == path.components.count - 1)
      #expect(ancestors.allSatisfy(path.isInside))
    }
  }

  @Test func `a set gets the folders above each path once`() {
    var folders: Set<RelativePath> = []
    for path in Self.paths { folders.insertAncestors(of: path) }
    #expect(folders == Set(Self.paths.flatMap { Array($0.ancestors) }))
  }

  @Test func `two paths are equal, or one is before the other`() {
    for a in Self.paths {
      for b in Self.paths {
        #expect([a < b, a == b, b < a].count { $0 } == 1, "\(a) and \(b)")
      }
    }
  }

  @Test func `what is before a path's predecessor is before the path`() {
    for a in Self.paths {
      for b in Self.paths where a < b {
        for c in Self.paths where b < c { #expect(a < c, "\(a), \(b), \(c)") }
      }
    }
  }

  @Test func `all that is inside a folder follows it at once`() {
    let parents = Self.paths.compactMap(\.parent)
    let sorted = Set(Self.paths + parents).sorted()
    for folder in parents {
      let after = sorted.drop { $0 <= folder }
      let inside = after.prefix { $0.isInside(folder) }
      #expect(inside.count == sorted.count { $0.isInside(folder) }, "\(folder)")
    }
  }

  @Test func `a path is its parent with its name`() {
    for path in Self.paths {
      #expect(RelativePath.appending(path.name, to: path.parent) == path)
      #expect(path.components.last == path.name)
      if let parent = path.parent { #expect(path.isInside(parent)) }
    }
  }

  @Test func `a path is inside a folder only below its whole name`() throws {
    let folder = try #require(RelativePath("src"))
    #expect(try #require(RelativePath("src/a/b")).isInside(folder))
    #expect(!folder.isInside(folder))
    #expect(!(try #require(RelativePath("src-old/a"))).isInside(folder))
  }

  @Test func `bytes that are no text are shown, and kept below a folder`() throws {
    let path = try #require(RelativePath(bytes: [0x61, 0xff, 0x0a]))
    #expect(path.description == "a\\xff\\x0a")
    #expect(path.resolved(in: "/d") == FilePath("/d").appending(bytes: [0x61, 0xff, 0x0a]))
    #expect(path.resolved(in: "/d") != RelativePath("a\u{fffd}\n")?.resolved(in: "/d"))
  }

  @Test func `a name added to no folder stays relative`() {
    #expect(FilePath("").appending(bytes: Array("a".utf8)) == "a")
    #expect(FilePath("/").appending(bytes: Array("a".utf8)) == "/a")
    #expect(FilePath("b").appending(bytes: Array("a/c".utf8)) == "b/a/c")
  }
}
