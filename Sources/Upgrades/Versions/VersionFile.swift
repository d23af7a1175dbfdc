import ConfigMerge
import FileEffects
import Generations
import ObjectStore
import Releases

/// The deployment's own note of its version, `.cortex-version`, in one of the two places where it can be.
public struct VersionFile: Hashable, Sendable {
  static let atRoot = ProductLayout.path(ProductLayout.current.versionFile)
  static let inBrain = ProductLayout.path(ProductLayout.current.brainVersionFile)
  /// In the order in which they are asked.
  static let places = [atRoot, inBrain]

  /// What was found in a place.
  enum Found: Hashable, Sendable {
    case nothing
    case entries([JSONValue.Entry])
    case unreadable(Fault)
    /// A symbolic link, and where it leads.
    case link(to: String)
  }

  /// Why it says no version.
  public enum Fault: Hashable, Sendable {
    case noObject
    /// It is no JSON, and why.
    case noJSON(NotedError)
    case noVersion
    /// It is too long, or no text.
    case noShortText
  }

  var path: RelativePath
  var found: Found

  init(_ path: RelativePath, _ found: Found) {
    self.path = path
    self.found = found
  }

  init(_ path: RelativePath, contents: [UInt8]) {
    self.path = path
    do throws(ParseError) {
      guard case .object(let entries) = try JSONValue(contents) else {
        found = .unreadable(.noObject)
        return
      }
      found = .entries(entries)
    } catch { found = .unreadable(.noJSON(NotedError(error))) }
  }

  /// What it holds, as far as that can be read.
  var entries: [JSONValue.Entry] {
    if case .entries(let entries) = found { entries } else { [] }
  }

  /// Whether it is a link to the file in the other place: that is then the one to be written.
  var leadsToOther: Bool {
    guard case .link(let target) = found else { return false }
    let plain = target.hasPrefix("./") ? String(target.dropFirst(2)) : target
    return plain == (path == Self.atRoot ? "\(Self.inBrain)" : "../\(Self.atRoot)")
  }

  /// Whether it is a file that does not say that this version is installed.
  func isStale(_ version: String) -> Bool {
    switch found {
    case .nothing, .link: false
    case .unreadable: true
    case .entries(let entries):
      entries[ProductLayout.current.versionField]?.text.map { !isSameVersion($0, version) } ?? true
    }
  }
}

extension [VersionFile] {
  /// Those that an upgrade writes: all existing ones, or the one in the brain if there is none. Files that
  /// the workspace's rules exclude stay unchanged.
  func toWrite(_ rules: [LayerRule]) -> [VersionFile] {
    let taken = filter { $0.found != .nothing && !rules.excludes($0.path) && !$0.leadsToOther }
    if !taken.isEmpty || rules.excludes(VersionFile.inBrain) { return taken }
    return [VersionFile(VersionFile.inBrain, .nothing)]
  }

  /// With the one first that counts if they disagree: the one that names the version known to be installed,
  /// else the one that takes precedence.
  func leading(_ installed: String) -> [VersionFile] {
    let agrees = filter {
      $0.entries[ProductLayout.current.versionField]?.text.map { isSameVersion($0, installed) }
        ?? false
    }
    return agrees + filter { !agrees.contains($0) }
  }

  /// Warnings about them before they are written.
  func warnings(leading installed: String) -> [VersionFinding] {
    var warnings: [VersionFinding] = []
    for file in self {
      guard case .link(let target) = file.found else { continue }
      warnings.append(.versionFileIsLink(file.path, target: target))
    }
    let ids = leading(installed).compactMap { file in
      WorkspaceID.made(file.entries["workspace_id"])?.text.map {
        VersionFinding.NotedID(id: $0, file: file.path)
      }
    }
    if let first = ids.first, let other = ids.first(where: { $0.id != first.id }) {
      warnings.append(.workspaceIDs(first, other))
    }
    return warnings
  }
}

extension Deployment {
  /// The version files as just captured, with their contents.
  ///
  /// - Throws: ``GenerationError/changedMeanwhile(path:)``.
  func versionFiles(_ local: Listing) throws -> [VersionFile] {
    try VersionFile.places.map { path in
      guard let entry = local[path].leaf else { return VersionFile(path, .nothing) }
      if entry.kind == .link {
        let target = try files.linkTarget(path.resolved(in: root))
        return VersionFile(path, .link(to: String(decoding: target, as: UTF8.self)))
      }
      guard let bytes = try configuration(at: path, entry) else {
        return VersionFile(path, .unreadable(.noShortText))
      }
      return VersionFile(path, contents: bytes)
    }
  }
  /// What an upgrade writes to the version files of its plan.
  ///
  /// - Parameter first: The earliest generation, the best evidence of when the deployment was installed.
  func versionTexts(
    _ plan: UpgradePlan, _ rehearsals: [Rehearsal], _ rules: [LayerRule], first: Generation
  ) -> [(RelativePath, [UInt8])] {
    let update = VersionUpdate(
      from: plan.from, to: plan.to, now: now,
      migrations: rehearsals.flatMap(\.records).map(\.fileName),
      configurations: CustomizedConfigurations(plan.shipped, plan.after, rules),
      installed: first.created, workspaceID: WorkspaceID.derived(root: root, first: first))
    let files = plan.versionFiles.leading(plan.from)
    return zip(files, update.applied(to: files.map(\.entries))).map { file, entries in
      (file.path, JSONValue.object(entries).written)
    }
  }
}
