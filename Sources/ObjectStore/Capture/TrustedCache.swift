import FileEffects
import SystemPackage

/// The stat cache, as far as one walk may believe it.
///
/// | What it says | is believed as long as |
/// |---|---|
/// | the tree of a folder, with all below | the rules are settled there, the objects are in the store, and all below looks the same |
/// | that a name is left out; a file's layer | the rules are settled in its folder, and it looks the same |
/// | the object of a file or link | it looks the same, and the object is in the store |
/// | the same of a large file whose contents the store lacks | it looks the same, and nothing is stored |
/// | the object of a database | besides, it has no second name, and no file beside it that may have rows |
struct TrustedCache {
  let cache: StatCache
  private let rules: any CaptureRules
  private let store: Store?
  /// Whether the layers were given by the same rules.
  private let isSameRules: Bool
  /// Whether the objects are all there: they were, and so are their packs.
  private let hasObjects: Bool
  /// Whether the walk stores what it finds.
  private let isStoring: Bool
  private var prescan: FolderPrescan

  init(for capture: Capture, isStoring: Bool = true) throws {
    self.isStoring = isStoring
    let cache = try capture.store?.statCache() ?? StatCache()
    (self.cache, rules, store) = (cache, capture.rules, capture.store)
    isSameRules = cache.rules == rules.key
    hasObjects = cache.packs.isSubset(of: store?.packNames ?? [])
    prescan = FolderPrescan(
      of: cache, below: capture.root, on: capture.files, workers: store?.workers ?? 1,
      keepingAll: !isSameRules)
  }

  /// Whether all that the cache says of the rules in this folder and below still holds.
  func isSettled(_ folder: WalkedFolder) throws -> Bool {
    guard let number = folder.known, isSameRules else { return false }
    return try folder.isSettled || rules.isSettled(folder.path, as: cache.folders[number].tree)
  }

  /// The folder with all below, where nothing has changed.
  func unchanged(_ folder: WalkedFolder) -> CapturedFolder? {
    guard let number = folder.known, folder.isSettled, hasObjects, prescan.isSame(below: number)
    else { return nil }
    return CapturedFolder(number, of: cache)
  }

  /// The names in a folder, in byte order.
  mutating func entries(of folder: WalkedFolder) throws -> [DirectoryEntry] {
    try prescan.entries(of: folder.location, folder.known, fromMemory: folder.isSettled)
  }

  /// What a name stands for, where it need not be read.
  func entry(of name: WalkedName) -> Entry? {
    guard let entry = entry(in: name.row) else { return nil }
    if entry.kind == .database {
      // A name that it has gained since is reported when it is read again.
      guard name.metadata.nameCount <= 1, !name.hasOpenJournal, name.obstacle == nil else {
        return nil
      }
    }
    return entry
  }

  private func entry(in row: StatCacheRow?) -> Entry? {
    switch row?.found {
    case .leaf(let entry): hasObjects || store?.contains(entry.object) == true ? entry : nil
    case .unstored(let entry): isStoring ? nil : entry
    case .folder, .leftOut, nil: nil
    }
  }
}
