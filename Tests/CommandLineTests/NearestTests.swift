import TestSupport
import Testing

@testable import cortex

@Suite(.tags(.unit)) struct NearestTests {
  @Test(arguments: [
    ("status", ["status"]), ("statsu", ["status"]), ("STATUS", ["status"]), ("stat", ["status"]),
    ("lst", ["list"]), ("shwo", ["show"]), ("sow", ["show"]), ("dry_run", ["dry-run"]),
    ("--dryRun", ["dry-run"]), ("noinput", ["no-input"]),
    ("allow", ["allow-a", "allow-b", "allow-c"]), ("pi", ["pin"]), ("unpim", ["unpin"]),
    ("frobnicate", []), ("x", []), ("", []), ("zz", []), ("sho-w-me-all", []),
  ])
  func `a word that is mistyped is near to the name that was meant`(
    word: String, expected: [String]
  ) {
    let names = [
      "status", "list", "show", "dry-run", "no-input", "allow-a", "allow-b", "allow-c", "allow-d",
      "pin", "unpin",
    ]
    #expect(Nearest.names(to: word, among: names) == expected)
  }

  private static let words: [[Character]] = [
    "", "a", "b", "ab", "ba", "abc", "acb", "status", "statsu", "sttaus", "rollback", "upgrade",
    "über",
  ].map(Array.init)

  @Test func `the distance of words is that of the words turned about, and of none to itself`() {
    for first in Self.words {
      for second in Self.words {
        let distance = Nearest.distance(first, second)
        #expect(distance == Nearest.distance(second, first))
        #expect((distance == 0) == (first == second))
        #expect(distance >= abs(first.count - second.count))
        #expect(distance <= max(first.count, second.count))
        #expect(distance == Nearest.distance(first.reversed(), second.reversed()))
      }
    }
  }

  @Test func `one mistake is a distance of one, and finds the name`() {
    let names = ["status", "upgrade", "rollback", "no-input", "allow-missing"]
    for name in names {
      let letters = Array(name)
      for index in letters.indices {
        var mistakes = [letters, letters, letters]
        mistakes[0].remove(at: index)
        mistakes[1][index] = "#"
        mistakes[2].insert("#", at: index)
        if index > 0 && letters[index] != letters[index - 1] {
          mistakes.append(letters)
          mistakes[3].swapAt(index, index - 1)
        }
        for mistake in mistakes {
          #expect(Nearest.distance(letters, mistake) == 1)
          #expect(Nearest.names(to: String(mistake), among: names) == [name])
        }
      }
    }
  }

  @Test func `at most three names are found, all of them among the names, and none twice`() {
    let names = ["aa1", "aa2", "aa3", "aa4", "aa1"]
    for word in ["aa", "aa1", "aa9", "a", "aaaa"] {
      let found = Nearest.names(to: word, among: names)
      #expect(found.count <= 3 && found.allSatisfy(names.contains))
      #expect(Set(found).count == found.count)
    }
  }
}
