import FileEffects
import SystemPackage

/// All that a simulated disk is, behind its lock: nodes, names, and what is known of the power.
struct SimulatedDiskState: Sendable {
  static let root: UInt64 = 2
  static let tick: Int64 = 20_000_000

  var nodes: [UInt64: SimulatedNode] = [:]
  var nextNode = root + 1
  /// The logical clock, in nanoseconds since 1970.
  /// Not at a full second, as disks have them that keep only those.
  var now: Int64 = 1_750_000_000_000_000_001
  var usedBytes: UInt64 = 0
  var capacityBytes: UInt64 = 1 << 40
  /// The nodes whose lock is held.
  var locked: Set<UInt64> = []
  var power = SimulatedPower()
  /// Whoever asks.
  var user = FileUser.root
  /// How many files, links and folders fit; `nil` for any number, which is not counted then.
  var capacityFiles: Int?

  init(seed: UInt64?) {
    nodes[Self.root] = SimulatedNode(
      .directory, permissions: 0o755, now: now, owner: user.owner)
    power.generator = seed.map { SeededGenerator(seed: $0) }
  }

  var freeFiles: Int? {
    capacityFiles.map { max(0, $0 - nodes.values.count { $0.links > 0 }) }
  }

  var freeBytes: UInt64 { capacityBytes > usedBytes ? capacityBytes - usedBytes : 0 }

  /// Where a path leads: the folder that holds its last name, and what has that name.
  struct Place {
    /// The folder, after those above it.
    var folders: [UInt64]
    /// Empty where the path is a folder by another word: `/`, `.` or `..`.
    var name: [UInt8]
    var node: UInt64?

    var folder: UInt64 { folders.last ?? SimulatedDiskState.root }
  }

  /// Walks to `path`, through links but for the last name.
  func place(_ path: FilePath) throws(Errno) -> Place {
    var folders = [Self.root]
    var rest = Array(Self.names(path.simulatedBytes).reversed())
    var linksFollowed = 0
    while let name = rest.popLast() {
      if name.elementsEqual(".".utf8) { continue }
      if name.elementsEqual("..".utf8) {
        if folders.count > 1 { folders.removeLast() }
        continue
      }
      guard name.count <= 255 else { throw .fileNameTooLong }
      let found = nodes[folders.last ?? Self.root]?.live.names[name]
      if rest.isEmpty { return Place(folders: folders, name: name, node: found) }
      guard let found, let node = nodes[found] else { throw .noSuchFileOrDirectory }
      switch node.kind {
      case .directory: folders.append(found)
      case .symbolicLink:
        linksFollowed += 1
        guard linksFollowed <= 40 else { throw .tooManySymbolicLinkLevels }
        if node.live.contents.first == UInt8(ascii: "/") { folders = [Self.root] }
        rest += Self.names(node.live.contents).reversed()
      default: throw .notDirectory
      }
    }
    return Place(folders: folders, name: [], node: folders.last)
  }

  private static func names(_ path: [UInt8]) -> [[UInt8]] {
    path.split(separator: UInt8(ascii: "/")).map(Array.init)
  }

  /// The node at `path`, of the kind that is asked for.
  func node(_ path: FilePath, _ kind: FileMetadata.Kind) throws(Errno) -> UInt64 {
    guard let id = try place(path).node, let node = nodes[id] else {
      throw .noSuchFileOrDirectory
    }
    if node.kind == kind { return id }
    switch (node.kind, kind) {
    case (_, .directory): throw .notDirectory
    case (.symbolicLink, .regular): throw .tooManySymbolicLinkLevels
    case (.directory, .regular): throw .isDirectory
    default: throw .invalidArgument
    }
  }

  func metadata(_ id: UInt64) -> FileMetadata? {
    guard let node = nodes[id] else { return nil }
    return FileMetadata(
      kind: node.kind, permissions: node.live.permissions, size: node.size,
      modifiedNanoseconds: node.live.modified, changedNanoseconds: node.live.changed, inode: id,
      device: 1, owner: node.live.owner)
  }

  // MARK: Changing

  /// Puts a new node at `path`, as one effect.
  mutating func add(
    _ kind: FileMetadata.Kind, _ path: FilePath, permissions: UInt16, contents: [UInt8] = [],
    _ effect: String
  ) throws(Errno) -> UInt64 {
    let place = try place(path)
    guard place.node == nil else { throw .fileExists }
    guard freeBytes > 0, freeFiles != 0 else { throw .noSpace }
    try begin("\(effect) \(path)")
    let id = insert(
      SimulatedNode(
        kind, permissions: permissions, contents: contents, now: now, owner: user.owner))
    setNames([(place.folder, place.name, id)])
    return id
  }

  mutating func insert(_ node: SimulatedNode) -> UInt64 {
    defer { nextNode += 1 }
    nodes[nextNode] = node
    return nextNode
  }

  /// Sets or takes away names as one change, which is durable once their folders are synced.
  mutating func setNames(_ changes: [(folder: UInt64, name: [UInt8], node: UInt64?)]) {
    for change in changes {
      if let old = nodes[change.folder]?.live.names[change.name] { count(old, -1) }
      if let new = change.node { count(new, 1) }
      nodes[change.folder]?.live.names[change.name] = change.node
      nodes[change.folder]?.pending.append(
        .init(effect: power.effects, name: change.name, node: change.node))
      nodes[change.folder]?.touch(now)
    }
  }

  private mutating func count(_ id: UInt64, _ difference: Int) {
    guard let before = nodes[id]?.links, let bytes = nodes[id]?.live.contents.count else { return }
    nodes[id]?.links = before + difference
    if before == 0 { usedBytes += UInt64(bytes) }
    if before + difference == 0 { usedBytes -= UInt64(bytes) }
  }

  /// Changes a file's bytes, as programs see them.
  mutating func setContents(_ id: UInt64, _ change: (inout [UInt8]) -> Void) {
    guard let links = nodes[id]?.links, let before = nodes[id]?.live.contents.count else { return }
    nodes[id]?.touch(now)
    nodes[id]?.edit(change)
    let after = nodes[id]?.live.contents.count ?? 0
    if links > 0 { usedBytes = usedBytes - UInt64(before) + UInt64(after) }
  }
}
