import FileEffects
import ObjectStore
import SystemPackage

extension ReleaseReader {
  /// Reads a folder, and the bytes of its informative files.
  func readFolder(
    _ folder: FilePath, into batch: ObjectBatch?
  ) throws -> (Release, texts: [RelativePath: [UInt8]]) {
    var (listing, warnings) = try walk(folder, into: batch)
    for warning in warnings where purpose == .installing {
      if case .special(let kind) = warning.kind {
        throw ReleaseError.refused(folder, name: warning.path.bytes, reason: .special(kind))
      }
    }
    var links: [RelativePath: [UInt8]] = [:]
    try listing.update { path, entry in
      // As in an archive: who runs a file is not for a release to say.
      entry.permissions &= 0o777
      guard entry.layer != nil && entry.kind != .database else { return }
      if entry.kind == .link {
        links[path] = try files.linkTarget(path.resolved(in: folder))
      }
      entry.layer = layer(path)
    }
    try refuseLeaving(links, of: folder)
    let release = Release(
      listing: listing, warnings: warnings, links: links, layout: .folder, source: folder)
    var texts: [RelativePath: [UInt8]] = [:]
    for path in Self.informative {
      guard let entry = release.listing[path], entry.kind == .file else { continue }
      let longest = longestText(at: path)
      if entry.size > longest, longest == Self.longestNote {
        throw ReleaseError.refused(
          folder, name: path.bytes, reason: .longNote(maximumBytes: longest))
      }
      if entry.size > longest { continue }
      texts[path] = try files.read(path.resolved(in: folder))
    }
    return (release, texts)
  }

  /// All that is in a folder. Nothing else of the walk stays in memory.
  private func walk(
    _ folder: FilePath, into batch: ObjectBatch?
  ) throws -> (Listing, [CaptureWarning]) {
    let rules = EveryFile(in: folder)
    var capture = Capture(
      root: folder, rules: rules, files: files, databases: ForeignDatabases(base: databases),
      scratch: scratch, store: nil, previous: replaced(at:))
    capture.progress = progress
    let captured = try capture.run(into: batch)
    return (captured.listing, captured.warnings + rules.passedOver)
  }

  /// Refuses links that could lead out of the release.
  func refuseLeaving(_ links: [RelativePath: [UInt8]], of source: FilePath) throws(ReleaseError) {
    let leaving = links.filter { ArchiveEntry.linkLeaves($1, at: $0) }.min { $0.key < $1.key }
    if let (path, target) = leaving {
      throw .refused(source, name: path.bytes, reason: .linkLeaves(target: target))
    }
  }
}

/// Everything in a folder counts, but for what version control and cortex keep there.
private final class EveryFile: CaptureRules {
  let folder: FilePath
  private(set) var passedOver: [CaptureWarning] = []

  init(in folder: FilePath) { self.folder = folder }

  func layer(of path: RelativePath) -> Layer? { .core }
  func mayHold(_ folder: RelativePath) -> Bool { true }

  /// A folder can be a checkout, or a deployment itself. By another spelling of these names somebody
  /// means to get past those who look for them.
  func passesOver(_ path: RelativePath) throws {
    guard ReservedName.isPlain(path.name) else {
      throw ReleaseError.refused(folder, name: path.bytes, reason: .reservedName)
    }
    passedOver.append(CaptureWarning(path: path, kind: .reserved))
  }
}
