import FileEffects
import ObjectStore
import Releases

/// A configuration that is decided as a whole: what its three sides are, why it is not merged, and what
/// can be done about it.
struct WholeFile: Hashable, Sendable {
  /// What a side has, for people; `nil` where it has nothing.
  var base: String?
  var local: String?
  var upgrade: String?
  /// Why it is not merged; empty where one side does not have it.
  var reason = ""
  var advice = ""

  /// - Parameter contents: The bytes of a side, as far as they are at hand; of a link its target.
  init(
    _ sides: Sides<Entry?>,
    contents: Sides<[UInt8]?> = Sides(base: nil, local: nil, target: nil)
  ) {
    base = sides.base.map { Self.words($0, contents.base) }
    local = sides.local.map { Self.words($0, contents.local) }
    upgrade = sides.target.map { Self.words($0, contents.target) }
    let largest = sides.all.compactMap { $0?.size }.max() ?? 0
    if sides.local?.kind == .link {
      reason = "it is \(local ?? ""), and links are not followed"
      advice =
        "merge what the release changed into the file that the link leads to, with 'cortex config merge', "
        + "or put that file in the link's place"
    } else if sides.target?.kind == .link {
      reason = "in the release it is \(upgrade ?? "")"
      advice = Self.comparing
    } else if largest > UInt64(Release.longestConfiguration) {
      reason = "it has \(largest) bytes, and up to \(Release.longestConfiguration) are merged"
      advice = Self.comparing
    } else {
      advice =
        sides.local == nil
        ? "look at the release's, should you want to have it again" : Self.comparing
    }
  }

  private static let comparing =
    "compare your file with the release's and take over what you want"

  /// Whether a file with these sides is decided as a whole wherever both changed it.
  static func isWhole(_ sides: Sides<Entry?>) -> Bool {
    [sides.local, sides.target].contains { $0?.kind != .file }
      || sides.all.contains { $0?.size ?? 0 > UInt64(Release.longestConfiguration) }
  }

  private static func words(_ entry: Entry, _ contents: [UInt8]?) -> String {
    guard entry.kind == .link else {
      return contents.flatMap { text(of: $0) } ?? "\(entry.size) byte\(entry.size == 1 ? "" : "s")"
    }
    return "a symbolic link" + (contents.map { " to \(Spelling.text(of: $0))" } ?? "")
  }

  /// How many bytes a file has at most that is shown as text: 64 KiB.
  private static let longestText = 64 << 10

  /// The contents of a file as text; `nil` where they are none, or too long to be shown.
  static func text(of bytes: [UInt8]) -> String? {
    guard bytes.count <= longestText, !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
