import ConfigMerge
import FileEffects
import ObjectStore
import Releases

/// How one file differs between two generations, line by line.
public struct FileDifference: Encodable, Hashable, Sendable {
  /// How the file differs.
  public enum ChangeKind: String, Encodable, Hashable, Sendable {
    case added, removed, modified
  }

  /// How the contents are compared: only texts have lines.
  public enum Kind: String, Encodable, Hashable, Sendable {
    case text, binary, link, database, folder
    case tooLong = "too_long"
  }

  /// A note where there are no lines.
  public enum Note: Hashable, Sendable {
    /// Of each side, what it is; `nil` is nothing.
    case link(before: Side?, after: Side?)
    case folderBecameFile
    case fileBecameFolder
    case tooLong(bytes: UInt64, limit: UInt64)
  }

  /// The old or new contents of a path where one side has a link.
  public enum Side: Hashable, Sendable {
    case link(to: String)
    case folder
    case file
  }

  public var path: String
  public var change: ChangeKind
  /// Only of texts are there lines.
  public var kind: Kind
  /// The permissions as `git` writes them, as 100755; `null` where there is nothing.
  @OrNull public var modeBefore: String?
  @OrNull public var modeAfter: String?
  /// In JSON its words, which are none where there is none.
  public var note: Note?
  public var hunks: [Hunk]

  /// Lines that differ, with a few lines around them.
  public struct Hunk: Encodable, Hashable, Sendable {
    /// `-3,7 +3,8`, counted from 1.
    public var place: String
    /// Each begins with a blank, `-` or `+`; bytes that are not text are written as `\xHH`.
    public var lines: [String]
  }

  private enum CodingKeys: CodingKey {
    case path, change, kind, modeBefore, modeAfter, note, hunks
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(change, forKey: .change)
    try container.encode(kind, forKey: .kind)
    try container.encode(_modeBefore, forKey: .modeBefore)
    try container.encode(_modeAfter, forKey: .modeAfter)
    try container.encode(note.map { "\($0)" } ?? "", forKey: .note)
    try container.encode(hunks, forKey: .hunks)
  }

  /// Stands in for the line end that the last line lacks.
  public static let openEnd = "\\ No newline at end of file"

  /// How many bytes a file has at most that is compared line by line: 16 MiB.
  static let longest = UInt64(Release.longestConfiguration)

  /// - Parameter contents: Reads a file or a link's target. It is called only for what is shown.
  init(_ change: Change, contents: (Entry) throws -> [UInt8]) rethrows {
    let (before, after) = (change.before, change.after)
    path = change.path.description
    self.change = before == nil ? .added : after == nil ? .removed : .modified
    modeBefore = before.map(Self.mode)
    modeAfter = after.map(Self.mode)
    (kind, note, hunks) = (.text, nil, [])
    let sides = [before, after].compactMap(\.self)
    if sides.contains(where: { $0.kind == .database }) {
      kind = .database
    } else if sides.contains(where: { $0.kind == .link }) {
      kind = .link
      func side(_ entry: Entry) throws -> Side {
        if entry.kind != .link { return entry.isDirectory ? .folder : .file }
        return .link(to: Spelling.text(of: try contents(entry)))
      }
      note = .link(before: try before.map(side), after: try after.map(side))
    } else if sides.contains(where: \.isDirectory) {
      kind = .folder
      if before?.isDirectory != after?.isDirectory, before != nil, after != nil {
        note = before?.isDirectory == true ? .folderBecameFile : .fileBecameFolder
      }
    } else if before?.object == after?.object {
      return
    } else if let size = sides.map(\.size).max(), size > Self.longest {
      kind = .tooLong
      note = .tooLong(bytes: size, limit: Self.longest)
    } else {
      let (old, new) = (try before.map(contents) ?? [], try after.map(contents) ?? [])
      if old.contains(0) || new.contains(0) {
        kind = .binary
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

  /// A line as text: bytes that are not text stay distinguishable.
  private static func text(of bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.map { byte in
      if byte < 0x80 { return String(UnicodeScalar(byte)) }
      return "\\x" + byte.hexadecimal
    }.joined()
  }
}
