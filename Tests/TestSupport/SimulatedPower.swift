import FileEffects
import SystemPackage

/// What a simulated disk knows of its power and of the faults that a test asked for.
struct SimulatedPower: Sendable {
  var effects = 0
  var log: [String] = []
  /// How many effects there may be before the power is cut.
  var cutAt: Int?
  var isCut = false
  /// Effects that fail, by their number.
  var failures: [Int: Errno] = [:]
  var isForgotten: @Sendable (String) -> Bool = { _ in false }
  /// How often the disk was restarted: what was opened before is dead.
  var restarts = 0
  /// Decides what survives; without one, nothing does that was not synced.
  var generator: SeededGenerator?
  /// The disk before each effect, where a test asked for it.
  var moments: [SimulatedDiskState]?
}

extension SimulatedDiskState {
  /// Counts an effect that is about to happen, unless the power or the effect fails.
  ///
  /// It comes after all checks that make a call fail without a trace.
  mutating func begin(_ description: String) throws(Errno) {
    if let cut = power.cutAt, power.effects >= cut {
      power.isCut = true
      throw .ioError
    }
    if power.moments != nil {
      var moment = self
      moment.power.moments = nil
      power.moments?.append(moment)
    }
    power.effects += 1
    now += Self.tick
    if let code = power.failures.removeValue(forKey: power.effects) {
      power.log.append("\(description) (failed: \(code))")
      throw code
    }
    power.log.append(description)
  }

  /// Makes a node durable as one effect, unless the test asked for it to be forgotten.
  mutating func sync(_ id: UInt64, _ path: FilePath, _ effect: String) throws(Errno) {
    let isForgotten = power.isForgotten(path.string)
    try begin("\(effect) \(path)" + (isForgotten ? " (forgotten)" : ""))
    if !isForgotten { nodes[id]?.makeDurable() }
  }

  /// Makes everything durable.
  mutating func settle() {
    for id in nodes.keys { nodes[id]?.makeDurable() }
  }

  /// Turns the disk into what survived, which then is durable.
  mutating func restart() {
    power.restarts += 1
    power.isCut = false
    power.cutAt = nil
    power.failures = [:]
    locked = []
    now += Self.tick

    let kept = survivingChanges()
    var survivors: [UInt64: SimulatedNode] = [:]
    var used: UInt64 = 0
    var waiting = [Self.root]
    var known: Set = [Self.root]
    while let id = waiting.popLast() {
      guard var node = nodes[id] else { continue }
      if var generator = power.generator {
        node.survive(kept, &generator)
        power.generator = generator
      } else {
        node.forget()
      }
      node.links = 0
      survivors[id] = node
      used += UInt64(node.live.contents.count)
      for (name, child) in node.live.names.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
      {
        if known.insert(child).inserted {
          waiting.append(child)
        } else if nodes[child]?.kind == .directory {
          // A folder has one name: a repair of the disk takes the second one away.
          survivors[id]?.live.names[name] = nil
        }
      }
    }
    for node in survivors.values {
      for child in node.live.names.values { survivors[child]?.links += 1 }
    }
    nodes = survivors
    usedBytes = used
    settle()
  }

  /// The effects on names that survive although their folders were not synced.
  private mutating func survivingChanges() -> Set<Int> {
    guard var generator = power.generator else { return [] }
    let unsynced = Set(nodes.values.flatMap { node in node.pending.map(\.effect) })
    let kept = unsynced.sorted().filter { _ in Bool.random(using: &generator) }
    power.generator = generator
    return Set(kept)
  }
}
