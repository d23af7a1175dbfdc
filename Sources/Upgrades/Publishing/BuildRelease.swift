import FileEffects
import ObjectStore
public import Releases
public import SystemPackage

/// Makes the packages of a release from a folder: the same bytes from the same files, whatever the machine and
/// the day.
public struct BuildRelease: Sendable {
  public var folder: FilePath
  public var output: FilePath
  public var version: ReleaseVersion
  /// The releases from which it upgrades.
  public var earlier: [EarlierSource]
  /// The day of the release, as the manifest says it.
  public var date: String?
  /// Whether a fault that the lint finds is a reason to make nothing.
  public var isStrict: Bool

  /// A release's folder or package.
  public struct EarlierSource: Hashable, Sendable {
    public var place: FilePath
    /// For one whose files do not say it.
    public var version: ReleaseVersion?

    public init(_ place: FilePath, version: ReleaseVersion? = nil) {
      (self.place, self.version) = (place, version)
    }
  }

  public init(
    folder: FilePath, output: FilePath, version: ReleaseVersion, earlier: [EarlierSource] = [],
    date: String? = nil, isStrict: Bool = false
  ) {
    (self.folder, self.output, self.version) = (folder, output, version)
    (self.earlier, self.date, self.isStrict) = (earlier, date, isStrict)
  }

  /// Refuses to write into the folder that is packed.
  ///
  /// - Parameters: Both as the disk has them, every link on the way followed.
  /// - Throws: ``BuildError/outputInside(_:folder:)``.
  public func check(folder place: FilePath, output other: FilePath) throws(BuildError) {
    if other.starts(with: place) { throw .outputInside(output, folder: folder) }
  }

  /// Makes the packages, reads each as an upgrade would, and only then gives them their names; the list of
  /// their digests comes last. For a dry run they are made in `scratch`, and dropped.
  ///
  /// - Throws: ``BuildError``, ``ReleaseError``, ``PackagingError``.
  public func run(
    on workshop: Workshop, scratch: FilePath, dryRun: Bool
  ) throws -> ReleaseBuildReport {
    let files = workshop.files
    let plan = try Step.plan.run(watchedBy: workshop.watch) {
      try ReleasePlan(self, workshop, scratch: scratch)
    }
    if isStrict, !plan.findings.isEmpty { throw BuildError.faults(plan.findings) }
    let beside =
      [(name: PackageName.manifest(version), bytes: plan.manifestText)]
      + (try documents(on: files))
    let place = try dryRun ? scratch.appending("packages") : files.named(output)
    try files.ensureDirectory(place)
    return try Step.writeFiles.run(watchedBy: workshop.watch) {
      // Two builds at once would mix their packages.
      let lock = place.appending(Self.lockName)
      guard let held = try files.lock(lock) else { throw BuildError.busy(output) }
      defer {
        // Best effort, while it is held: an empty file that means nothing.
        try? files.remove(lock)
        withExtendedLifetime(held) {}
      }
      let packages = try write(plan, to: place, on: files)
      try packages.forEach { try check($0, plan, workshop, scratch: scratch) }
      let list = ChecksumList.text(
        (packages.map { ($0.name, $0.digest) }
          + beside.map { ($0.name, ObjectID(of: $0.bytes)) })
          .sorted { $0.0 < $1.0 }
          .map { ChecksumList.Line(path: ProductLayout.path($0.0), digest: $0.1) })
      try checkReplaceable(by: list, on: files)
      if !dryRun {
        for package in packages { try package.file.commit() }
        for document in beside {
          try files.replace(place.appending(document.name), with: document.bytes)
        }
        try files.replace(place.appending(ChecksumList.fileName), with: list)
      }
      return ReleaseBuildReport(
        version: version.description,
        packages: packages.map {
          .init(
            path: output.appending($0.name).spelling, bytes: $0.file.size,
            sha256: $0.digest.description)
        },
        files: Manifest.Package.allCases.map { plan.paths(of: $0).count }, bytes: plan.byteCount,
        documents: beside.map(\.name) + [ChecksumList.fileName],
        list: output.appending(ChecksumList.fileName).spelling,
        warnings: plan.findings.map { .build($0) }, dryRun: dryRun)
    }
  }

  private static let lockName = ".cortex-build.lock"

  /// A package that is whole and has no name yet.
  private struct Written {
    var kind: Manifest.Package
    var name: String
    var file: PackageFile
    var digest: ObjectID
  }

  private func write(
    _ plan: ReleasePlan, to place: FilePath, on files: any FileSystem
  ) throws -> [Written] {
    var packages: [Manifest.Package: PackageFile] = [:]
    for kind in Manifest.Package.allCases {
      packages[kind] = try PackageFile(place.appending(name(of: kind)), on: files)
    }
    let deflate = Deflate()
    for item in plan.items {
      let targets = item.packages.compactMap { packages[$0] }
      try item.entry.write(to: targets, deflate, on: files)
    }
    return try Manifest.Package.allCases.compactMap { kind in
      try packages[kind].map { file in
        Written(kind: kind, name: name(of: kind), file: file, digest: try file.finish())
      }
    }
  }

  private func name(of kind: Manifest.Package) -> String { "\(PackageName(version, kind))" }

  /// Reads a package as an upgrade does, and compares what comes out with what went in.
  private func check(
    _ package: Written, _ plan: ReleasePlan, _ workshop: Workshop, scratch: FilePath
  ) throws {
    let release: Release
    do {
      release = try workshop.reader(.installing, rules: [], scratch: scratch)
        .read(package.file.temporary, shownAs: package.file.path, into: nil)
    } catch let error as ReleaseError { throw BuildError.unusable(error) }
    let found = release.listing.leaves.map(\.path)
    guard found == plan.paths(of: package.kind), release.version == version else {
      throw BuildError.differs(package.file.path)
    }
  }

  /// What goes beside the packages as it is.
  private func documents(on files: any FileSystem) throws -> [(name: String, bytes: [UInt8])] {
    try ProductLayout.current.documents.compactMap { name in
      try files.readIfPresent(files.named(folder.appending(name))).map { (name, $0) }
    }
  }

  /// Refuses to take the place of another release, or of one that is signed.
  private func checkReplaceable(by list: [UInt8], on files: any FileSystem) throws {
    let place = output.appending(ChecksumList.fileName)
    guard let present = try files.readIfPresent(place), present != list else { return }
    if try files.metadata(place.withSuffix(FileSignature.ending)) != nil {
      throw BuildError.signed(place)
    }
    let names = try ChecksumList(present, at: place.string).lines.map(\.path.description)
    guard names.contains(where: { $0 == name(of: .full) }) else {
      throw BuildError.otherRelease(output)
    }
  }
}
