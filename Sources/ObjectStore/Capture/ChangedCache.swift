import FileEffects

/// The folders of the stat cache after a switch: its own rows, and for each changed path what was found there.
///
/// Folders without a change are taken as they are. The trees of the others are those of their rows, so
/// that, as after a walk, no folder counts whose names are not its rows.
struct ChangedCache {
  private let cache: StatCache
  private let changes: ConfirmedChanges
  private let after: Listing
  private let packing: RowPacking
  /// The changed names in each folder; none in those that only have such folders below.
  private var names: [RelativePath?: [[UInt8]]] = [nil: []]

  /// - Parameter after: The deployment's state by now; equal folders may be closed.
  init(_ cache: StatCache, _ changes: ConfirmedChanges, in after: Listing) throws {
    packing = try RowPacking(nil)
    (self.cache, self.changes, self.after) = (cache, changes, after)
    for path in changes.found.keys {
      names[path.parent, default: []].append(path.name)
      for folder in path.ancestors where names[folder] == nil { names[folder] = [] }
    }
  }

  /// The deployment's own folder.
  func root() throws -> CapturedFolder { try folder(nil, 0) }

  /// - Parameter number: The folder's in the cache, if it has it.
  private func folder(_ path: RelativePath?, _ number: Int?) throws -> CapturedFolder {
    guard let changed = names[path] else {
      return try number.map { CapturedFolder($0, of: cache) }
        ?? CapturedFolder([], hasAllNames: true, isListedEmpty: true, packing)
    }
    let (unchanged, numbers) = try kept(path, number)
    var rows = unchanged
    for name in changed {
      let path = RelativePath.appending(name, to: path)
      switch changes.found[path] {
      case .folder(let metadata):
        let folder = try folder(path, numbers[name])
        rows.append(CapturedFolder.Row(name: name, metadata: metadata, found: .folder(folder)))
      case .leaf(let metadata, let entry, let isRemembered):
        rows.append(
          CapturedFolder.Row(
            name: name, metadata: metadata, found: .leaf(entry, isRemembered: isRemembered)))
      case .gone, nil: break
      }
    }
    rows.sort { $0.name.lexicographicallyPrecedes($1.name) }
    let isListed = path.map { after[$0]?.isDirectory ?? false } ?? true
    return try CapturedFolder(
      rows,
      hasAllNames: !changes.foldersOfDatabases.contains(path)
        && number.map { cache.folders[$0].isWhole } ?? true,
      isListedEmpty: rows.isEmpty && isListed, packing)
  }

  /// The rows of a folder that the change leaves alone, and the numbers of the folders in it that it changes.
  private func kept(
    _ path: RelativePath?, _ number: Int?
  ) throws -> (rows: [CapturedFolder.Row], numbers: [[UInt8]: Int]) {
    guard let number else { return ([], [:]) }
    var rows: [CapturedFolder.Row] = []
    var numbers: [[UInt8]: Int] = [:]
    var child = number + 1
    for row in cache.rows(of: number) {
      let path = RelativePath.appending(row.name, to: path)
      let isChanged = changes.found[path] != nil
      let found: CapturedFolder.Found
      switch row.found {
      case .leaf(let entry), .unstored(let entry): found = .leaf(entry, isRemembered: true)
      case .leftOut: found = .leftOut
      case .folder:
        // It was checked when the cache was read that its folders add up, but not that every row has one.
        guard child < cache.folders.count else { continue }
        let number = child
        child += cache.folders[child].folderCount
        numbers[row.name] = number
        if isChanged { continue }
        found = .folder(try folder(path, number))
      }
      if isChanged { continue }
      rows.append(CapturedFolder.Row(name: row.name, metadata: row.metadata, found: found))
    }
    return (rows, numbers)
  }
}

extension Store {
  /// Lets the stat cache go on after a switch: what it knew of paths that were not changed, and what was
  /// read of those that were. A cache that was forgotten stays so.
  ///
  /// Call it when the switch is through. Best effort: where it cannot be written, the changed files are read
  /// once more.
  public func remember(_ changes: ConfirmedChanges, in after: Listing) {
    try? write(changes, in: after)
  }

  private func write(_ changes: ConfirmedChanges, in after: Listing) throws {
    let known = try statCache()
    if known.folders.isEmpty { return }
    let root = try ChangedCache(known, changes, in: after).root()
    _ = root.build(nil) { bytes, _ in ObjectID(of: bytes) }
    let memory = try StatCacheMemory(
      root, rules: known.rules, packs: packNames.union(known.packs)
    ) { contains($0) }
    try keepStatCache(size: memory.size, memory.write(to:))
  }
}
