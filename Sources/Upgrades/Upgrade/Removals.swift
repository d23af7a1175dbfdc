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

  /// - Parameter announced: Files that the release's manifest says are removed.
  init(_ core: CoreFiles, announced: Set<RelativePath>) {
    coreCount = core.count
    let used = core.used
    var lessened = FoldersAbove()
    for item in core.removed where !core.new.contains(item.entry.object) {
      lessened.insert(above: item.path)
    }
    let counted = core.removed.map(\.path).filter { path in
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
}

/// What of an upgrade's files tells how much it takes away. Paths are noted in their order.
struct CoreFiles {
  /// How many core files there are before, as far as they are CORTEX's.
  private(set) var count = 0
  /// Those that go.
  private(set) var removed: [Listing.Item] = []
  /// The folders above those that stay, and above the core files of the release.
  private(set) var used = FoldersAbove()
  /// The contents of files at paths that the release has and the base had not.
  private(set) var new: Set<ObjectID> = []

  /// What a path has, whether it is decided about or not.
  mutating func note(_ path: RelativePath, _ sides: Sides<Entry?>) {
    guard let target = sides.target.leaf else { return }
    if target.layer == .core { used.insert(above: path) }
    if sides.base == nil { new.insert(target.object) }
  }

  mutating func note(_ file: DecidedFile) {
    guard file.layer == .core, file.sides.base != nil, let local = file.sides.local else { return }
    count += 1
    if file.decision == .removed {
      removed.append(Listing.Item(path: file.path, entry: local))
    } else {
      used.insert(above: file.path)
    }
  }
}
