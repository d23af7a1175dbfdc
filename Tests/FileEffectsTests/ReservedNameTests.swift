import FileEffects
import TestSupport
import Testing

@Suite(.tags(.unit)) struct ReservedNameTests {
  @Test(arguments: [
    ".git", ".GIT", ".Git", ".hg", ".HG", ".cortex", ".CORTEX", ".Cortex", ".svn", ".bzr", ".jj",
    ".git.", ".git ", ".git . .", ".cortex...", "git~1", "GIT~1", "CORTEX~2", "hg~1",
    ".git:x", ".git::$INDEX_ALLOCATION", ".g\u{200c}it", "\u{feff}.git", ".git\u{2060}",
    ".\u{ad}hg", ".\u{17f}vn", ".CORTEX\u{200d}. ",
  ])
  func `a name that some file system takes for a repository's or a store's is reserved`(
    name: String
  ) {
    #expect(ReservedName.isReserved(Array(name.utf8)))
    for path in [name, "a/\(name)", "\(name)/hooks/x", "a/\(name)/b", "a\\\(name)\\b"] {
      #expect(RelativePath(unchecked: Array(path.utf8)).isReserved, "\(path)")
    }
  }

  @Test(arguments: [
    ".github", ".gitignore", ".gitattributes", ".gitmodules", "git", "hg", "cortex",
    ".cortex-version",
    ".cortexx", "x.git", "cortex-brain", ".gitt", "git~", "git~x", "git~12", "a~1", ".g it",
    "..git",
    " .git", ".gí\u{301}t", "café", ".", "~1", "\u{200c}", ".hgignore",
  ])
  func `another name is not reserved`(name: String) {
    #expect(!ReservedName.isReserved(Array(name.utf8)))
    #expect(!RelativePath(unchecked: Array("a/\(name)/b".utf8)).isReserved)
  }

  @Test func `a name that is no text is not reserved`() {
    #expect(!ReservedName.isReserved([0x2e, 0x67, 0xff, 0x69, 0x74]))
  }

  @Test func `only a name as the programs write it is plain`() {
    #expect(ReservedName.isPlain(Array(".git".utf8)))
    #expect(!ReservedName.isPlain(Array(".GIT".utf8)))
    #expect(!ReservedName.isPlain(Array(".github".utf8)))
  }
}
