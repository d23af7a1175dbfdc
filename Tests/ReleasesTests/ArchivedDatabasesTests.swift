import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Releases

@Suite(.tags(.unit)) struct ArchivedDatabasesTests {
  @Test(arguments: ["scratch".utf8.map(\.self), [0x63, 0xe9]])
  func `a database is read with its log, whether the scratch folder's name is text or not`(
    name: [UInt8]
  ) throws {
    let disk = SimulatedDisk()
    try disk.writeFolder("/disk")
    let scratch = FilePath("/disk").appending(bytes: name)
    let databases = SimulatedDatabases(on: disk)
    let archived = ArchivedDatabases(of: "/disk/a.tar", on: disk, databases, scratch: scratch)
    let path = RelativePath(unchecked: Array("a.db".utf8))
    let log = RelativePath(unchecked: Array("a.db-wal".utf8))
    let bytes = SimulatedDatabases.makeDatabase(rows: ["x"])
    try archived.keep(path, permissions: 0o644, beginning: bytes) { nil }
    try archived.keep(log, permissions: 0o644, beginning: Array("rows".utf8)) { nil }
    let contents = try archived.contents(
      into: nil, replacing: { _ in nil }, isEmpty: { _ in false })
    #expect(Set(contents.entries.keys) == [path] && contents.warnings == [])
    #expect(contents.entries[path]?.size == UInt64(bytes.count))
  }
}
