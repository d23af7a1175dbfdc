import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Releases
@testable import Upgrades

/// Packages that are made of a folder, on the real disk.
@Suite(.tags(.unit)) struct BuildReleaseTests {
  private let folder: TemporaryFolder
  private let files = LocalFileSystem()

  private var old: FilePath { folder.path.appending("5.2.0") }
  private var new: FilePath { folder.path.appending("5.3.0") }
  private var output: FilePath { folder.path.appending("out") }
  private var full: FilePath { output.appending("cortex-v5.3.0-full.zip") }
  private var upgrade: FilePath { output.appending("cortex-v5.3.0-upgrade.zip") }

  init() throws {
    folder = try TemporaryFolder()
    for (place, version) in [(old, "5.2.0"), (new, "5.3.0")] {
      try SampleDeployment.release(version: version).install(on: files, at: place)
    }
  }

  private func build(
    version: String = "5.3.0", from earlier: [BuildRelease.EarlierSource]? = nil,
    to output: FilePath? = nil, strict: Bool = false, dryRun: Bool = false
  ) throws -> ReleaseBuildReport {
    try ScratchFolder.with([folder.path.appending("scratch")], on: files) {
      try BuildRelease(
        folder: new, output: output ?? self.output,
        version: #require(ReleaseVersion(version)), earlier: earlier ?? [.init(old)],
        isStrict: strict
      ).run(on: Workshop(files: files), scratch: $0, dryRun: dryRun)
    }
  }

  private func read(_ package: FilePath) throws -> Release {
    try Workshop(files: files).reader(
      .installing, rules: [], scratch: folder.path.appending("scratch")
    ).read(package, into: nil)
  }

  private func write(_ path: String, _ text: String) throws {
    let place = new.appending(path)
    try files.ensureDirectory(place.removingLastComponent())
    try files.replace(place, with: Array(text.utf8))
  }

  @Test func `the packages hold the folder's files, and agree with the lists beside and in them`()
    throws
  {
    let report = try build()
    let expected = try Workshop(files: files).reader(
      .contents, rules: [], scratch: folder.path.appending("scratch")
    ).read(new, into: nil)
    let release = try read(full)
    #expect(release.package == .full && release.version == ReleaseVersion("5.3.0"))
    #expect(
      release.checksums == [.agrees(list: output.appending("SHA256SUMS.txt").string, files: 1)])
    for item in expected.listing.leaves {
      let found = try #require(release.listing[item.path], "\(item.path)")
      #expect(found.hasSameContents(as: item.entry) && found.layer == item.entry.layer)
    }
    #expect(release.listing.fileCount == expected.listing.fileCount)
    #expect(release.listing.folders.map(\.path) == expected.listing.folders.map(\.path))
    #expect(report.packages.map(\.path) == [full, upgrade].map(\.spelling))
    for package in report.packages {
      let bytes = try files.read(FilePath(package.path))
      #expect(UInt64(bytes.count) == package.bytes)
      #expect(ObjectID(of: bytes).description == package.sha256)
    }
    #expect(report.saving == report.packages[0].bytes - report.packages[1].bytes)
  }

  @Test
  func `the package for upgrades lacks only what every earlier release has put into the brain`()
    throws
  {
    try write("cortex-brain/documents/NEW.md", "new\n")
    _ = try build()
    let (whole, part) = (try read(full), try read(upgrade))
    #expect(part.package == .upgrade && part.manifest == whole.manifest)
    let missing = whole.listing.leaves.filter { part.listing[$0.path] == nil }
    #expect(!missing.isEmpty)
    for item in missing {
      #expect(item.entry.layer == .brain)
      #expect(try files.metadata(item.path.resolved(in: old)) != nil)
    }
    #expect(part.listing[ProductLayout.path("cortex-brain/documents/NEW.md")] != nil)
    #expect(part.listing.leaves.allSatisfy { whole.listing[$0.path] == $0.entry })
  }

  @Test func `a manifest knows what earlier releases shipped, and what is gone`() throws {
    _ = try build()
    let manifest = try #require(try read(upgrade).manifest)
    #expect(manifest.upgradesFrom.map(\.description) == ["5.2.0"])
    let base = try #require(manifest.bases.first)
    for file in base.files {
      let place = file.path.path.resolved(in: old)
      if try files.metadata(place)?.isRegular ?? false {
        #expect(try ObjectID(ofFileAt: place, on: files).description == file.digest.description)
      }
      let isGone = try files.metadata(file.path.path.resolved(in: new)) == nil
      #expect(manifest.removed.contains(file.path) == (isGone && file.layer == .core))
    }
    #expect(base.files.contains { $0.layer == .config } && !manifest.removed.isEmpty)
    #expect(
      manifest.migrations.map(\.path).allSatisfy(Release.mayBeMigration))
  }

  @Test func `the same files are the same bytes, whatever their times, masks and order`() throws {
    let first = try build()
    let other = folder.path.appending("other")
    // Another machine: files made in another order, with other permissions and times.
    for item in try files.snapshotOfTree(new).keys.sorted(by: >) {
      let place = new.appending(item)
      guard let metadata = try files.metadata(place), metadata.isRegular else { continue }
      let bytes = try files.read(place)
      try files.remove(place)
      try files.replace(
        place, with: bytes, permissions: metadata.permissions & 0o111 == 0 ? 0o600 : 0o775)
    }
    let second = try build(to: other)
    #expect(first.packages.map(\.sha256) == second.packages.map(\.sha256))
    for name in try files.contents(of: output).map(\.name) {
      #expect(
        try files.read(output.appending(bytes: name)) == files.read(other.appending(bytes: name)))
    }
  }

  @Test func `a package can be built from again, and earlier releases can be packages`() throws {
    let first = try build()
    let again = try build(
      version: "5.4.0", from: [.init(full), .init(old)], to: folder.path.appending("next"))
    #expect(again.warnings.contains { "\($0)".contains("says version 5.3.0") })
    #expect(first.version == "5.3.0")
    let package = folder.path.appending("next/cortex-v5.4.0-upgrade.zip")
    #expect(
      try read(package).manifest?.bases.map(\.version.description) == ["5.2.0", "5.3.0"])
  }

  @Test func `a dry run says the same and leaves nothing`() throws {
    let before = try files.snapshotOfTree(folder.path)
    let planned = try build(dryRun: true)
    #expect(try files.snapshotOfTree(folder.path) == before)
    let done = try build()
    #expect(planned.packages == done.packages && planned.saving == done.saving)
  }

  @Test func `without an earlier release nothing is left out of a package`() throws {
    let report = try build(from: [])
    #expect(report.files[0] == report.files[1])
    #expect(try read(upgrade).package == .full)
  }

  @Test func `two builds at once do not mix their packages`() throws {
    _ = try build()
    let before = try files.snapshotOfTree(output)
    try write("src/entry.py", "# changed\n")
    let held = try #require(try files.lock(output.appending(".cortex-build.lock")))
    #expect(throws: BuildError.busy(output)) { _ = try build() }
    try withExtendedLifetime(held) { try files.remove(output.appending(".cortex-build.lock")) }
    #expect(try files.snapshotOfTree(output) == before)
  }

  @Test func `what an author writes into a manifest may be any part of it`() throws {
    try write("manifest.json", #"{"features": ["f"], "date": "soon", "Breaking": []}"#)
    let report = try build()
    #expect(try read(full).manifest?.features == ["f"])
    #expect(report.warnings.contains(.build(.notADay("soon"))))
    #expect(report.warnings.contains(.build(.unknownKeys(["Breaking"]))))
    try write("manifest.json", #"{"features": "f"}"#)
    #expect(throws: BuildError.self) { _ = try build() }
  }

  @Test func `releases are given once, and whole`() throws {
    #expect(throws: BuildError.self) { _ = try build(from: [.init(old), .init(old)]) }
    _ = try build()
    let unpacked = folder.path.appending("unpacked")
    try files.ensureDirectory(unpacked)
    try LocalWorkplace.python(
      "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])",
      [upgrade, unpacked])
    #expect(throws: BuildError.self) {
      _ = try ScratchFolder.with([folder.path.appending("scratch")], on: files) {
        try BuildRelease(
          folder: unpacked, output: folder.path.appending("x"),
          version: #require(ReleaseVersion("5.3.0"))
        ).run(on: Workshop(files: files), scratch: $0, dryRun: false)
      }
    }
  }

  @Test func `a package in which another file can be run than its manifest says is refused`() throws
  {
    _ = try build()
    let manifest = try #require(try read(full).manifest)
    let package = try PackageFile(folder.path.appending("mode.zip"), on: files)
    let deflate = Deflate()
    try PackageEntry(Release.manifestPath, .bytes(manifest.encoded()))
      .write(to: [package], deflate, on: files)
    for file in manifest.files {
      let place = file.path.path.resolved(in: new)
      let isLink = try files.metadata(place)?.kind == .symbolicLink
      let digest = try #require(ObjectID(file.digest.description))
      // All of them can be run here.
      try PackageEntry(
        file.path.path,
        isLink
          ? .link(target: files.linkTarget(place)) : .file(place, digest, isExecutable: true)
      ).write(to: [package], deflate, on: files)
    }
    _ = try package.finish()
    try package.commit()
    #expect(throws: ReleaseError.self) { _ = try read(package.path) }
  }

  @Test func `a release that is signed is not built over, and neither is another release`() throws {
    _ = try build()
    _ = try build()
    #expect(throws: BuildError.otherRelease(output)) { _ = try build(version: "5.3.1") }
    try write("src/entry.py", "# changed\n")
    _ = try build()
    let list = output.appending("SHA256SUMS.txt")
    try files.replace(list.withSuffix(".minisig"), with: Array("signed".utf8))
    let before = try files.snapshotOfTree(output)
    _ = try build()
    try write("src/entry.py", "# changed again\n")
    #expect(throws: BuildError.signed(list)) { _ = try build() }
    #expect(try files.snapshotOfTree(output) == before)
  }

  @Test func `what its author says of layers counts, and what is left out is not there`() throws {
    try write("notes/secret.txt", "mine\n")
    try write("tools/settings.yaml", "a: 1\n")
    try write(
      "layers.yaml",
      "layers:\n- {path: notes/**, layer: none}\n- {path: tools/settings.yaml, layer: config}\n"
        + "- {path: nowhere/**, layer: core}\n")
    let report = try build()
    let release = try read(full)
    #expect(release.listing[ProductLayout.path("notes/secret.txt")] == nil)
    #expect(release.listing[ProductLayout.path("layers.yaml")] == nil)
    #expect(release.listing[ProductLayout.path("tools/settings.yaml")]?.layer == .config)
    #expect(
      report.warnings.contains(.build(.unusedRule(pattern: "nowhere/**"))))
  }

  @Test func `the lint finds what users would stumble over`() throws {
    try write("src/__pycache__/a.pyc", "x")
    try write("cortex-brain/capabilities.yaml", "a: [1\n")
    try write("src/settings.yaml", "a: 1\n")
    try write("src/user-guide.md", "# Guide\n")
    try write("cortex-brain/documents/README.md", "changed\n")
    try write("cortex-brain/migrations/001_bad.sql", "CREATE TABL x;\n")
    let kinds = try build(from: [.init(old)]).warnings.compactMap { finding -> String? in
      guard case .build(let found) = finding else { return nil }
      return switch found {
      case .unreadableConfiguration(let file): "unreadable \(file.path)"
      case .seldomShipped(let paths): "seldom \(paths)"
      case .likelyEdited(let paths): "edited \(paths)"
      case .changedBrain(let paths, let version): "brain \(paths) \(version)"
      case .migration(let found): "migration \(found.file)"
      default: "other"
      }
    }
    #expect(kinds.contains(#"seldom ["src/__pycache__/a.pyc"]"#))
    #expect(kinds.contains("unreadable cortex-brain/capabilities.yaml"))
    #expect(kinds.contains { $0.hasPrefix("edited") && $0.contains("src/settings.yaml") })
    #expect(!kinds.contains { $0.contains("src/user-guide.md") })
    #expect(
      kinds.contains { $0.hasPrefix("brain") && $0.contains("documents/README.md") })
    #expect(kinds.contains { $0.hasPrefix("migration") && $0.contains("001_bad.sql") })
    #expect(throws: BuildError.self) { _ = try build(to: folder.path.appending("x"), strict: true) }
    #expect(try files.metadata(folder.path.appending("x")) == nil)
  }

  @Test func `what no user could install is not built`() throws {
    try write("src/Entry.py", "# as src/entry.py on many disks\n")
    #expect(throws: BuildError.self) { _ = try build() }
    #expect(try files.contents(of: output).isEmpty)
  }

  @Test func `a package with a file more than its manifest lists is refused, and one less`() throws
  {
    _ = try build()
    let manifest = try #require(try read(full).manifest)
    for (change, isRefused) in [("more", true), ("less", true), ("same", false)] {
      let package = try PackageFile(folder.path.appending("\(change).zip"), on: files)
      let deflate = Deflate()
      var entries = [
        PackageEntry(Release.manifestPath, .bytes(try manifest.encoded()))
      ]
      for file in manifest.files where change != "less" || file.path.path.description != "VERSION" {
        let place = file.path.path.resolved(in: new)
        let digest = try #require(ObjectID(file.digest.description))
        let contents: PackageEntry.Contents =
          try files.metadata(place)?.kind == .symbolicLink
          ? .link(target: try files.linkTarget(place))
          : .file(place, digest, isExecutable: file.mode == .executable)
        entries.append(PackageEntry(file.path.path, contents))
      }
      for (path, _) in manifest.basePlaces {
        let base = try #require(
          manifest.bases[0].files.first { Manifest.basePlace(of: $0.digest) == path })
        entries.append(
          PackageEntry(path, .bytes(try files.read(base.path.path.resolved(in: old)))))
      }
      if change == "more" {
        entries.append(PackageEntry(ProductLayout.path("src/evil.py"), .bytes([1])))
      }
      for entry in entries { try entry.write(to: [package], deflate, on: files) }
      _ = try package.finish()
      try package.commit()
      if isRefused {
        #expect(throws: ReleaseError.self, "\(change)") { _ = try read(package.path) }
      } else {
        #expect(try read(package.path).package == .full)
      }
    }
  }
}
