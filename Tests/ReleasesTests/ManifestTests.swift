import FileEffects
import Releases
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct ManifestTests {
  static let digest = String(repeating: "0a", count: 32)

  static func file(
    path: String = #""src/a.py""#, layer: String = "core", mode: String = #""0644""#,
    digest: String = digest
  ) -> String {
    #"{"path": \#(path), "layer": "\#(layer)", "size": 5, "mode": \#(mode), "digest": "\#(digest)"}"#
  }

  static func manifest(files: String, more: String = "") -> [UInt8] {
    Array(#"{"version": "5.3.0", "files": [\#(files)]\#(more)}"#.utf8)
  }

  static func reason(_ bytes: [UInt8]) throws -> String {
    let error = try #require(
      #expect(throws: ReleaseError.self) { _ = try Manifest.parse(bytes) })
    guard case .malformedManifest(let fault) = error else {
      Issue.record("\(error)")
      return ""
    }
    return "\(fault)"
  }

  @Test func `a manifest with its version alone is read`() throws {
    let manifest = try Manifest.parse(Array(#"{"version": "v5.3.0", "unknown": [1]}"#.utf8))
    #expect(manifest.unknownKeys == ["unknown"])
    var known = manifest
    known.unknownKeys = []
    #expect(known == Manifest(version: try #require(ReleaseVersion("5.3.0"))))
  }

  @Test func `keys that mean nothing are named, each once, those of files with their place`() throws
  {
    let file = Self.file().replacing("}", with: #", "sha": 1, "owner": {"name": "x"}}"#)
    let manifest = try Manifest.parse(
      Self.manifest(
        files: "\(file), \(file.replacing("a.py", with: "b.py")), \(Self.file(path: #""c""#))",
        more: #", "upgrade_from": ["5.0.0"], "Features": null, "date": null"#))
    #expect(
      manifest.unknownKeys == ["Features", "files[].owner", "files[].sha", "upgrade_from"])
    for more in [#", "removed": null"#, #", "files": null"#] {
      let bytes = Array(#"{"version": "1"\#(more)}"#.utf8)
      #expect(try Manifest.parse(bytes).unknownKeys.isEmpty)
    }
    #expect(try !String(decoding: manifest.encoded(), as: UTF8.self).contains("nknown"))
  }

  @Test func `every field of a manifest is read`() throws {
    let more = #"""
      , "date": "2025-11-01", "removed": ["old.py"], "breaking_changes": ["b"], "features": ["f"],
      "upgrades_from": ["3.3", "v5.0.0"]
      """#
    let manifest = try Manifest.parse(Self.manifest(files: Self.file(), more: more))
    #expect(
      manifest
        == Manifest(
          version: try #require(ReleaseVersion("5.3.0")), date: "2025-11-01",
          files: [
            Manifest.File(
              path: ManifestPath(try #require(RelativePath("src/a.py"))), layer: .core, size: 5,
              mode: try #require(Mode(bits: 0o644)), digest: try #require(Digest(Self.digest)))
          ],
          removed: [ManifestPath(try #require(RelativePath("old.py")))], breakingChanges: ["b"],
          features: ["f"],
          upgradesFrom: [
            try #require(ReleaseVersion("3.3.0")), try #require(ReleaseVersion("5.0.0")),
          ]))
    #expect(try Manifest.parse(manifest.encoded()) == manifest)
  }

  @Test(
    arguments: [
      (file(digest: "00"), "files[0].digest: \"00\" is not a digest of"),
      (file(digest: digest.uppercased()), "files[0].digest: "),
      (file(path: #""../x""#), "files[0].path: \"../x\" is not a path inside the release"),
      (file(path: #""/x""#), "files[0].path: "), (file(path: "5"), "files[0].path is not a string"),
      (file(layer: "user"), "files[0].layer: \"user\" is not core, brain or config"),
      (file(mode: #""888""#), "files[0].mode: "), (file(mode: #""4755""#), "files[0].mode: "),
      (file(mode: "644"), "files[0].mode is not a string"),
      (file().replacing("5,", with: "-5,"), "it has an invalid value"),
      ("{}", "files[0].path is missing"), (file() + "," + file(), "\"src/a.py\" is listed twice"),
    ])
  func `a wrong field makes the manifest malformed and is named`(files: String, words: String)
    throws
  {
    let reason = try Self.reason(Self.manifest(files: files))
    #expect(reason.hasPrefix(words), "\(reason)")
  }

  @Test func `a file that is shipped and removed makes the manifest malformed`() throws {
    let bytes = Self.manifest(files: Self.file(), more: #", "removed": ["src/a.py"]"#)
    #expect(try Self.reason(bytes) == #""src/a.py" is listed twice"#)
  }

  @Test(arguments: [
    ("{}", "version is missing"), (#"{"version": "x"}"#, "version: "),
    (#"{"version": 5}"#, "version is not a string"), ("{", "it is not valid JSON"),
    ("[]", "it is not an object"),
  ])
  func `a manifest without a version is malformed`(text: String, words: String) throws {
    let reason = try Self.reason(Array(text.utf8))
    #expect(reason.hasPrefix(words), "\(reason)")
  }
}

@Suite(.tags(.unit)) struct VersionDetectionTests {
  static let sources = [
    ("manifest.json", #"{"version": "1.0.0", "files": 5}"#),
    (
      ".cortex-version",
      #"{"schema_version": 1, "cortex_version": "2.0.0", "customizations": [{}]}"#
    ),
    ("cortex-brain/.cortex-version", #"{"cortex_version": "v3.0.0", "schema_version": "1.0"}"#),
    ("VERSION", "\u{feff}4.0.0 \r\nmore"),
    ("PACKAGE-INFO.md", "# CORTEX\r\n\r\n  **Version:** 5.0.0  \r\n"),
  ]

  static func detect(_ files: [(String, String)]) -> (version: ReleaseVersion, source: String)? {
    detectVersion { path in
      files.first { $0.0 == path.description }.map { Array($0.1.utf8) }
    }
  }

  @Test(arguments: sources.indices)
  func `the first file that is there says the version`(first: Int) throws {
    let found = try #require(Self.detect(Array(Self.sources[first...])))
    #expect(found.source == Self.sources[first].0)
    #expect(found.version == ReleaseVersion("\(first + 1).0.0"))
  }

  @Test(arguments: [
    "", "{", "[]", #"{"version": 5}"#, #"{"cortex_version": null}"#, "not a version",
  ])
  func `malformed files are passed over`(text: String) throws {
    let malformed = Self.sources.dropLast().map { ($0.0, text) }
    let found = try #require(Self.detect(malformed + Self.sources.suffix(1)))
    #expect(found.source == "PACKAGE-INFO.md")
    #expect(Self.detect(malformed) == nil)
  }

  @Test func `an error of the disk comes out as it is`() {
    #expect(throws: FileError.self) {
      try detectVersion { _ in throw FileError(.read, "x", .ioError) }
    }
  }
}
