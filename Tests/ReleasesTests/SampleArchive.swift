import FileEffects
import Foundation
import Releases
import SystemPackage
import TestSupport
import Testing

/// An archive that Python's standard library wrote, in a folder that goes with the value.
final class SampleArchive {
  let path: FilePath
  private let folder: URL

  /// - Parameter script: Python that writes to `OUT`, with the words of ``prelude``.
  init(_ script: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "releases-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let file = folder.appending(path: "release")
    path = FilePath(file.path)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [Python.program, "-IS", "-c", Self.prelude + script, file.path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static let prelude = """
    import bz2, gzip, io, lzma, stat, struct, sys, tarfile, warnings, zipfile, zlib
    OUT = sys.argv[1]
    warnings.simplefilter("ignore")

    def F(name, data=b"", mode=0o644): return (name, data, "", stat.S_IFREG | mode)
    def D(name, mode=0o755): return (name, b"", "", stat.S_IFDIR | mode)
    def L(name, target): return (name, b"", target, stat.S_IFLNK | 0o777)
    def save(data): open(OUT, "wb").write(data)
    def load(): return open(OUT, "rb").read()

    KINDS = {stat.S_IFREG: tarfile.REGTYPE, stat.S_IFDIR: tarfile.DIRTYPE,
             stat.S_IFLNK: tarfile.SYMTYPE}

    def tar(*entries, format=tarfile.PAX_FORMAT, kind=None):
        with tarfile.open(OUT, "w", format=format, errors="surrogateescape") as archive:
            for name, data, target, mode in entries:
                entry = tarfile.TarInfo(name)
                entry.type = kind or KINDS[stat.S_IFMT(mode)]
                entry.mode, entry.linkname, entry.size = mode & 0o7777, target, len(data)
                archive.addfile(entry, io.BytesIO(data))
        return load()

    def zip(*entries, compression=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(OUT, "w", compression) as archive:
            for name, data, target, mode in entries:
                entry = zipfile.ZipInfo(name)
                entry.create_system, entry.external_attr = 3, mode << 16
                entry.compress_type = compression
                if target: entry.compress_type = zipfile.ZIP_STORED
                archive.writestr(entry, data or target)
        return load()

    def zstd(data):
        frame = b"\\x28\\xb5\\x2f\\xfd\\x00\\x58"
        for at in range(0, len(data), 1 << 16):
            piece = data[at:at + (1 << 16)]
            last = at + len(piece) == len(data)
            frame += struct.pack("<I", last | len(piece) << 3)[:3] + piece
        return frame


    """
}

/// What an archive was read as: a line for each entry, contents as text.
func lines(
  of sample: SampleArchive, limits: ArchiveLimits = ArchiveLimits()
) throws -> [String] {
  var lines: [String] = []
  try readEntries(of: sample.path, on: LocalFileSystem(), limits: limits) { entry, readPiece in
    var contents: [UInt8] = []
    while let piece = try readPiece() { contents += piece }
    let text =
      contents.count > 20 ? "(\(contents.count))" : String(decoding: contents, as: UTF8.self)
    switch entry.kind {
    case .file(let size, let permissions):
      #expect(size == UInt64(contents.count))
      lines.append("\(entry.path) \(String(permissions, radix: 8)) \(text)")
    case .directory(let permissions):
      lines.append("\(entry.path)/ \(String(permissions, radix: 8))")
    case .link(let target): lines.append("\(entry.path) -> \(RelativePath.text(of: target))")
    }
  }
  return lines
}

/// Why an archive is refused; an issue if it is not.
func failure(
  _ script: String, limits: ArchiveLimits = ArchiveLimits(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> ReleaseError {
  let sample = try SampleArchive(script)
  return try #require(
    #expect(throws: ReleaseError.self, sourceLocation: sourceLocation) {
      _ = try lines(of: sample, limits: limits)
    })
}

/// Why the one bad entry of an archive is refused, with its name.
func refusal(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> (
  name: String, reason: EntryRefusal
) {
  guard case .refused(_, let name, let reason) = try failure(script, sourceLocation: sourceLocation)
  else {
    Issue.record("no entry is named", sourceLocation: sourceLocation)
    throw EntryRefusal.malformedName
  }
  let text = RelativePath.text(of: name)
  // Python ends a folder's name with a slash.
  return (text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text, reason)
}
