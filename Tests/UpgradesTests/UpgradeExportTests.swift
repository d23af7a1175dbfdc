import Databases
import FileEffects
import Foundation
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The brain as YAML that an upgrade leaves.
@Suite(.tags(.unit)) struct UpgradeExportTests {
  private struct Refused: Error {}

  private func place() throws -> LocalWorkplace {
    let place = try LocalWorkplace()
    try place.sql("CREATE TABLE patterns (id INTEGER PRIMARY KEY, title TEXT)")
    try place.sql("INSERT INTO patterns (title) VALUES ('tides')")
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  @Test func `it is of the state before, also where a migration changed the tables`() throws {
    let place = try place()
    try place.ship("001_more.sql", "ALTER TABLE patterns ADD COLUMN more TEXT;\n")
    let report = try place.deployment.carryOut(Upgrade(source: place.new))
    let folder = FilePath(try #require(report.brainExport))
    let text = try place.files.text(folder.appending("tier1-conversations.yaml"))
    #expect(text.contains("title: \"tides\"\n") && !text.contains("more"))
    #expect(!report.checksAfter.contains { $0.name == .brainExport })
  }

  @Test func `that it fails is a warning, and leaves nothing`() throws {
    let place = try place()
    var databases = InterceptedDatabases()
    databases.beforeExport = { throw Refused() }
    let report = try place.deployment(databases).carryOut(Upgrade(source: place.new))
    #expect(report.brainExport == nil)
    #expect(report.checksAfter.filter { $0.name == .brainExport }.map(\.result) == [.warning])
    #expect(report.generation == (try place.deployment.log().current().number))
    let left = try place.files.contents(of: place.root.appending(".cortex/brain-export"))
    #expect(left.isEmpty)
  }

  @Test func `names of files are those of the databases, each once`() {
    var names = ExportNames()
    let paths = [
      "cortex-brain/tier2/knowledge_graph.db", "cortex-brain/tier2-knowledge_graph.db",
      "src/x y.sqlite3", "cortex-brain/.db", "cortex-brain/brain-export.db",
      "cortex-brain/\(String(repeating: "x", count: 300)).db",
    ]
    #expect(
      paths.compactMap { RelativePath($0) }.map { names.name(for: $0) } == [
        "tier2-knowledge_graph.yaml", "tier2-knowledge_graph-2.yaml", "src-x_y.yaml",
        "database.yaml", "brain-export-2.yaml", String(repeating: "x", count: 200) + ".yaml",
      ])
  }
}
