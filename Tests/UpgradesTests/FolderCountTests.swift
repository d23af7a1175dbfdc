import TestSupport
import Testing
import Upgrades

@Suite(.tags(.unit)) struct FolderCountTests {
  private func shown(_ paths: [String], _ limit: Int) -> [String] {
    FolderCount.grouping(paths, limit: limit).map { "\($0.place) \($0.files)" }
  }

  @Test func `few files are named, many are counted by folder`() {
    let few = ["src/a.py", "src/b/c.py", "README.md"]
    #expect(shown(few, 10) == ["README.md 1", "src/a.py 1", "src/b/c.py 1"])
    let many = (0..<100).map { "src/old/\($0).py" } + ["src/main.py", "docs/x.md"]
    #expect(shown(many, 5) == ["src/old/ 100", "docs/x.md 1", "src/main.py 1"])
    #expect(shown(many, 2) == ["src/ 101", "docs/x.md 1"])
    #expect(shown([], 5).isEmpty)
  }

  @Test func `every file is counted once, in no more places than there is room for`() {
    var random = SeededGenerator(seed: 22)
    for _ in 0..<200 {
      let paths = Set(
        (0..<Int.random(in: 1...60, using: &random)).map { _ in
          (0..<Int.random(in: 1...4, using: &random)).map { level in
            "\(Int.random(in: 0..<4, using: &random))\(level)"
          }.joined(separator: "/") + "/f\(Int.random(in: 0..<9, using: &random))"
        })
      let limit = Int.random(in: 4...12, using: &random)
      let places = FolderCount.grouping(Array(paths), limit: limit)
      #expect(places.count <= max(limit, 4))
      #expect(places.reduce(0) { $0 + $1.files } == paths.count)
      for place in places {
        let below = paths.count { $0 == place.place || $0.hasPrefix(place.place) }
        #expect(place.place.hasSuffix("/") ? below == place.files : paths.contains(place.place))
      }
    }
  }
}
