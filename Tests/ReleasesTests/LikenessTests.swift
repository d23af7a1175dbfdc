import FileEffects
import Releases
import TestSupport
import Testing

@Suite(.tags(.unit)) struct LikenessTests {
  private static let base = (1...200).map { "src/module\($0).py" }

  private func likeness(_ paths: [String], to known: [String] = Self.base) -> Likeness {
    let all = Set(
      paths.flatMap { path in
        let parts = path.split(separator: "/")
        return (1...parts.count).map { parts.prefix($0).joined(separator: "/") }
      })
    return Likeness(to: known.map { RelativePath(unchecked: Array($0.utf8)) }) {
      all.contains($0.description)
    }
  }

  private func unlikeness(
    _ paths: [String], to known: [String] = Self.base, manifest: Manifest? = nil,
    shippedBy version: String? = "3.1.0"
  ) -> Unlikeness? {
    likeness(paths, to: known).unlikeness(manifest, shippedBy: version)
  }

  private static func manifest(listing isListing: Bool = false) throws -> Manifest {
    let file = Manifest.File(
      path: ManifestPath(RelativePath(unchecked: Array("a.txt".utf8))), layer: .core, size: 1,
      mode: try #require(Mode(bits: 0o644)),
      digest: try #require(Digest(String(repeating: "0", count: 64))))
    return Manifest(
      version: try #require(ReleaseVersion("1.0")), files: isListing ? [file] : [])
  }

  @Test func `a release of any shared number of files is one from a tenth of them on`() {
    for shared in 0...200 {
      let found = unlikeness(["VERSION"] + Self.base.prefix(shared))
      #expect((found == nil) == (shared >= 20), "\(shared)")
      if let found {
        #expect(found == .fewFiles(shared: shared, known: 200, version: "3.1.0"))
      }
    }
  }

  @Test func `no more files are looked for than it takes to know a release`() {
    let known = Self.base.map { RelativePath(unchecked: Array($0.utf8)) }
    var asked = 0
    let all = Likeness(to: known) { path in
      asked += known.contains(path) ? 1 : 0
      return true
    }
    #expect(asked == 20 && all.shared == 20 && all.known == 200)
  }

  @Test(arguments: Likeness.signs.dropFirst())
  func `each sign of a release is one, and none is needed beside the files that are known`(
    sign: String
  ) {
    #expect(unlikeness([sign] + Self.base) == nil)
    #expect(unlikeness([sign], to: []) == nil)
    #expect(unlikeness([sign], to: [sign], shippedBy: nil) == nil)
    #expect(unlikeness([sign], to: ["x"], shippedBy: nil) == .noFile)
  }

  @Test(arguments: [[], ["a.txt"], ["README.md", "lib/a.c"], ["source/src.py"]])
  func `what has no sign is no release, whatever is known`(paths: [String]) {
    for known in [[], Self.base, paths] {
      for version in ["3.1.0", nil] {
        #expect(unlikeness(paths, to: known, shippedBy: version) == .noSign(hasManifest: false))
      }
    }
  }

  @Test func `a manifest is believed if it lists files, or if anything else is known`() throws {
    let (short, long) = (try Self.manifest(), try Self.manifest(listing: true))
    #expect(unlikeness(["manifest.json", "a.txt"], manifest: long) == nil)
    // As that of any program for a browser.
    #expect(unlikeness(["manifest.json", "a.js"], manifest: short) == .noSign(hasManifest: true))
    #expect(unlikeness(["manifest.json", Self.base[0]], manifest: short) == nil)
    #expect(unlikeness(["manifest.json", "VERSION"], manifest: short) == nil)
    // One that cannot be read says nothing.
    #expect(unlikeness(["manifest.json", "a.txt"]) == .noSign(hasManifest: true))
  }

  @Test func `more of the known files never make it less of a release`() {
    let signs = ["VERSION", "src/x.py"]
    var wasOne = false
    for count in stride(from: 0, through: 200, by: 5) {
      let isOne = unlikeness(signs + Self.base.prefix(count)) == nil
      #expect(isOne || !wasOne)
      wasOne = isOne
    }
    #expect(wasOne)
  }

  @Test func `the words say what was looked for and how much was found`() {
    #expect(
      "\(Unlikeness.noSign(hasManifest: false))"
        == "is not a CORTEX release: it has no manifest.json, VERSION, src/ or cortex-brain/")
    #expect(
      "\(Unlikeness.fewFiles(shared: 3, known: 2338, version: "3.1.0"))"
        == "is not a CORTEX release: it has 3 of the 2,338 files that 3.1.0 shipped")
    #expect(
      "\(Unlikeness.fewFiles(shared: 0, known: 1_234_567, version: ""))"
        == "is not a CORTEX release: it has none of the 1,234,567 files that the installed release shipped"
    )
  }
}
