/// The second copy of a store's small files: a file of changes, each with what files became by it.
///
/// A change is appended and synced before the files that it names are touched. Each has a digest, and
/// the digest of the one before it, so that one that is damaged or missing is known to be. The format
/// is in `store-format.md`.
struct Ledger: Sendable {
  /// What a ledger says of a file.
  enum Copy: Hashable, Sendable {
    case bytes([UInt8])
    /// It was removed.
    case gone
    /// It was missing when the ledger was begun, and nothing says that it was removed.
    case lost
    /// Nothing.
    case unknown
  }

  /// What one file became.
  struct Image: Sendable {
    enum State: Sendable {
      /// Its bytes lie there in the ledger.
      case bytes(Range<Int>)
      case gone, lost
    }

    var name: String
    var state: State
  }

  struct Change: Sendable {
    /// Counts up from 1.
    var sequence: Int
    /// The digest of the change before; `nil` at the beginning of a ledger.
    var previous: ObjectID?
    /// The highest number ever given to a generation; 0 for none.
    var highest: Int
    /// The generation in force afterwards; `nil` for none.
    var current: Int?
    var images: [Image]
    var digest: ObjectID
    /// Where the change lies in the ledger.
    var place: Range<Int>
  }

  private var bytes: [UInt8] = []
  /// Those that are whole, in the order in which they were made.
  private(set) var changes: [Change] = []
  /// Where there is something that is no whole change, the torn end aside.
  private(set) var damage: [Range<Int>] = []
  /// The bytes behind the last complete change: the beginning of one that was being appended when the
  /// power failed.
  private(set) var end: Range<Int>?
  /// What became of each file by the last change that names it.
  private var states: [String: Image.State] = [:]

  /// Reads as many changes as are whole.
  init(_ bytes: [UInt8]) { append(bytes[...]) }

  /// Reads the added changes.
  mutating func append(_ added: ArraySlice<UInt8>) {
    // An incomplete change may be the beginning of what comes now.
    var position = last?.place.upperBound ?? 0
    bytes += added
    damage.removeAll { $0.lowerBound >= position }
    end = nil
    while position < bytes.count {
      if let change = Self.change(in: bytes, at: position) {
        changes.append(change)
        for image in change.images { states[image.name] = image.state }
        position = change.place.upperBound
      } else {
        let next = Self.start(in: bytes, after: position)
        let unknown = position..<(next ?? bytes.count)
        if next != nil || Self.endsAsChange(bytes[unknown]) {
          damage.append(unknown)
        } else {
          end = unknown
        }
        position = unknown.upperBound
      }
    }
  }

  /// In bytes.
  var size: UInt64 { UInt64(bytes.count) }

  /// Whether it is just these bytes.
  func holds(_ bytes: [UInt8]) -> Bool { self.bytes == bytes }

  /// Whether these are its last bytes.
  func ends(with end: ArraySlice<UInt8>) -> Bool { bytes.suffix(end.count) == end }

  /// Whether it ends with a whole change.
  var endsWhole: Bool { last.map { $0.place.upperBound == bytes.count } ?? false }

  var last: Change? { changes.last }

  /// Whether changes are missing at the beginning, or between two that are there.
  var hasGaps: Bool {
    if let first = changes.first, first.previous != nil { return true }
    return zip(changes, changes.dropFirst()).contains { before, after in
      after.previous != before.digest || after.sequence != before.sequence + 1
    }
  }

  /// The files that it says something about.
  var names: some Sequence<String> { states.keys }

  /// Whether it has the bytes of a file of that name.
  func has(_ name: String) -> Bool {
    if case .bytes = states[name] { true } else { false }
  }

  /// What it says of a file, by the last change that names it.
  func copy(of name: String) -> Copy {
    switch states[name] {
    case .bytes(let place): .bytes(Array(bytes[place]))
    case .gone: .gone
    case .lost: .lost
    case nil: .unknown
    }
  }

  /// The bytes of a file by the last change that names it; `nil` where none does, or it went.
  func image(of name: String) -> [UInt8]? {
    if case .bytes(let bytes) = copy(of: name) { bytes } else { nil }
  }

  /// The change that put a generation in force, as a pointer to it says; `nil` where it is not there.
  func hasChange(of pointer: CurrentPointer) -> Bool? {
    guard let change = changes.last(where: { $0.sequence == pointer.sequence }) else { return nil }
    return change.hasPut(pointer, in: bytes)
  }
}

extension Ledger.Change {
  /// Whether this is the change that `pointer` is of; `bytes` are those in which it lies.
  func hasPut(_ pointer: CurrentPointer, in bytes: [UInt8]) -> Bool {
    images.contains { image in
      guard image.name == StoreLayout.current, case .bytes(let place) = image.state else {
        return false
      }
      return bytes[place].elementsEqual(pointer.bytes)
    }
  }
}
