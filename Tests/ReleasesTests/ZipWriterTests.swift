import FileEffects
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Releases

/// Packages as they are written, read by this program and by others.
@Suite(.tags(.unit)) struct ZipWriterTests {
  private let folder: TemporaryFolder
  private let files = LocalFileSystem()

  init() throws { folder = try TemporaryFolder() }

  private func path(_ text: String) -> RelativePath { RelativePath(unchecked: Array(text.utf8)) }

  private func write(_ entries: [PackageEntry], named name: String = "a.zip") throws -> PackageFile
  {
    let package = try PackageFile(folder.path.appending(name), on: files)
    let deflate = Deflate()
    for entry in entries { try entry.write(to: [package], deflate, on: files) }
    #expect(try package.finish() == ObjectID(ofFileAt: package.temporary, on: files))
    try package.commit()
    return package
  }

  /// Each entry with its contents, or what it is.
  private func read(_ package: PackageFile) throws -> [String] {
    var lines: [String] = []
    try readEntries(of: package.path, on: files) { entry, readPiece in
      switch entry.kind {
      case .directory(let mode): lines.append("\(entry.path)/ \(String(mode, radix: 8))")
      case .link(let target): lines.append("\(entry.path) -> \(RelativePath.text(of: target))")
      case .file(_, let mode):
        var contents: [UInt8] = []
        while let piece = try readPiece() { contents += piece }
        lines.append(
          "\(entry.path) \(String(mode, radix: 8)) \(ObjectID(of: contents)) \(contents.count)")
      }
    }
    return lines
  }

  private func python(_ script: String, _ argument: String) throws -> String {
    let place = folder.path.appending("printed")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "\(Python.program) -IS -c \"$1\" \"$2\" > \"$3\"", "sh", script, argument, place.string,
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: try files.read(place), as: UTF8.self)
  }

  @Test func `what is written is read again: files, links, folders, whatever their contents`()
    throws
  {
    var random = SeededGenerator(seed: 25)
    let sizes = [0, 1, 65_535, 65_536, 3_000_000]
    let texts = sizes.map { size in
      (0..<size).map { _ in UInt8.random(in: 0...(size % 2 == 0 ? 255 : 3), using: &random) }
    }
    let source = folder.path.appending("source")
    try files.replace(source, with: texts[4])
    let digest = ObjectID(of: texts[4])
    let entries =
      texts.enumerated().map { PackageEntry(path("f\($0)/ü \($0)"), .bytes($1)) }
      + [
        PackageEntry(path("big"), .file(source, digest, isExecutable: true)),
        PackageEntry(path("link"), .link(target: Array("f1/x".utf8))),
        PackageEntry(path("empty"), .folder),
      ]
    let found = try read(write(entries))
    #expect(
      found == texts.enumerated().map { "f\($0)/ü \($0) 644 \(ObjectID(of: $1)) \($1.count)" }
        + ["big 755 \(digest) 3000000", "link -> f1/x", "empty/ 755"])
  }

  @Test func `the same entries are the same bytes, and other programs can read them`() throws {
    let entries = [
      PackageEntry(path("b"), .bytes(Array("two".utf8))),
      PackageEntry(path("a"), .folder), PackageEntry(path("c"), .bytes([])),
    ]
    let first = try write(entries)
    let second = try write(entries, named: "b.zip")
    #expect(try files.read(first.path) == files.read(second.path))
    // What the bytes are is part of the promise, on another day and machine, too.
    #expect(
      try ObjectID(ofFileAt: first.path, on: files).description
        == "2c45dd247c53408e2f66ae4d672b1dc08ec735175518069c097b2dd3305b7f4a")
    let listing = try python(
      """
      import sys, zipfile
      archive = zipfile.ZipFile(sys.argv[1])
      assert archive.testzip() is None
      for i in archive.infolist():
          print(i.filename, i.file_size, i.date_time[0], oct(i.external_attr >> 16))
      """, first.path.string)
    #expect(listing == "b 3 1980 0o100644\na/ 0 1980 0o40755\nc 0 1980 0o100644\n")
  }

  @Test func `an archive of more entries than two bytes count is whole`() throws {
    let count = 65_537
    let package = try write(
      (0..<count).map { PackageEntry(path("d\($0 / 1000)/\($0)"), .bytes([])) })
    var found = 0
    try readEntries(of: package.path, on: files) { _, _ in found += 1 }
    #expect(found == count)
    #expect(
      try python(
        "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))",
        package.path.string) == "\(count)\n")
  }

  @Test func `a file that is no longer what was planned is refused, and no package is left`() throws
  {
    let source = folder.path.appending("source")
    try files.replace(source, with: Array("new".utf8))
    let entry = PackageEntry(
      path("a"), .file(source, ObjectID(of: Array("old".utf8)), isExecutable: false))
    #expect(throws: PackagingError.changedMeanwhile(source)) { _ = try write([entry]) }
    #expect(try files.contents(of: folder.path).map(\.name) == [Array("source".utf8)])
  }
}
