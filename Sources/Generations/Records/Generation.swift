public import ObjectStore
public import SystemPackage

/// One complete state of a deployment. Its record never changes.
public struct Generation: Codable, Hashable, Sendable {
  /// Counts up from 1 and is never used twice, even after a deletion.
  public struct Number: RawRepresentable, Hashable, Comparable, Codable, Sendable {
    public let rawValue: Int

    public init?(rawValue: Int) {
      guard rawValue > 0 else { return nil }
      self.rawValue = rawValue
    }

    public static let first = Number(checked: 1)
    public var next: Number { Number(checked: rawValue + 1) }

    private init(checked: Int) { rawValue = checked }

    public static func < (left: Number, right: Number) -> Bool { left.rawValue < right.rawValue }
  }

  /// Why it was made.
  public enum Kind: String, Codable, Hashable, Sendable {
    case initial = "init"
    case snapshot
    case preUpgrade = "pre-upgrade"
    case upgrade
    case preRollback = "pre-rollback"
    case imported = "import"

    /// Whether such a generation keeps a state whose version the one before it has.
    public var keepsState: Bool { [.snapshot, .preUpgrade, .preRollback].contains(self) }
  }

  public enum State: String, Codable, Hashable, Sendable {
    case good
    /// Its upgrade was undone; kept for inspection.
    case failed
  }

  public var number: Number
  /// The generation that was current, or had just been saved, when this one was made.
  public var parent: Number?
  public var created: Timestamp
  /// The version of CORTEX in it; empty where nothing says so.
  public var version: String
  public var kind: Kind
  public var state: State
  public var note: String
  /// Every managed file.
  public var tree: ObjectID
  /// What the release in force shipped: the base of the next upgrade. `nil` if not known.
  public var base: ObjectID?
  public var files: Int
  /// The sum of the files' lengths, in bytes.
  public var bytes: UInt64
  /// What the databases held, where an upgrade or a switch looked.
  public var databases: [DatabaseRecord]?
  /// The schema migrations that this upgrade made; `nil` where there were none.
  public var migrations: [MigrationRecord]?
  /// With ``migrations``: that they lost nothing.
  public var proof: [ProofRecord]?
  /// Where the user's configurations and the release's disagreed in the merge, with the answers; `nil`
  /// if they did not.
  public var conflicts: [ConflictRecord]?
  /// With ``conflicts``: the generation whose files and base were two of the three sides of that
  /// merge. The third is in the base of this one.
  public var mergedFrom: Number?
  /// The keys that the release in force says are deprecated; `nil` where it names none.
  public var deprecatedKeys: [DeprecatedKeyRecord]?
  /// With ``conflicts``: the keys that were renamed in that merge; `nil` where none was.
  public var renamedKeys: [RenamedKeyRecord]?
  /// Where the version was found; `nil` if that was this program's own record, or the generation before
  /// says it.
  public var versionSource: String?

  /// A record without what only some kinds have; that is set afterwards.
  public init(
    number: Number, parent: Number?, created: Timestamp, version: String, kind: Kind,
    state: State = .good, note: String, contents: Contents, base: ObjectID?
  ) {
    (self.number, self.parent) = (number, parent)
    (self.created, self.version) = (created, version)
    (self.kind, self.state, self.note) = (kind, state, note)
    (tree, files, bytes) = (contents.tree, contents.files, contents.bytes)
    self.base = base
  }

  /// The trees that must be kept for this generation.
  public var roots: [ObjectID] { [tree] + (base.map { [$0] } ?? []) }
}

extension Generation.Number: CustomStringConvertible {
  public var description: String { String(rawValue) }

  /// Reads digits; `nil` for any other text, and for 0.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(text) else {
      return nil
    }
    self.init(rawValue: value)
  }
}

extension Generation {
  /// The record on disk.
  public var sealed: [UInt8] {
    get throws { try SealedRecord.encode(self) }
  }

  /// Reads a record from a file at `path`.
  ///
  /// - Throws: ``GenerationError/damagedRecord(_:_:)``.
  public init(sealed bytes: [UInt8], at path: FilePath) throws {
    self = try SealedRecord.decode(Generation.self, from: bytes, at: path)
  }

  /// The record for a store that imports it: created now, since retention goes by age, and without what
  /// refers to other numbers.
  public func asImport(number: Number, now: Timestamp) -> Generation {
    var imported = Generation(
      number: number, parent: nil, created: now, version: version, kind: .imported,
      note: (note.isEmpty ? "" : note + " ") + "(generation \(self.number) of \(created))",
      contents: Contents(tree: tree, files: files, bytes: bytes), base: base)
    imported.databases = databases
    imported.deprecatedKeys = deprecatedKeys
    return imported
  }
}

extension Generation {
  /// What a record says of the files that a tree holds.
  public struct Contents: Hashable, Sendable {
    public var tree: ObjectID
    public var files: Int
    public var bytes: UInt64

    public init(tree: ObjectID, files: Int, bytes: UInt64) {
      (self.tree, self.files, self.bytes) = (tree, files, bytes)
    }

    public init(_ listing: Listing, tree: ObjectID) {
      (self.tree, files, bytes) = (tree, listing.fileCount, listing.byteCount)
    }

    public init(_ captured: Captured, tree: ObjectID) {
      (self.tree, files, bytes) = (tree, captured.fileCount, captured.byteCount)
    }
  }

  /// A later state of the release that `earlier` has: the version and the base are the same.
  ///
  /// - Parameter parent: `earlier` itself, unless its state was saved under another number first.
  public static func derived(
    from earlier: Generation, number: Number, parent: Number? = nil, kind: Kind, note: String,
    contents: Contents, created: Timestamp
  ) -> Generation {
    var new = Generation(
      number: number, parent: parent ?? earlier.number, created: created, version: earlier.version,
      kind: kind, note: note, contents: contents, base: earlier.base)
    new.deprecatedKeys = earlier.deprecatedKeys
    if kind.keepsState && !earlier.version.isEmpty {
      // Said here, nobody has to read all records back to the one that says it.
      new.versionSource =
        earlier.versionSource ?? (earlier.kind.keepsState ? nil : "generation \(earlier.number)")
    }
    return new
  }
}
