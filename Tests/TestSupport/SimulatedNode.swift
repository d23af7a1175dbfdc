import FileEffects

/// What an inode is on the simulated disk: as programs see it, and as it would survive a power cut.
struct SimulatedNode: Sendable {
  /// The part of a node that a sync makes durable.
  struct State: Sendable {
    /// A file's bytes, or a link's target.
    var contents: [UInt8] = []
    /// A folder's names and the nodes that they stand for.
    var names: [[UInt8]: UInt64] = [:]
    var permissions: UInt16
    var modified: Int64
    var changed: Int64
    var owner: FileOwner
  }

  /// One name of a folder set or taken away, and not yet durable.
  struct NameChange: Sendable {
    /// Shared by the names that one effect changed: a rename survives or not as a whole.
    var effect: Int
    var name: [UInt8]
    var node: UInt64?
  }

  let kind: FileMetadata.Kind
  var live: State
  var durable: State
  var pending: [NameChange] = []
  /// How many names the node has, as programs see it.
  var links = 0

  init(
    _ kind: FileMetadata.Kind, permissions: UInt16, contents: [UInt8] = [], now: Int64,
    owner: FileOwner
  ) {
    self.kind = kind
    // Kind, permissions and a link's target come with the node; a file's bytes come later.
    live = State(
      contents: contents, permissions: permissions, modified: now, changed: now, owner: owner)
    durable = live
  }

  var size: UInt64 { kind == .directory ? 4096 : UInt64(live.contents.count) }

  mutating func touch(_ now: Int64) {
    live.modified = now
    live.changed = now
  }

  mutating func edit(_ change: (inout [UInt8]) -> Void) {
    change(&live.contents)
  }

  /// What a sync of this node achieves.
  mutating func makeDurable() {
    durable = live
    pending = []
  }

  var isDurable: Bool {
    pending.isEmpty && live.contents == durable.contents && live.names == durable.names
      && live.permissions == durable.permissions && live.owner == durable.owner
  }

  /// Forgets all that was not synced.
  mutating func forget() {
    live = durable
    pending = []
  }

  /// Lets every change of a name survive that is in `kept`, and some of the contents.
  mutating func survive(_ kept: Set<Int>, _ generator: inout SeededGenerator) {
    var names = durable.names
    for change in pending where kept.contains(change.effect) { names[change.name] = change.node }
    if live.permissions != durable.permissions, Bool.random(using: &generator) {
      durable.permissions = live.permissions
    }
    if live.owner != durable.owner, Bool.random(using: &generator) { durable.owner = live.owner }
    if kind == .regular, live.contents != durable.contents {
      durable.contents = Self.torn(durable.contents, live.contents, &generator)
      durable.modified = live.modified
      durable.changed = live.changed
    }
    durable.names = names
    forget()
  }

  /// The remains of contents that went from `old` to `new` without a sync.
  private static func torn(
    _ old: [UInt8], _ new: [UInt8], _ generator: inout SeededGenerator
  ) -> [UInt8] {
    // What was synced before an append stays, and so does what is left when a file is cut off.
    if old.starts(with: new) { return Bool.random(using: &generator) ? old : new }
    let start = new.starts(with: old) ? old.count : 0
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return old
    case 1: return new
    case 2: return Array(new[..<Int.random(in: start...new.count, using: &generator)])
    default:
      // The length was written, the bytes were not.
      return new[..<start] + [UInt8](repeating: 0, count: new.count - start)
    }
  }
}
