import FileEffects

/// What saves a sweep from doing the same thing again and again.
extension SimulatedDisk {
  /// The disk as it is before each effect of `body`, and after the last one: what ``cutPower(afterEffects:)``
  /// would leave for each number of effects, of one run instead of one for each.
  ///
  /// Whether `body` would throw after such a cut is not known: use this where that does not count.
  public func moments(during body: (SimulatedDisk) throws -> Void) -> [SimulatedDisk] {
    withState { $0.power.moments = [] }
    // What it throws is the end of it: the disk as it then is comes last.
    try? body(self)
    let moments = withState { state in
      defer { state.power.moments = nil }
      return state.power.moments ?? []
    }
    return moments.map { SimulatedDisk($0) } + [copy()]
  }

  /// Whether a power cut would lose nothing now.
  public var isDurable: Bool { withState { $0.nodes.values.allSatisfy { $0.isDurable } } }

  /// A number that two disks have in common that hold the same: names, kinds, permissions, owners, bytes.
  ///
  /// Times and inodes are left out, and what lies in folders of `/` that begin with `prefix`. It is another
  /// one in each run of the tests.
  public func fingerprint(leavingOut prefix: String? = nil) -> Int {
    withState { $0.fingerprint(leavingOut: prefix.map { Array($0.utf8) }) }
  }
}

extension SimulatedDiskState {
  fileprivate func fingerprint(leavingOut prefix: [UInt8]?) -> Int {
    var sum = 0
    var waiting = [(folder: Self.root, path: 0)]
    while let (folder, path) = waiting.popLast() {
      for (name, id) in nodes[folder]?.live.names ?? [:] {
        guard let node = nodes[id] else { continue }
        if folder == Self.root, let prefix, name.starts(with: prefix) { continue }
        var hasher = Hasher()
        hasher.combine(path)
        hasher.combine(name)
        let place = hasher.finalize()
        hasher = Hasher()
        hasher.combine(place)
        hasher.combine(node.kind)
        hasher.combine(node.live.permissions)
        hasher.combine(node.live.owner)
        node.live.contents.withUnsafeBytes { hasher.combine(bytes: $0) }
        // In any order: a folder's names have none.
        sum &+= hasher.finalize()
        if node.kind == .directory { waiting.append((id, place)) }
      }
    }
    return sum
  }
}
