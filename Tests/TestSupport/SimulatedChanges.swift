import FileEffects
import SystemPackage

/// The changes that need more than a node: names that move and go, permissions, locks.
extension SimulatedDiskState {
  mutating func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(Errno) {
    guard let id = try place(path).node, let node = nodes[id] else {
      throw .noSuchFileOrDirectory
    }
    guard node.kind != .symbolicLink else { throw .notSupportedOnSocket }
    try begin("setPermissions \(String(permissions, radix: 8)) \(path)")
    nodes[id]?.live.permissions = permissions
    nodes[id]?.live.changed = now
  }

  mutating func setOwner(_ path: FilePath, _ owner: FileOwner) throws(Errno) {
    guard let id = try place(path).node, let node = nodes[id] else {
      throw .noSuchFileOrDirectory
    }
    guard user.isRoot || node.live.owner.user == user.owner.user && user.mayGive(to: owner) else {
      throw .notPermitted
    }
    try begin("setOwner \(owner.user):\(owner.group) \(path)")
    nodes[id]?.live.owner = owner
    if node.kind == .regular { nodes[id]?.live.permissions &= ~0o6000 }
    nodes[id]?.live.changed = now
  }

  mutating func rename(_ source: FilePath, over target: FilePath) throws(Errno) {
    let from = try place(source)
    let to = try place(target)
    guard let moved = from.node, let node = nodes[moved] else { throw .noSuchFileOrDirectory }
    guard !from.name.isEmpty, !to.name.isEmpty else { throw .resourceBusy }
    if to.node == moved { return }
    if let replaced = to.node.flatMap({ nodes[$0] }) {
      switch (node.kind == .directory, replaced.kind == .directory) {
      case (true, false): throw .notDirectory
      case (false, true): throw .isDirectory
      case (true, true) where !replaced.live.names.isEmpty: throw .directoryNotEmpty
      default: break
      }
    }
    if to.folders.contains(moved) { throw .invalidArgument }
    try begin("rename \(source) over \(target)")
    setNames([(to.folder, to.name, moved), (from.folder, from.name, nil)])
    nodes[moved]?.live.changed = now
  }

  mutating func remove(_ path: FilePath) throws(Errno) {
    guard let place = try placeIfPresent(path, [.noSuchFileOrDirectory, .notDirectory]),
      let id = place.node
    else { return }
    guard nodes[id]?.kind != .directory else { throw .isDirectory }
    try begin("remove \(path)")
    setNames([(place.folder, place.name, nil)])
  }

  mutating func removeDirectory(_ path: FilePath) throws(Errno) {
    guard let place = try placeIfPresent(path, [.noSuchFileOrDirectory]), let id = place.node
    else { return }
    guard nodes[id]?.kind == .directory else { throw .notDirectory }
    guard !place.name.isEmpty else { throw .resourceBusy }
    guard nodes[id]?.live.names.isEmpty == true else { throw .directoryNotEmpty }
    try begin("removeDirectory \(path)")
    setNames([(place.folder, place.name, nil)])
  }

  private func placeIfPresent(_ path: FilePath, _ allowed: [Errno]) throws(Errno) -> Place? {
    do throws(Errno) { return try place(path) } catch {
      if allowed.contains(error) { return nil }
      throw error
    }
  }

  /// The node whose lock was taken; `nil` if someone holds it.
  mutating func lock(_ path: FilePath) throws(Errno) -> UInt64? {
    let isThere = try place(path).node != nil
    let id =
      isThere
      ? try node(path, .regular) : try add(.regular, path, permissions: 0o644, "create lock")
    return locked.insert(id).inserted ? id : nil
  }

  /// Replaces a file's bytes; what does not fit on the disk is left out, and the rest written.
  mutating func write(_ id: UInt64, _ bytes: some Collection<UInt8>, at offset: Int) throws(Errno) {
    let present = nodes[id]?.live.contents.count ?? 0
    let room = present - offset + Int(min(freeBytes, UInt64(Int.max / 2)))
    setContents(id) { contents in
      contents.removeSubrange(offset...)
      contents.append(contentsOf: bytes.prefix(room))
    }
    if room < bytes.count { throw .noSpace }
  }
}
