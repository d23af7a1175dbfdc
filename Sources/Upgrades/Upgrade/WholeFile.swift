import FileEffects
import ObjectStore
import Releases

/// A configuration that is decided as a whole: what its three sides are, why it is not merged, and what
/// can be done about it.
public struct WholeFile: Hashable, Sendable {
  /// What one side has.
  package enum Side: Hashable, Sendable {
    /// Where it leads, if that is known.
    case link(to: String?)
    case text(String)
    case bytes(UInt64)
  }

  /// Why it is not merged.
  public enum Reason: Hashable, Sendable {
    case localLink(to: String?)
    case releaseLink(to: String?)
    case tooLong(bytes: UInt64)
  }

  /// What can be done about it.
  public enum Advice: Hashable, Sendable {
    /// Merge into what the link leads to, or replace the link.
    case mergeTarget
    case compare
    /// Look at the release's, which the user deleted.
    case look
  }

  /// `nil` where a side has nothing.
  var base: Side?
  var local: Side?
  var upgrade: Side?
  /// `nil` where one side does not have it.
  var reason: Reason?
  var advice: Advice

  /// - Parameter contents: The bytes of a side, as far as they are at hand; of a link its target.
  init(
    _ sides: Sides<Entry?>,
    contents: Sides<[UInt8]?> = Sides(base: nil, local: nil, target: nil)
  ) {
    base = sides.base.map { Self.side($0, contents.base) }
    local = sides.local.map { Self.side($0, contents.local) }
    upgrade = sides.target.map { Self.side($0, contents.target) }
    let largest = sides.all.compactMap { $0?.size }.max() ?? 0
    advice = sides.local == nil ? .look : .compare
    if case .link(let target) = local {
      (reason, advice) = (.localLink(to: target), .mergeTarget)
    } else if case .link(let target) = upgrade {
      (reason, advice) = (.releaseLink(to: target), .compare)
    } else if largest > UInt64(Release.longestConfiguration) {
      (reason, advice) = (.tooLong(bytes: largest), .compare)
    }
  }

  /// Whether a file with these sides is decided as a whole wherever both changed it.
  static func isWhole(_ sides: Sides<Entry?>) -> Bool {
    [sides.local, sides.target].contains { $0?.kind != .file }
      || sides.all.contains { $0?.size ?? 0 > UInt64(Release.longestConfiguration) }
  }

  private static func side(_ entry: Entry, _ contents: [UInt8]?) -> Side {
    if entry.kind == .link { return .link(to: contents.map { Spelling.text(of: $0) }) }
    return contents.flatMap { text(of: $0) }.map { .text($0) } ?? .bytes(entry.size)
  }

  /// How many bytes a file has at most that is shown as text: 64 KiB.
  private static let longestText = 64 << 10

  /// The contents of a file as text; `nil` where they are none, or too long to be shown.
  static func text(of bytes: [UInt8]) -> String? {
    guard bytes.count <= longestText, !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
