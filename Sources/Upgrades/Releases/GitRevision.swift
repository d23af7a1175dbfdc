import FileEffects
public import SystemPackage

/// A revision of a git repository, named as a release: `git:REV` in the repository that the current folder
/// is in, `git:DIR@REV` in the one at a folder, which may be a bare one.
///
/// It is read through git itself, so that only committed files count.
public struct GitRevision: Hashable, Sendable {
  public static let prefix = "git:"

  /// `nil` for the current folder.
  public var folder: FilePath?
  /// A tag, a branch, a commit, or whatever else git takes for the name of a tree (`main:CORTEX`).
  public var revision: String

  /// What `source` names, if it begins with ``prefix``; `nil` for any other path, `./git:x` among them.
  ///
  /// - Throws: ``Failure`` where no revision is named.
  init?(_ source: FilePath, on files: any FileSystem) throws {
    let bytes = Array(source.string.utf8)
    guard bytes.starts(with: Self.prefix.utf8) else { return nil }
    let rest = Array(bytes.dropFirst(Self.prefix.utf8.count))
    func isFolder(_ name: some Sequence<UInt8>) throws -> Bool {
      let path = FilePath(bytes: Array(name))
      return try files.metadata(files.named(path))?.isDirectory ?? false
    }
    // Names of folders and revisions may both have an @ in them: the longest that is a folder counts.
    for at in rest.indices.reversed() where rest[at] == UInt8(ascii: "@") && at > 0 {
      guard try isFolder(rest[..<at]) else { continue }
      folder = FilePath(bytes: Array(rest[..<at]))
      revision = String(decoding: rest[(at + 1)...], as: UTF8.self)
      try check(source)
      return
    }
    revision = String(decoding: rest, as: UTF8.self)
    let place = FilePath(bytes: rest)
    for name in [".git", "HEAD"]
    where try isFolder(rest) && files.metadata(place.appending(name)) != nil {
      throw Failure.noRevision(source)
    }
    try check(source)
  }

  private func check(_ source: FilePath) throws(Failure) {
    if revision.isEmpty { throw .noRevision(source) }
    // No revision begins like this, and git would read it as an option.
    if revision.hasPrefix("-") || revision.contains("\0") {
      throw .noSuchRevision(revision, folder: folder ?? ".")
    }
  }

  /// Writes the revision's files to `archive`, as a tar archive.
  func write(to archive: FilePath, _ programs: any ProgramRunner) throws(Failure) {
    let place = folder ?? "."
    func ask(_ words: [String]) -> ProgramAnswer? {
      programs.run("git", ["-C", place.string] + words)
    }
    guard let found = ask(["rev-parse", "--absolute-git-dir"]) else { throw .noGit }
    guard found.status == 0, let records = found.line else { throw .noRepository(place) }
    guard let name = ask(["rev-parse", "--verify", "--quiet", revision]), name.status == 0,
      let object = name.line, object.allSatisfy(\.isHexDigit)
    else { throw .noSuchRevision(revision, folder: place) }
    // From the folder of the records: from one of the files, git would write only its folder.
    let words = [
      "-C", records, "--git-dir=.", "archive", "--format=tar", "--output=\(archive.string)", object,
    ]
    guard programs.run("git", words, within: Self.timeLimit)?.status == 0 else {
      throw .notWritten(revision, folder: place)
    }
  }

  /// A clone without contents fetches them first.
  private static let timeLimit = Duration.seconds(600)

  /// Why the files of a revision could not be read.
  public enum Failure: Error, Hashable, Sendable {
    case noRevision(FilePath)
    case noGit
    case noRepository(FilePath)
    case noSuchRevision(String, folder: FilePath)
    case notWritten(String, folder: FilePath)
  }
}

extension ProgramAnswer {
  /// The first line of the output.
  fileprivate var line: String? {
    output.split(whereSeparator: \.isNewline).first.map(String.init)
  }
}
