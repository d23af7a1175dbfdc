public import FileEffects
public import SystemPackage

/// What a test does to a simulated disk behind the program's back: durable at once, not counted as
/// an effect, and working whether or not there is space.
extension SimulatedDisk {
  /// Writes a file, in place if there is one, and the folders above it that are missing.
  public func write(
    _ path: FilePath, _ bytes: [UInt8], permissions: UInt16 = 0o644
  ) throws(FileError) {
    try plant(.regular, path, bytes, permissions: permissions)
  }

  /// Writes a file of text, in place if there is one, and the folders above it that are missing.
  public func write(
    _ path: FilePath, _ text: String, permissions: UInt16 = 0o644
  ) throws(FileError) {
    try plant(.regular, path, Array(text.utf8), permissions: permissions)
  }

  /// Makes a folder, and those above it that are missing.
  public func writeFolder(_ path: FilePath, permissions: UInt16 = 0o755) throws(FileError) {
    try plant(.directory, path, [], permissions: permissions)
  }

  /// Makes a symbolic link, and the folders above it that are missing.
  public func writeLink(_ path: FilePath, to target: String) throws(FileError) {
    try plant(.symbolicLink, path, Array(target.utf8), permissions: 0o777)
  }

  /// Makes a FIFO, a socket or a device, and the folders above it that are missing.
  public func writeSpecial(_ path: FilePath, _ kind: FileMetadata.SpecialFile) throws(FileError) {
    try plant(.special(kind), path, [], permissions: 0o644)
  }

  /// Gives what is at `path`, and all that is below, to a user.
  public func give(_ path: FilePath, to owner: FileOwner) throws(FileError) {
    try perform(.setOwner, path) { (state) throws(Errno) in
      guard let start = try state.place(path).node else { throw .noSuchFileOrDirectory }
      var waiting = [start]
      while let id = waiting.popLast() {
        state.nodes[id]?.live.owner = owner
        state.nodes[id]?.durable.owner = owner
        waiting += state.nodes[id]?.live.names.values ?? [:].values
      }
    }
  }

  /// Takes away what is at `path`, with all that is in it.
  public func erase(_ path: FilePath) throws(FileError) {
    try perform(.remove, path) { (state) throws(Errno) in
      let place = try state.place(path)
      guard place.node != nil, !place.name.isEmpty else { return }
      state.now += SimulatedDiskState.tick
      state.setDurableName(place.name, in: place.folder, nil)
    }
  }

  private func plant(
    _ kind: FileMetadata.Kind, _ path: FilePath, _ contents: [UInt8], permissions: UInt16
  ) throws(FileError) {
    try perform(.write, path) { (state) throws(Errno) in
      state.now += SimulatedDiskState.tick
      var parent = FilePath("/")
      for component in path.removingLastComponent().components {
        parent.append(component)
        let place = try state.place(parent)
        if place.node == nil {
          try state.plant(.directory, parent, [], permissions: 0o755)
        } else if !place.name.isEmpty {
          state.nodes[place.folder]?.settleName(place.name)
        }
      }
      try state.plant(kind, path, contents, permissions: permissions)
    }
  }

  /// Replaces a file's bytes in place, atomically and durably, as one effect, as the commit of a
  /// database does; `false` if they are no longer `old`.
  func commit(_ new: [UInt8], replacing old: [UInt8], in path: FilePath) throws(FileError) -> Bool {
    try perform(.write, path) { (state) throws(Errno) -> Bool in
      let id = try state.node(path, .regular)
      guard state.nodes[id]?.live.contents == old else { return false }
      let free = UInt64(old.count) + state.freeBytes
      guard new.count <= free else { throw .noSpace }
      try state.begin("commit \(path)")
      state.setContents(id) { $0 = new }
      state.nodes[id]?.makeDurable()
      return true
    }
  }
}

extension SimulatedDiskState {
  mutating func plant(
    _ kind: FileMetadata.Kind, _ path: FilePath, _ contents: [UInt8], permissions: UInt16
  ) throws(Errno) {
    let place = try place(path)
    if place.name.isEmpty { return }
    if let id = place.node {
      guard nodes[id]?.kind == kind else { throw .fileExists }
      setContents(id) { $0 = contents }
      nodes[id]?.live.permissions = permissions
      nodes[id]?.settleContents()
      setDurableName(place.name, in: place.folder, id)
    } else {
      let node = SimulatedNode(
        kind, permissions: permissions, contents: contents, now: now, owner: user.owner)
      setDurableName(place.name, in: place.folder, insert(node))
    }
  }

  /// Sets one name, durable at once, and leaves the others of its folder as they are.
  mutating func setDurableName(_ name: [UInt8], in folder: UInt64, _ id: UInt64?) {
    setNames([(folder, name, id)])
    nodes[folder]?.settleName(name)
  }
}

extension SimulatedNode {
  mutating func settleContents() {
    durable.contents = live.contents
    durable.permissions = live.permissions
    durable.modified = live.modified
    durable.changed = live.changed
    durable.owner = live.owner
  }

  mutating func settleName(_ name: [UInt8]) {
    durable.names[name] = live.names[name]
    pending.removeAll { $0.name == name }
  }
}

extension FilePath {
  /// The path's bytes, which need not be text.
  var simulatedBytes: [UInt8] {
    withPlatformString { start in
      var bytes: [UInt8] = []
      var next = start
      while next.pointee != 0 {
        bytes.append(UInt8(bitPattern: next.pointee))
        next += 1
      }
      return bytes
    }
  }
}
