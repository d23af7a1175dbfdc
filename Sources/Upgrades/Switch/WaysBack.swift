public import Generations
import Releases

/// A generation as people know it.
public struct NamedGeneration: Encodable, Hashable, Sendable {
  public var number: Generation.Number
  /// Empty where nothing says so.
  public var version: String
  public var created: Timestamp
  /// What it stands for; in JSON, its words.
  public var meaning: Meaning

  public enum Meaning: Encodable, Hashable, Sendable {
    case beforeUpgrade(to: String)
    case beforeDowngrade(to: String)
    /// The note from when it was made.
    case note(String)
    case snapshot(note: String)
    case kind(Generation.Kind)

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode("\(self)")
    }
  }

  init(_ generation: Generation, among history: UpgradeHistory) {
    (number, version) = (generation.number, generation.version)
    created = generation.created
    if let upgrade = history.upgrade(from: generation.number) {
      meaning =
        Self.isDowngrade(from: generation, to: upgrade)
        ? .beforeDowngrade(to: upgrade.version) : .beforeUpgrade(to: upgrade.version)
    } else if generation.note.isEmpty {
      meaning = .kind(generation.kind)
    } else if generation.kind == .snapshot {
      meaning = .snapshot(note: generation.note)
    } else {
      meaning = .note(generation.note)
    }
  }

  private static func isDowngrade(from old: Generation, to new: Generation) -> Bool {
    guard let before = ReleaseVersion(old.version), let after = ReleaseVersion(new.version),
      !before.isStandIn, !after.isStandIn
    else { return false }
    return after < before
  }
}

/// Where going back can lead from the generation in force.
public struct WaysBack: Sendable {
  public var current: NamedGeneration
  /// Where `rollback` leads; `nil` where there is nothing before, or it is gone.
  public var parent: NamedGeneration?
  /// The state from before the upgrade in force, where the parent is another one and of the version that
  /// is in force: after a snapshot, say, which alone a rollback would undo.
  public var beforeUpgrade: NamedGeneration?
  /// The newest generation, where one in force was left for an older one: it leads forward again.
  public var forward: NamedGeneration?

  private let history: UpgradeHistory

  init(_ generations: [Generation], current: Generation) {
    let history = UpgradeHistory(generations)
    self.history = history
    func named(_ number: Generation.Number?) -> NamedGeneration? {
      generations.first { $0.number == number }.map { NamedGeneration($0, among: history) }
    }
    self.current = NamedGeneration(current, among: history)
    parent = named(current.parent)
    if let parent, parent.version == current.version {
      let before = history.changes(of: current.number).compactMap { named($0.parent) }.first
      beforeUpgrade = before.flatMap { $0.number < parent.number ? $0 : nil }
    }
    let newest = generations.filter { $0.state == .good && $0.kind != .imported }.map(\.number)
      .max()
    forward = newest.flatMap { $0 > current.number ? named($0) : nil }
  }

  func named(_ generation: Generation) -> NamedGeneration {
    NamedGeneration(generation, among: history)
  }
}

/// Asks where going back can lead now.
public struct FindWaysBack: Inquiry {
  public init() {}

  public func report(on deployment: Deployment) throws -> WaysBack {
    try deployment.atOneMoment { try WaysBack(in: $0) }
  }
}

extension WaysBack {
  init(in log: GenerationLog) throws {
    self.init(try log.all(), current: try log.current())
  }
}

extension GenerationLog {
  /// The parent of the generation in force.
  ///
  /// - Throws: ``UpgradeError/nothingBefore(_:)``.
  func parent(of current: Generation) throws -> Generation.Number {
    guard let parent = current.parent else {
      throw UpgradeError.nothingBefore(try WaysBack(in: self))
    }
    return parent
  }
}
