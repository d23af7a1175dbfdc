import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct TreeVisitorTests {
  private let disk = SimulatedDisk()

  /// Notes whom it meets; folders of the name `closed` are passed over.
  private struct Notes: TreeVisitor {
    var lines: [String] = []

    mutating func enter(_ object: ObjectID, as type: ObjectType, at path: RelativePath?) -> Bool {
      lines.append("\(type) \(path?.description ?? "")")
      return path?.name != Array("closed".utf8)
    }

    mutating func leave(_ object: ObjectID, as type: ObjectType) { lines.append("leave \(type)") }
  }

  @Test func `a visitor meets everything in the order of names, and leaves what it entered`() throws
  {
    let bench = try Bench(disk)
    try bench.write("b/large", Bench.noise(StoreLayout.largeFileSize + 1))
    try bench.write("a", "text")
    try bench.write("closed/x", "unseen")
    let tree = try bench.capture().tree
    var notes = Notes()
    try ObjectReader(bench.store).visit(tree, with: &notes)
    let chunks = notes.lines.count { $0 == "blob b/large" }
    #expect(chunks > 1)
    #expect(
      notes.lines == ["tree ", "blob a", "tree b", "chunkList b/large"]
        + Array(repeating: "blob b/large", count: chunks)
        + ["leave chunkList", "leave tree", "tree closed", "leave tree"])
  }

  @Test func `an export is whole where a file has the bytes of a tree`() throws {
    let bench = try Bench(disk)
    try bench.write("d/x", "in the folder")
    let reader = try ObjectReader(bench.store)
    let folder = try #require(RelativePath("d"))
    let tree = try #require(try StoredTrees(bench.capture().tree, reader).tree(at: folder))
    try bench.write("a", try reader.bytes(of: tree))
    let roots = [try bench.capture().tree]
    _ = try ExportFile.write(Array("{}".utf8), roots: roots, to: "/disk/e.pack", from: bench.store)
    try ExportFile(at: "/disk/e.pack", on: disk, workers: 1).verify(roots)
  }
}
