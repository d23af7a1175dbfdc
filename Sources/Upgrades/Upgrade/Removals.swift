import FileEffects
import ObjectStore
import Releases

/// Core files of one folder that an upgrade would take away, although no manifest says so.
public struct FolderRemoval: Encodable, Hashable, Sendable {
  /// `nil` for the deployment's own folder.
  @OrNull public var folder: String?
  /// How many of the files in it and below it go.
  public var files: Int
}

/// What an upgrade takes away, and whether that is more than a release takes away by the way.
struct Removals {
  /// Removing more than one in so many core files needs consent.
  static let largestShare = 10

  /// By folder, most files first; empty if no consent is needed.
  var toBeMeant: [FolderRemoval] = []
  /// How many core files there are before.
  var coreCount: Int

  /// - Parameters:
  ///   - removed: The core files that go.
  ///   - core: All present core files, as far as they are CORTEX's.
  ///   - release: The files shipped from then on.
  ///   - base: What the installed release shipped.
  ///   - announced: Files that the release's manifest says are removed.
  init(
    _ removed: [RelativePath], of core: [RelativePath: Entry], release: [RelativePath: Entry],
    base: [RelativePath: Entry], announced: Set<RelativePath>
  ) {
    coreCount = core.count
    let going = Set(removed)
    let staying =
      core.keys.filter { !going.contains($0) }
      + release.lazy.filter { !$0.value.isDirectory && $0.value.layer == .core }.map(\.key)
    let used = Self.folders(above: staying)
    // Whose contents are at a path that the release has and the base had not.
    let new = Set(
      release.lazy.filter { base[$0.key] == nil && !$0.value.isDirectory }.map(\.value.object))
    let gone = removed.filter { path in core[path].map { !new.contains($0.object) } ?? true }
    let lessened = Self.folders(above: gone)
    let counted = removed.filter { path in
      guard !announced.contains(path) else { return false }
      // A folder whose files are all somewhere else has moved.
      guard let folder = path.parent else { return true }
      return used.contains(folder) || lessened.contains(folder)
    }
    let isMany = counted.count * Self.largestShare > coreCount
    var files: [RelativePath?: Int] = [:]
    for path in counted {
      // The highest one that is lost whole.
      let lost = Array(path.ancestors).last { !used.contains($0) }
      if lost != nil || isMany { files[lost ?? path.parent, default: 0] += 1 }
    }
    toBeMeant = files.map { FolderRemoval(folder: $0.key?.description, files: $0.value) }
      .sorted { ($1.files, $0.folder ?? "") < ($0.files, $1.folder ?? "") }
  }

  private static func folders(above paths: some Sequence<RelativePath>) -> Set<RelativePath> {
    var folders: Set<RelativePath> = []
    for path in paths { folders.insertAncestors(of: path) }
    return folders
  }
}
