public import Generations
import Releases

/// A generation as people know it.
public struct NamedGeneration: Encodable, Hashable, Sendable {
  public var number: Generation.Number
  /// Empty where nothing says so.
  public var version: String
  public var created: Timestamp
  /// What it stands for: `before the upgrade to 5.3.0`, or what was noted when it was made.
  public var meaning: String

  init(_ generation: Generation, among history: UpgradeHistory) {
    (number, version) = (generation.number, generation.version)
    created = generation.created
    if let upgrade = history.upgrade(from: generation.number) {
      meaning = "before the \(Self.step(from: generation, to: upgrade)) to \(upgrade.version)"
    } else if generation.note.isEmpty {
      meaning = generation.kind.rawValue
    } else if generation.kind == .snapshot {
      meaning = "snapshot: \(generation.note)"
    } else {
      meaning = generation.note
    }
  }

  private static func step(from old: Generation, to new: Generation) -> String {
    guard let before = ReleaseVersion(old.version), let after = ReleaseVersion(new.version),
      !before.isStandIn, !after.isStandIn
    else { return "upgrade" }
    return after < before ? "downgrade" : "upgrade"
  }
}

extension NamedGeneration: CustomStringConvertible {
  /// `5.2.0 of 2026-11-28 14:03 UTC`
  public var state: String {
    "\(version.isEmpty ? "an unknown version" : version) of \(created.words)"
  }

  /// `5.2.0 of 2026-11-28 14:03 UTC (generation 1, before the upgrade to 5.3.0)`
  public var description: String { "\(state) (generation \(number), \(meaning))" }
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
