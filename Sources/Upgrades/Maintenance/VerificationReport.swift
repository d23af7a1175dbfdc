import FileEffects
public import Generations
public import ObjectStore

/// What a verification found.
public struct VerificationReport: Encodable, Hashable, Sendable {
  /// A damaged or missing object.
  public struct Damage: Encodable, Hashable, Sendable {
    public var object: String
    public var generations: [Generation.Number]
    public var paths: [String]
    public var repaired: Bool
  }

  /// A damaged or missing file of the store.
  public struct File: Encodable, Hashable, Sendable {
    /// In the store, as `packs/….pack` or `generations/3`.
    public var file: String
    public var problem: Problem
    /// The generations that lose something with it, unless it is repaired; empty if a copy is intact.
    public var generations: [Generation.Number]
    public var paths: [String]
    public var repaired: Bool
  }

  /// A fault in a file of the store.
  public enum Problem: Hashable, Sendable {
    case pack(PackFault)
    case smallFile(SmallFileFault)
    /// `current` names no generation that exists.
    case noCurrent
  }

  /// How much was read.
  public enum Level: String, Encodable, Hashable, Sendable {
    case quick, subset, full
  }

  public var level: Level
  /// Whether it was repaired as far as it could be.
  public var wasRepaired: Bool
  /// Whether all is whole: now, if it was repaired.
  public var ok: Bool
  public var objects: Int
  public var bytes: UInt64
  public var damage: [Damage]
  public var files: [File]
  /// The generation in force; `null` where nothing says which.
  @OrNull public var current: Generation.Number?
  /// The newest generation without damage; `null` where there is none.
  @OrNull public var newestWhole: Generation.Number?
  /// Of the generations with damage, those that were deleted and can still be brought back.
  public var deleted: [Generation.Number]
  /// Of ``files``, those that are not repaired, as sentences.
  public var unreadable: [String]
  /// What is wrong with the log of actions; a repair sets it aside, and a new one is begun.
  public var log: [ActionLogFault] = []
  /// Where a repair put damaged files; `null` where there were none.
  @OrNull public var setAside: String?
}

extension VerificationReport {
  init(
    _ found: Verification, _ level: Verification.Level, _ state: NeededRoots,
    _ small: SmallFileCheck, log faults: [ActionLogFault]
  ) {
    self.init(
      level: Level(level), wasRepaired: false, ok: found.isOK && small.findings.isEmpty,
      objects: found.objects, bytes: found.bytes, damage: found.damage.map { state.damage($0) },
      files: small.findings.map { state.file($0) }
        + found.damagedPacks.map { state.file($0, found.damage) },
      current: state.current, deleted: [], unreadable: [])
    if !state.hasCurrent {
      files.append(state.lackOfCurrent)
      ok = false
    }
    log = faults
    ok = ok && faults.isEmpty
    unreadable = files.map { "\($0)" }
    state.classify(&self)
  }

  /// The generations with unrepaired damage. A pin only says that one is kept.
  public var damaged: Set<Generation.Number> {
    Set(
      damage.filter { !$0.repaired }.flatMap(\.generations)
        + files.filter { !$0.repaired && !$0.isPin }.flatMap(\.generations))
  }

  /// The generations with an unrepaired, damaged pin.
  public var damagedPins: [Generation.Number] {
    files.filter { !$0.repaired && $0.isPin }.flatMap(\.generations)
  }
}

extension VerificationReport.File {
  fileprivate var isPin: Bool { file.hasPrefix(StoreLayout.pins + "/") }
}

extension VerificationReport.Level {
  fileprivate init(_ level: Verification.Level) {
    self =
      switch level {
      case .quick: .quick
      case .subset: .subset
      case .full: .full
      }
  }
}

extension VerificationReport.Problem: Encodable {
  /// As the words that `Presentation` has for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}
