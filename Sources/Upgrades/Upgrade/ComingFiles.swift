import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// What is found, before anything is changed, in the files that an upgrade will put in place: Python compiles its
/// source files, and what says a version or asks for packages is kept.
struct ComingFiles: Sendable {
  /// The contents of the files that say a version or ask for packages, of those that change; what goes has none.
  private(set) var texts: [RelativePath: [UInt8]] = [:]
  /// Whether Python compiles what changes, and what has CORTEX's agents; `nil` where nothing changes, or there is no
  /// Python.
  private(set) var sources: Check?
  /// Whether the packages are there, where the release asks for other ones.
  private(set) var packages: Check?

  /// - Parameter known: What Python has said of packages already.
  init(
    _ plan: UpgradePlan, over local: Listing, from release: Release,
    known: Pending<PythonPackages>, in deployment: Deployment, scratch: FilePath
  ) throws {
    let changed = Set(local.changes(to: plan.after).map(\.path))
    let list = try PythonSourceList(
      in: scratch, on: deployment.files, missing: local.modulesGone(in: plan.after))
    defer {
      // Best effort: whoever uses the folder next empties it.
      try? deployment.files.remove(list.place)
    }
    let hasChanged = changed.contains(where: \.isPython)
    let listed =
      hasChanged
      ? plan.after.pythonSources.filter { changed.contains($0) || $0.isAgent } : []
    for path in listed where !changed.contains(path) { try list.add(path) }
    let sources = Set(listed).intersection(changed)
    try Self.forEach(
      sources.union(Self.told.intersection(changed)), of: plan, release, deployment, scratch
    ) {
      if sources.contains($0) { try list.add($0, holding: $1) }
      if Self.told.contains($0) { texts[$0] = $1 }
    }
    if !listed.isEmpty {
      self.sources = PythonSources(list, of: deployment)?.check(of: listed.count)
    }
    let requirements = ProductLayout.path(PythonRequirement.fileName)
    if changed.contains(requirements) {
      let wanted = PythonRequirement.read(
        String(decoding: texts[requirements] ?? [], as: UTF8.self))
      packages = PythonCheck(of: deployment).check(for: wanted, known: try known.value())
    }
  }

  private static let told = Set(
    Release.versionPaths + [ProductLayout.path(PythonRequirement.fileName)])

  /// Hands over what these files will hold: what was merged, else what the release ships. What is too long to be looked
  /// into is passed over.
  private static func forEach(
    _ paths: Set<RelativePath>, of plan: UpgradePlan, _ release: Release,
    _ deployment: Deployment, _ scratch: FilePath, _ body: (RelativePath, [UInt8]) throws -> Void
  ) throws {
    let shipped = paths.filter { path in
      guard plan.merges[path] == nil, let entry = plan.after[path], entry.kind == .file,
        entry.size <= UInt64(Release.longestConfiguration)
      else { return false }
      return release.listing[path]?.object == entry.object
    }
    for (path, bytes) in plan.merges where paths.contains(path) { try body(path, bytes) }
    try deployment.releaseReader(scratch: scratch).forEach(shipped, in: release, body)
  }
}
