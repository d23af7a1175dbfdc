public import FileEffects
import SystemPackage

/// The beginning of a file that is being fetched, and what it is the beginning of.
///
/// It has a name of its own beside the file's, as what is noted of it, and lasts from one process to the next.
/// What is noted is durable before the first byte that it is about.
public final class PartialFile {
  let place: FilePath
  private let note: FilePath
  private let files: any FileSystem
  private let source: WebURL
  private var file: (any WritableFile)?
  /// How much is there, in bytes.
  public private(set) var count: UInt64 = 0
  private(set) var version = FileVersion()

  static let ending = ".part"
  static let noteEnding = ".part.source"

  init(of whole: FilePath, from url: WebURL, on files: any FileSystem) throws(FileError) {
    place = whole.withSuffix(Self.ending)
    note = whole.withSuffix(Self.noteEnding)
    (self.files, source) = (files, url)
    if let version = try FileVersion(notedAt: note, of: url, on: files),
      version.validator != nil, let found = try files.metadata(place), found.isRegular
    {
      (self.version, count) = (version, found.size)
    } else {
      try discard()
    }
  }

  /// Starts anew, with what the server says of the version that it sends.
  func begin(_ version: FileVersion) throws(FileError) {
    try discard()
    // A beginning that came back after a power cut must not have the new note beside it.
    try files.syncDirectory(place.removingLastComponent())
    self.version = version
    try files.replace(note, with: version.note(of: source))
    file = try files.create(place, permissions: 0o600)
  }

  /// Adds bytes at the end.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if file == nil { file = try files.extend(place) }
    try file?.append(bytes)
    count += UInt64(bytes.count)
    if count / Self.syncStep != (count - UInt64(bytes.count)) / Self.syncStep { file?.beginSync() }
  }

  private static let syncStep: UInt64 = 8 << 20

  func discard() throws(FileError) {
    (file, count, version) = (nil, 0, FileVersion())
    try files.remove([place, note])
  }

  /// Gives the file its name, with a note of its version if that is to be asked for again.
  func finish(as whole: FilePath, noting: Bool) throws(FileError) {
    file = nil
    try files.sync(place)
    let kept = whole.withSuffix(FileVersion.noteEnding)
    let folder = whole.removingLastComponent()
    // Never the note of one file beside another, whenever the power fails.
    try files.remove(kept)
    try files.syncDirectory(folder)
    try files.rename(place, over: whole)
    try files.syncDirectory(folder)
    if noting { try files.rename(note, over: kept) } else { try files.remove(note) }
    try files.syncDirectory(folder)
  }
}

/// What a server says that tells versions of a file apart.
struct FileVersion: Hashable {
  var tag: String?
  var changed: String?
  /// What tells versions apart byte by byte, for `If-Range` (RFC 9110, section 13.1.5): a strong `ETag`, else
  /// a time of the last change that is older than the answer.
  var validator: String?

  init() {}

  init(_ answer: WebAnswer) {
    (tag, changed) = (answer.fields["etag"], answer.fields["last-modified"])
    if let tag {
      validator = tag.hasPrefix("\"") ? tag : nil
    } else if changed != answer.fields["date"] {
      validator = changed
    }
  }

  static let noteEnding = ".source"

  /// `nil` where there is no note, or it is of another file.
  init?(notedAt place: FilePath, of url: WebURL, on files: any FileSystem) throws(FileError) {
    guard let bytes = try files.readIfPresent(place, atMost: 1 << 16) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.isEmpty ? nil : String($0)
      }
    guard lines.count == 5, lines[0] == url.text else { return nil }
    (tag, changed, validator) = (lines[1], lines[2], lines[3])
  }

  func note(of url: WebURL) -> [UInt8] {
    let lines = [url.text, tag ?? "", changed ?? "", validator ?? ""]
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}
