import Downloads
import FileEffects
import ObjectStore
import Releases

/// A package on a server, whose table of contents is read before the package.
final class RemotePackage {
  let file: OfferedFile
  let remote: RemoteFile
  /// All from where the table begins.
  private(set) var end: [UInt8] = []
  private var known: PackageTable?
  /// The last bytes that were fetched at first: of a small package, all of it.
  private var tail: (start: UInt64, bytes: [UInt8])?

  init(_ file: OfferedFile, over web: Web) {
    self.file = file
    remote = RemoteFile(file.url, type: file.type, over: web)
  }

  /// The table of a package of a thousand files takes about twice as many bytes.
  private static let firstLook = 64 << 10
  /// A longer table is not read apart from its package.
  private static let longestTable: UInt64 = 32 << 20

  /// - Throws: ``RemoteFile/OnlyWhole`` where there is no such table; ``WebError``.
  func table() throws -> PackageTable {
    if let known { return known }
    let found = try remote.tail(Self.firstLook)
    self.tail = found
    var (offset, tail) = found
    guard let start = PackageTable.start(in: tail, from: offset),
      offset < start || offset - start <= Self.longestTable
    else { throw RemoteFile.OnlyWhole() }
    if start < offset {
      tail = try bytes(start..<offset) + tail
      offset = start
    }
    guard let table = PackageTable(tail, from: offset) else { throw RemoteFile.OnlyWhole() }
    end = Array(tail.dropFirst(Int(start - offset)))
    known = table
    return table
  }

  /// The manifest that is in the package: packed, it is much shorter than the one beside it.
  ///
  /// - Throws: As ``table()``.
  func manifest() throws -> [UInt8] {
    guard let entry = try table().entries.first(where: { $0.path == Release.manifestPath }),
      entry.length <= UInt64(ChecksumList.longest), entry.range.count <= ChecksumList.longest,
      let manifest = try entry.contents(in: bytes(entry.range))
    else { throw RemoteFile.OnlyWhole() }
    return manifest
  }

  /// Hands `body` bytes of the package, in order; what is here is not fetched again.
  func read(_ range: Range<UInt64>, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let tail, range.upperBound > tail.start else { return try remote.read(range, body) }
    if range.lowerBound < tail.start { try remote.read(range.lowerBound..<tail.start, body) }
    let start = max(range.lowerBound, tail.start)
    try tail.bytes[Int(start - tail.start)..<Int(range.upperBound - tail.start)]
      .withUnsafeBytes(body)
  }

  private func bytes(_ range: Range<UInt64>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try read(range) { bytes += $0 }
    return bytes
  }
}
