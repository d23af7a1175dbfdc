import FileEffects
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Releases

/// The contents of configurations, which a release hands over to be merged.
@Suite(.tags(.process)) struct ConfigurationsTests {
  private func reader(on files: any FileSystem) -> ReleaseReader {
    ReleaseReader(
      files: files, databases: SimulatedDatabases(on: SimulatedDisk()), scratch: "/scratch"
    ) { path in
      path == RelativePath(unchecked: Array("conf/rules.yaml".utf8)) ? .config : .core
    }
  }

  /// Texts by path, with where the release lies.
  private func texts(_ release: Release) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: release.configurations.map {
        ($0.key.description, String(decoding: $0.value, as: UTF8.self))
      })
  }

  private func folder(_ files: [String: [UInt8]]) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    for (path, bytes) in files { try disk.write(FilePath("/release/\(path)"), bytes) }
    return disk
  }

  @Test func `a text of any length does not fill the memory`() throws {
    let long = [UInt8](repeating: 0x20, count: (1 << 20) + 1)
    let tooLong = ReleaseError.refused(
      "/release", name: Array("VERSION".utf8), reason: .longNote(maximumBytes: 1 << 20))
    let disk = try folder(["VERSION": long, "src/a": []])
    #expect(throws: tooLong) { _ = try reader(on: disk).read("/release", into: nil) }
    for format in ["zip", "tar"] {
      let note = try SampleArchive(#"\#(format)(F("x/VERSION", b" " * (1 << 20) + b" "))"#)
      #expect(throws: ReleaseError.self, "\(format)") {
        _ = try reader(on: LocalFileSystem()).read(note.path, into: nil)
      }
      let manifest = try SampleArchive(#"\#(format)(F("manifest.json", b" " * (1 << 24) + b" "))"#)
      #expect(throws: ReleaseError.malformedManifest(.tooLong(longest: 16 << 20)), "\(format)") {
        _ = try reader(on: LocalFileSystem()).read(manifest.path, into: nil)
      }
      // Elsewhere a file of that name is one like all others.
      let other = try SampleArchive(
        #"\#(format)(F("VERSION", b"1"), F("a/b/VERSION", b" " * (1 << 21)))"#)
      #expect(
        try reader(on: LocalFileSystem()).read(other.path, into: nil).listing.fileCount == 2)
      let several =
        #"\#(format)(*[F(f"d{n}/conf/rules.yaml", b" " * (15 << 20)) for n in range(10)])"#
      let texts = try SampleArchive(several)
      #expect(throws: ReleaseError.self, "\(format)") {
        _ = try reader(on: LocalFileSystem()).read(texts.path, into: nil)
      }
    }
  }

  @Test func `a manifest that is a folder or a link is refused`() throws {
    for entry in [#"F("manifest.json/a")"#, #"L("manifest.json", "VERSION")"#] {
      let sample = try SampleArchive(#"tar(F("VERSION", b"1"), \#(entry))"#)
      #expect(throws: ReleaseError.malformedManifest(.notAFile), "\(entry)") {
        _ = try reader(on: LocalFileSystem()).read(sample.path, into: nil)
      }
    }
  }

  @Test func `of several links that leave a folder, the first is named`() throws {
    let disk = try folder(["VERSION": [0x31]])
    for name in ["z", "b", "m", "y", "c"] {
      try disk.createLink(FilePath("/release/\(name)"), to: Array("/etc".utf8))
    }
    for _ in 0..<20 {
      let error = #expect(throws: ReleaseError.self) {
        try reader(on: disk).read("/release", into: nil)
      }
      #expect(
        error
          == .refused(
            "/release", name: Array("b".utf8), reason: .linkLeaves(target: Array("/etc".utf8))))
    }
  }

  @Test func `a folder hands over its configurations, and nothing else`() throws {
    let disk = try folder(["conf/rules.yaml": Array("a: 1\n".utf8), "src/a.py": [0x61]])
    let release = try reader(on: disk).read("/release", into: nil)
    #expect(texts(release) == ["conf/rules.yaml": "a: 1\n"])
  }

  @Test(arguments: [
    #"zip(F("conf/rules.yaml", b"a: 1\n"), F("src/a.py", b"a"))"#,
    #"zip(F("cortex-1/conf/rules.yaml", b"a: 1\n"), F("cortex-1/src/a.py", b"a"))"#,
    #"tar(D("cortex-1"), F("cortex-1/conf/rules.yaml", b"a: 1\n"))"#,
  ])
  func `an archive hands over the same, also where everything in it is in one folder`(
    script: String
  ) throws {
    let sample = try SampleArchive(script)
    let release = try reader(on: LocalFileSystem()).read(sample.path, into: nil)
    #expect(texts(release) == ["conf/rules.yaml": "a: 1\n"])
  }

  @Test(arguments: ["", "cortex-1/"])
  func `what only the manifest calls a configuration is handed over too`(top: String) throws {
    let digest = ObjectID(of: Array("b: 1\n".utf8))
    let manifest = """
      {"version": "5.3.0", "files": [{"path": "tools/x.yaml", "layer": "config", "size": 5,
       "mode": "0644", "digest": "\(digest)"}]}
      """
    let sample = try SampleArchive(
      """
      zip(F("\(top)tools/x.yaml", b"b: 1\\n"), F("\(top)manifest.json", b'''\(manifest)'''))
      """)
    let release = try reader(on: LocalFileSystem()).read(sample.path, into: nil)
    #expect(texts(release) == ["tools/x.yaml": "b: 1\n"])
  }

  @Test func `a configuration of more than 16 MiB is left out`() throws {
    let limit = Release.longestConfiguration
    for (count, isThere) in [(limit, true), (limit + 1, false)] {
      let disk = try folder(["conf/rules.yaml": [UInt8](repeating: 0x61, count: count)])
      let release = try reader(on: disk).read("/release", into: nil)
      #expect(release.configurations.isEmpty != isThere, "\(count) bytes in a folder")
      let sample = try SampleArchive(#"zip(F("conf/rules.yaml", b"a" * \#(count)), F("VERSION"))"#)
      let packed = try reader(on: LocalFileSystem()).read(sample.path, into: nil)
      #expect(packed.configurations.isEmpty != isThere, "\(count) bytes in an archive")
    }
  }

  @Test func `a configuration that changes while it is read is refused by name`() throws {
    let disk = try folder(["conf/rules.yaml": Array("a: 1\n".utf8)])
    let times = Mutex(0)
    let files = HookedFileSystem(disk) { (call, path) throws(FileError) in
      guard call == .open, path == "/release/conf/rules.yaml" else { return }
      let isSecond = times.withLock { count in
        count += 1
        return count == 2
      }
      if isSecond { try disk.write(path, "a: 2\n") }
    }
    let error = try #require(throws: ReleaseError.self) {
      try reader(on: files).read("/release", into: nil)
    }
    #expect("\(error)".contains("conf/rules.yaml changed while it was being read"))
  }
}
