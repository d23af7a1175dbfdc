import ConfigMerge
import FileEffects
import ObjectStore
import Releases

/// How one file differs between two generations, line by line.
public struct FileDifference: Encodable, Hashable, Sendable {
  public var path: String
  /// added, removed or modified.
  public var change: String
  /// text, binary, link, database, folder or too_long: only of texts are there lines.
  public var kind: String
  /// The permissions as `git` writes them, as 100755; `null` where there is nothing.
  @OrNull public var modeBefore: String?
  @OrNull public var modeAfter: String?
  /// What there is to say where there are no lines; empty where there are.
  public var note: String
  public var hunks: [Hunk]

  public struct Hunk: Encodable, Hashable, Sendable {
    /// `-3,7 +3,8`, counted from 1.
    public var place: String
    /// Each begins with a blank, `-` or `+`; what is no text in it is written as `\xHH`.
    public var lines: [String]
  }

  /// What stands in the place of a line end that the last line does not have.
  public static let openEnd = "\\ No newline at end of file"

  /// How many bytes a file has at most that is compared line by line: 16 MiB.
  static let longest = UInt64(Release.longestConfiguration)

  /// - Parameter contents: Reads a file or a link's target. It is called only for what is shown.
  init(_ change: Change, contents: (Entry) throws -> [UInt8]) rethrows {
    let (before, after) = (change.before, change.after)
    path = change.path.description
    self.change = before == nil ? "added" : after == nil ? "removed" : "modified"
    modeBefore = before.map(Self.mode)
    modeAfter = after.map(Self.mode)
    (kind, note, hunks) = ("text", "", [])
    let sides = [before, after].compactMap(\.self)
    if sides.contains(where: { $0.kind == .database }) {
      kind = "database"
    } else if sides.contains(where: { $0.kind == .link }) {
      kind = "link"
      func words(_ entry: Entry?) throws -> String {
        guard let entry else { return "nothing" }
        if entry.kind != .link { return entry.isDirectory ? "a folder" : "a file" }
        return "a link to \(Spelling.text(of: try contents(entry)))"
      }
      note = "it was \(try words(before)), and is \(try words(after))"
    } else if sides.contains(where: \.isDirectory) {
      kind = "folder"
      if before?.isDirectory != after?.isDirectory, before != nil, after != nil {
        note = before?.isDirectory == true ? "a folder became a file" : "a file became a folder"
      }
    } else if before?.object == after?.object {
      return
    } else if let size = sides.map(\.size).max(), size > Self.longest {
      kind = "too_long"
      note = "it has \(size) bytes, and up to \(Self.longest) are compared line by line"
    } else {
      let (old, new) = (try before.map(contents) ?? [], try after.map(contents) ?? [])
      if old.contains(0) || new.contains(0) {
        kind = "binary"
      } else {
        hunks = UnifiedDiff(from: old, to: new).hunks.map {
          Hunk(place: $0.place, lines: $0.lines.flatMap(Self.words))
        }
      }
    }
  }

  /// As in the index of `git`: what it is, and its permissions.
  private static func mode(_ entry: Entry) -> String {
    let padded = String(entry.permissions, radix: 8).zeroPadded(to: 3)
    return switch entry.kind {
    case .link: "120000"
    case .directory: "040" + padded
    case .file, .database: (padded.count > 3 ? "10" : "100") + padded
    }
  }

  private static func words(_ line: UnifiedDiff.Line) -> [String] {
    let mark =
      switch line.kind {
      case .context: " "
      case .removed: "-"
      case .added: "+"
      }
    return [mark + text(of: line.bytes)] + (line.isOpen ? [openEnd] : [])
  }

  /// A line as text: bytes that are none are told apart.
  private static func text(of bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.map { byte in
      if byte < 0x80 { return String(UnicodeScalar(byte)) }
      return "\\x" + byte.hexadecimal
    }.joined()
  }
}
