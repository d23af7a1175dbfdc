import Downloads
import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// A package of which only what the store does not have is fetched: the rest is packed again from the store.
///
/// That gives the same bytes, if zlib is the same; the package's digest proves it. Where an entry comes out
/// otherwise, it is fetched; where the server has no parts to give, the whole package is.
struct MissingParts {
  let package: RemotePackage
  let manifest: Manifest
  let manifestText: [UInt8]
  let store: Store
  /// What is installed: files that are stored in pieces are found by their paths.
  let installed: Listing
  let workers: Int
  let progress: (DownloadProgress) -> Void

  /// A request costs about as long as so many bytes take.
  private static let gap: UInt64 = 64 << 10
  private static let mostRequests = 32
  /// More than this share of a package is not fetched in parts, but at once: in percent.
  private static let worthwhile: UInt64 = 80
  /// Entries of more bytes are fetched: none is in memory. In bytes, as the next.
  private static let longestEntry: UInt64 = 16 << 20
  /// So much is packed at a time.
  private static let window: UInt64 = 4 << 20

  private var remote: RemoteFile { package.remote }

  /// `nil` where as much was fetched as there is.
  var figures: PartialFetch? {
    guard let total = remote.length, remote.bytes < total else { return nil }
    return PartialFetch(fetched: remote.bytes, total: total, requests: remote.requests)
  }

  /// Where contents are that need not be fetched.
  private enum Source: Sendable {
    case object(ObjectID)
    case pieces(Entry)
    case bytes([UInt8])
  }

  /// A stretch of the package.
  private enum Stretch {
    case fetched(Range<UInt64>)
    case packed(PackageTable.Entry, Source)
  }

  /// Appends what is missing of the package to `part`; `false` where that is not worth it, and nothing was
  /// appended.
  ///
  /// - Throws: ``RemoteFile/OnlyWhole``, ``WebError``, ``StoreError``.
  func assemble(_ part: PartialFile) throws -> Bool {
    let table = try package.table()
    guard let total = remote.length else { return false }
    let stretches = stretches(table, sources())
    let missing = stretches.reduce(into: UInt64(package.end.count)) { sum, stretch in
      if case .fetched(let range) = stretch { sum += UInt64(range.count) }
    }
    guard missing * 100 <= total * Self.worthwhile else { return false }
    try remote.begin(part)
    let report = {
      progress(DownloadProgress(name: package.file.name, count: part.count, total: total))
    }
    try append(stretches, to: part, report)
    guard part.count >= table.start else { throw RemoteFile.OnlyWhole() }
    let rest = package.end.dropFirst(Int(part.count - table.start))
    try rest.withUnsafeBytes { try part.append($0) }
    report()
    return part.count == total
  }

  /// The files whose contents are here, by their paths in the package.
  private func sources() -> [RelativePath: Source] {
    var sources: [RelativePath: Source] = [Release.manifestPath: .bytes(manifestText)]
    let pieces = installed.byPath
    for file in manifest.files {
      let path = file.path.path
      if let object = ObjectID("\(file.digest)"), store.contains(object) {
        sources[path] = .object(object)
      } else if let entry = pieces[path], entry.isChunked, entry.kind == .file,
        entry.size == file.size
      {
        sources[path] = .pieces(entry)
      }
    }
    for (path, digest) in manifest.basePlaces {
      if let object = ObjectID("\(digest)"), store.contains(object) {
        sources[path] = .object(object)
      }
    }
    return sources
  }

  /// The package in order: what is between two ranges that are fetched together is fetched with them.
  private func stretches(
    _ table: PackageTable, _ sources: [RelativePath: Source]
  ) -> [Stretch] {
    func source(_ entry: PackageTable.Entry) -> Source? {
      entry.length <= Self.longestEntry ? entry.path.flatMap { sources[$0] } : nil
    }
    var next = table.entries.filter { source($0) == nil }.map(\.range)
      .merged(gap: Self.gap, count: Self.mostRequests)[...]
    var stretches: [Stretch] = []
    for entry in table.entries {
      if let range = next.first, entry.range.lowerBound >= range.upperBound { next.removeFirst() }
      if let range = next.first, range.contains(entry.range.lowerBound) {
        if entry.range.lowerBound == range.lowerBound { stretches.append(.fetched(range)) }
      } else if let source = source(entry) {
        stretches.append(.packed(entry, source))
      }
    }
    return stretches
  }

  private func append(
    _ stretches: [Stretch], to part: PartialFile, _ report: () -> Void
  ) throws {
    var window: [(PackageTable.Entry, Source)] = []
    var length: UInt64 = 0
    for stretch in stretches {
      switch stretch {
      case .packed(let entry, let source):
        // What an earlier attempt has brought is there.
        guard entry.range.upperBound > part.count else { continue }
        window.append((entry, source))
        length += entry.length
        if length < Self.window { continue }
        try pack(window, to: part, report)
        (window, length) = ([], 0)
      case .fetched(let range):
        try pack(window, to: part, report)
        (window, length) = ([], 0)
        try fetch(range, to: part, report)
      }
    }
    try pack(window, to: part, report)
  }

  private func fetch(_ range: Range<UInt64>, to part: PartialFile, _ report: () -> Void) throws {
    guard range.upperBound > part.count else { return }
    try package.read(max(range.lowerBound, part.count)..<range.upperBound) {
      try part.append($0)
      report()
    }
  }

  /// Packs entries again, with a few threads, and appends them in order.
  private func pack(
    _ entries: [(PackageTable.Entry, Source)], to part: PartialFile, _ report: () -> Void
  ) throws {
    if entries.isEmpty { return }
    let store = store
    let packed = try Parallel.map(
      count: entries.count, workers: workers, state: { (try ObjectReader(store), Deflate()) }
    ) { state, number -> [UInt8]? in
      let (entry, source) = entries[number]
      // What the store has lost is fetched.
      let contents: [UInt8]? =
        switch source {
        case .object(let object): try? state.0.bytes(of: object)
        case .pieces(let entry): try? state.0.contents(of: entry)
        case .bytes(let bytes): bytes
        }
      return contents.flatMap { entry.bytes(for: $0, state.1) }
    }
    for ((entry, _), bytes) in zip(entries, packed) {
      if let bytes {
        try bytes.dropFirst(Int(part.count - entry.range.lowerBound))
          .withUnsafeBytes { try part.append($0) }
      } else {
        try fetch(entry.range, to: part, report)
      }
    }
    report()
  }
}
