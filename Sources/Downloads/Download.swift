public import FileEffects
public import SystemPackage

/// A large file that is fetched to the disk, in as many goes as it takes.
public struct Download {
  public var url: WebURL
  /// Where it will be, once all of it is there and is the right one.
  public var place: FilePath
  /// How long it is, if that is known, and how long it may be; in bytes.
  public var length: UInt64?
  public var limit: UInt64
  /// The kind of file that is wanted, for servers that have several.
  public var type: String?
  /// Whether one that is there is kept if the server has no other; where its digest is known, it need not be
  /// asked.
  public var isRenewed = false

  public init(
    _ url: WebURL, to place: FilePath, length: UInt64? = nil, limit: UInt64, type: String? = nil
  ) {
    (self.url, self.place, self.length, self.limit, self.type) = (url, place, length, limit, type)
  }
}

/// How much of a file is here.
public struct DownloadProgress: Hashable, Sendable {
  public var name: String
  /// In bytes, what an earlier attempt brought among them.
  public var count: UInt64
  /// `nil` where the server does not say.
  public var total: UInt64?

  public init(name: String, count: UInt64, total: UInt64?) {
    (self.name, self.count, self.total) = (name, count, total)
  }
}

extension Web {
  /// Fetches a file. What an earlier attempt left is gone on with where the server still has the same.
  ///
  /// - Parameters:
  ///   - progress: Is told from time to time.
  ///   - assemble: Makes the file from what is here and parts of it, and says whether it is whole: tried
  ///     first. What ``RemoteFile/OnlyWhole`` ends is gone on with as usual.
  ///   - check: Throws if it is not the file that was wanted; then nothing of it stays.
  /// - Throws: ``WebError``, or what `check` throws. After a failure to fetch, what came stays for the next
  ///   attempt.
  public func download(
    _ download: Download, on files: any FileSystem, progress: (DownloadProgress) -> Void,
    assemble: (PartialFile) throws -> Bool = { _ in false }, check: (FilePath) throws -> Void
  ) throws {
    try onDisk {
      let part = try PartialFile(of: download.place, from: download.url, on: files)
      var isJoined = part.count > 0
      var isWhole = false
      do { isWhole = try assemble(part) } catch is RemoteFile.OnlyWhole {}
      isJoined = isJoined || part.count > 0
      if try !isWhole && !receive(download, part, try known(download, on: files), progress) {
        return
      }
      do { try check(part.place) } catch {
        try part.discard()
        guard isJoined else { throw error }
        // The pieces may be of different files.
        _ = try receive(download, part, nil, progress)
        do { try check(part.place) } catch {
          try? part.discard()
          throw error
        }
      }
      try part.finish(as: download.place, noting: download.isRenewed)
    }
  }

  /// What is noted of the file that is there, if it is to be renewed.
  private func known(
    _ download: Download, on files: any FileSystem
  ) throws(FileError) -> FileVersion? {
    guard download.isRenewed, try files.metadata(download.place)?.isRegular ?? false else {
      return nil
    }
    return try FileVersion(
      notedAt: download.place.withSuffix(FileVersion.noteEnding), of: download.url, on: files)
  }

  /// Returns `false` where the server has only what is known.
  private func receive(
    _ download: Download, _ part: PartialFile, _ known: FileVersion?,
    _ progress: (DownloadProgress) -> Void
  ) throws -> Bool {
    try retry.run(now: now, progress: { part.count }) {
      try receiveRest(download, part, known, progress)
    }
  }

  /// One request for what is missing.
  private func receiveRest(
    _ download: Download, _ part: PartialFile, _ known: FileVersion?,
    _ progress: (DownloadProgress) -> Void
  ) throws -> Bool {
    let url = download.url
    let name = download.place.lastComponent?.string ?? "\(url)"
    var request = WebRequest(url)
    if let type = download.type { request.add("Accept", type) }
    let start = part.count
    if start > 0, let validator = part.version.validator {
      request.add("Range", "bytes=\(start)-")
      request.add("If-Range", validator)
    } else if let tag = known?.tag {
      request.add("If-None-Match", tag)
    } else if let changed = known?.changed {
      request.add("If-Modified-Since", changed)
    }
    var total: UInt64?
    var isBegun = false
    func begin(_ answer: WebAnswer) throws {
      isBegun = true
      if answer.status == 206 {
        let range = answer.contentRange
        let validator = FileVersion(answer).validator ?? part.version.validator
        guard start > 0, range?.start == start, validator == part.version.validator else {
          try part.discard()
          // Asked for again, from the beginning.
          throw WebError.failed(url, .cut)
        }
        total = range?.total
      } else {
        total = answer.length
        try part.begin(FileVersion(answer))
      }
      if let length = download.length, let total, total != length {
        throw WebError.otherLength(url, expected: length, found: total)
      }
      if let total, total > download.limit { throw WebError.tooLong(url, limit: download.limit) }
      progress(DownloadProgress(name: name, count: part.count, total: total ?? download.length))
    }
    let answer = try get(request) { answer, piece in
      if !isBegun { try begin(answer) }
      guard part.count + UInt64(piece.count) <= min(download.limit, download.length ?? .max)
      else { throw WebError.tooLong(url, limit: min(download.limit, download.length ?? .max)) }
      try part.append(piece)
      progress(DownloadProgress(name: name, count: part.count, total: total ?? download.length))
    }
    switch answer.status {
    case 304 where known != nil: return false
    case 200, 206: if !isBegun { try begin(answer) }
    case 416 where start > 0:
      // All of it was there already, or it has become another file.
      if answer.contentRange?.total == start { break }
      try part.discard()
      throw WebError.failed(url, .cut)
    default: throw WebError.status(url, answer.status)
    }
    if let expected = total ?? download.length, part.count != expected {
      if part.count < expected { throw WebError.failed(url, .cut) }
      throw WebError.otherLength(url, expected: expected, found: part.count)
    }
    return true
  }

  private func onDisk<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as FileError { throw WebError.file(error) }
  }
}
