import ConfigMerge
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// What an upgrade is to do with core files that the user edited and the release ships.
public enum CoreChoice: String, Codable, Hashable, Sendable, CaseIterable {
  /// Merge both line by line where nothing is in conflict; elsewhere the release's is taken.
  case merge
  /// Take the release's; the user's stays in the generation from before.
  case replace
  /// Keep the user's; the next upgrade asks again.
  case keep
}

/// What becomes of a core file that the user edited.
public struct CoreFile: Encodable, Hashable, Sendable {
  /// The outcome for an edited core file.
  public enum Resolution: String, Encodable, Hashable, Sendable, CaseIterable {
    case merged, replaced, kept
  }

  /// Why the choice was not followed.
  public enum Reason: Hashable, Sendable {
    case noLongerShipped
    /// One of the three sides is a link.
    case link
    /// In so many places both changed the same lines.
    case conflicts(Int)
    case noText
    case tooLong(bytes: Int)
  }

  /// A command to type; in JSON, as it is typed.
  public enum Command: Hashable, Sendable {
    case diff(before: Generation.Number, after: Generation.Number, path: String)
    case restore(from: Generation.Number, path: String)
  }

  public var path: String
  public var resolution: Resolution
  /// `nil` if the choice was followed; in JSON, its words, or none.
  public var reason: Reason?
  /// What shows the edit once the upgrade is through; `null` while the generations have no numbers yet.
  @OrNull public var see: Command? = nil
  /// What restores the user's file as it was.
  @OrNull public var restore: Command? = nil

  /// Whether the file is another one afterwards.
  var isChanged = true

  /// Whether it is one of those that ``CoreChoice`` is about.
  public var isAsked: Bool { reason != .noLongerShipped }

  /// Names the generations that hold the file from before and from after the upgrade.
  mutating func name(before: Generation.Number, after: Generation.Number) {
    // A file that is kept is still there: no command is needed.
    if resolution == .kept || !isAsked { return }
    see = .diff(before: before, after: after, path: path)
    restore = .restore(from: before, path: path)
  }
}

extension CoreFile.Command: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

extension CoreFile.Reason: Encodable {
  /// As its words.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

extension CoreFile {
  private enum CodingKeys: CodingKey { case path, resolution, reason, see, restore }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(resolution, forKey: .resolution)
    try container.encode(reason.map { "\($0)" } ?? "", forKey: .reason)
    try container.encode(_see, forKey: .see)
    try container.encode(_restore, forKey: .restore)
  }
}

/// The decision about a core file that the user edited and the release changed.
struct CoreDecision: Hashable {
  var resolution: CoreFile.Resolution
  /// The merged text; `nil` where there is none.
  var bytes: [UInt8]?
  /// Whether the merged file can be run.
  var isExecutable = false
  var reason: CoreFile.Reason?

  /// Decides. A pure function.
  ///
  /// - Parameter texts: What the three have in them; `nil` where one is no file that can be looked into.
  /// - Parameter onConflict: The answer to conflicts: where it keeps the user's side, so do files that
  ///   cannot be merged.
  init(
    _ choice: CoreChoice, _ sides: Sides<Entry>, texts: Sides<[UInt8]>?,
    onConflict: ConflictChoice = .abort
  ) {
    resolution = choice == .keep ? .kept : .replaced
    guard choice == .merge else { return }
    if [.local, .both].contains(onConflict) { resolution = .kept }
    guard let texts else {
      let all = [sides.base, sides.local, sides.target]
      let largest = all.map(\.size).max() ?? 0
      let isFile = all.allSatisfy { $0.kind == .file }
      reason = isFile ? .tooLong(bytes: Int(clamping: largest)) : .link
      return
    }
    let merge = CleanMerge(base: texts.base, local: texts.local, upgrade: texts.target)
    guard case .merged(let merged) = merge else {
      reason = Self.reason(merge)
      return
    }
    (resolution, bytes) = (.merged, merged)
    // Of two states one is the base's: whoever left that has changed it.
    let (before, now) = (sides.base.isExecutable, sides.local.isExecutable)
    isExecutable = now == before ? sides.target.isExecutable : now
  }

  /// Why there is no merge.
  private static func reason(_ merge: CleanMerge) -> CoreFile.Reason? {
    switch merge {
    case .merged: nil
    case .conflicts(let count): .conflicts(count)
    case .noText: .noText
    case .tooLong(let bytes): .tooLong(bytes: bytes)
    }
  }

  /// The merged file in the place of the user's.
  func entry(over local: Entry, layer: Layer) throws -> Entry? {
    guard let bytes else { return nil }
    var permissions = local.permissions
    if local.isExecutable != isExecutable {
      // Who may read it may run it.
      let run = (permissions & 0o444) >> 2
      permissions = isExecutable ? permissions | run : permissions & ~0o111
    }
    return try ContentWriter(into: nil).file(bytes, layer: layer, permissions: permissions)
  }
}

extension UpgradePlan {
  /// Enters what becomes of a core file that the user edited.
  mutating func note(
    _ path: RelativePath, _ decision: CoreDecision, after entry: Entry?, local: Entry
  ) {
    let name = path.description
    files.editedCore.append(name)
    if decision.resolution == .replaced { files.replaced.append(name) }
    core.append(
      CoreFile(
        path: name, resolution: decision.resolution, reason: decision.reason,
        isChanged: !local.isSameOnDisk(as: entry)))
    if let bytes = decision.bytes { merges[path] = bytes }
  }

  /// Names the generations from before and from after the upgrade, wherever something is to be found in
  /// them.
  mutating func name(before: Generation.Number, after: Generation.Number) {
    for index in core.indices { core[index].name(before: before, after: after) }
  }
}
