import FileEffects
import ObjectStore
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Which deployment is meant where a command is typed.
@Suite(.tags(.unit)) struct WorkspaceSearchTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    /// The nearest first: a path, and letters for what is there.
    ///
    /// S a store, s one that was begun, H the home of the store that was named, b `cortex-brain`, P the
    /// whole product, E everybody's.
    var folders: [(String, String)]
    var found: String?

    var testDescription: String { name }

    var search: WorkspaceSearch {
      WorkspaceSearch(
        sights: folders.map { path, signs in
          FolderSight(
            folder: FilePath(path),
            store: signs.contains("S") ? .there : signs.contains("s") ? .begun : .none,
            isHomeOfNamedStore: signs.contains("H"),
            hasBrain: signs.contains("b") || signs.contains("P"),
            looksLikeProduct: signs.contains("P"), isEverybodys: signs.contains("E"))
        })
    }
  }

  static let rows = [
    Row(name: "the folder itself", folders: [("/w", "b"), ("/", "")], found: "/w"),
    Row(name: "nothing at all", folders: [("/w/x", ""), ("/w", ""), ("/", "")], found: nil),
    Row(
      name: "an outer store wins over an inner brain",
      folders: [("/w/scripts", "b"), ("/w", "SP"), ("/", "")], found: "/w"),
    Row(
      name: "an outer store wins over a release that was unpacked inside",
      folders: [("/w/dl/5.3.0", "P"), ("/w/dl", ""), ("/w", "SP"), ("/", "")], found: "/w"),
    Row(
      name: "the nearest of two stores wins", folders: [("/p/w", "SP"), ("/p", "SP"), ("/", "")],
      found: "/p/w"),
    Row(
      name: "a store wins over one that was begun nearer",
      folders: [("/w/scripts", "sb"), ("/w", "SP"), ("/", "")], found: "/w"),
    Row(
      name: "a store that was begun wins over a brain",
      folders: [("/w/scripts", "b"), ("/w", "sb"), ("/", "")], found: "/w"),
    Row(
      name: "before init the product wins over a brain in one of its folders",
      folders: [("/w/scripts", "b"), ("/w", "P"), ("/", "")], found: "/w"),
    Row(
      name: "before init a brain in a brain belongs to that",
      folders: [("/w/cortex-brain", "b"), ("/w", "b"), ("/", "")], found: "/w"),
    Row(
      name: "a release that is archived in a brain belongs to that",
      folders: [
        ("/w/cortex-brain/archives/1.0", "P"), ("/w/cortex-brain/archives", ""),
        ("/w/cortex-brain", "b"), ("/w", "P"), ("/", ""),
      ], found: "/w"),
    Row(
      name: "a stray brain in a home is not meant from a project",
      folders: [("/home/u/app", "b"), ("/home/u", "b"), ("/home", ""), ("/", "")],
      found: "/home/u/app"),
    Row(
      name: "nor from a product that lies in a folder of that name",
      folders: [("/home/u/cortex-brain/c", "P"), ("/home/u/cortex-brain", ""), ("/home/u", "b")],
      found: "/home/u/cortex-brain/c"),
    Row(
      name: "of two products the nearest is meant",
      folders: [("/p/w", "P"), ("/p", "P"), ("/", "")], found: "/p/w"),
    Row(
      name: "what anybody may have put into /tmp is not found from below",
      folders: [("/tmp/w", "b"), ("/tmp", "SPE"), ("/", "")], found: "/tmp/w"),
    Row(
      name: "in /tmp itself it is", folders: [("/tmp", "SPE"), ("/", "")], found: "/tmp"),
    Row(
      name: "the home of a store that was named wins over everything",
      folders: [("/w/in/x", "SP"), ("/w/in", "P"), ("/w", "Hb"), ("/", "S")], found: "/w"),
  ]

  @Test(arguments: rows) func `one folder is meant, or none`(row: Row) {
    #expect(row.search.found == row.found.map { FilePath($0) })
    #expect(row.search.searched == row.folders.map { FilePath($0.0) })
  }

  // MARK: What counts as a sign

  private func found(
    from start: String, store: FilePath? = nil, _ prepare: (SimulatedDisk) throws -> Void
  ) throws -> FilePath? {
    let disk = SimulatedDisk()
    for folder in ["/w/scripts/cortex-brain", "/w/cortex-brain"] {
      try disk.ensureDirectory(FilePath(folder))
    }
    try prepare(disk)
    return try WorkspaceSearch(from: FilePath(start), store: store, on: disk).found
  }

  @Test func `a store counts, also one that is away behind a link`() throws {
    #expect(try found(from: "/w/scripts") { _ in } == "/w/scripts")
    #expect(
      try found(from: "/w/scripts") { try Store.create(at: "/w/.cortex", on: $0) } == "/w")
    #expect(
      try found(from: "/w/scripts") { try $0.createLink("/w/.cortex", to: Array("/away".utf8)) }
        == "/w")
    #expect(
      try found(from: "/w/scripts") {
        try Store.create(at: "/disk/store", on: $0)
        try $0.createLink("/w/.cortex", to: Array("/disk/store".utf8))
      } == "/w")
  }

  @Test func `what init begins with counts, and something else of that name does not`() throws {
    #expect(try found(from: "/w/scripts") { try $0.write("/w/.cortex/lock", "") } == "/w")
    #expect(try found(from: "/w/scripts") { try $0.write("/w/.cortex/layers.yaml", "") } == "/w")
    #expect(
      try found(from: "/w/scripts") { try $0.write("/w/.cortex/settings.json", "{}") }
        == "/w/scripts")
    #expect(try found(from: "/w/scripts") { try $0.ensureDirectory("/w/.cortex") } == "/w/scripts")
    #expect(try found(from: "/w/scripts") { try $0.write("/w/.cortex", "a file") } == "/w/scripts")
  }

  @Test func `two things of the product beside a brain make it the deployment`() throws {
    #expect(try found(from: "/w/scripts") { try $0.write("/w/VERSION", "5.2.0") } == "/w/scripts")
    #expect(
      try found(from: "/w/scripts") {
        try $0.write("/w/VERSION", "5.2.0")
        try $0.ensureDirectory("/w/src")
      } == "/w")
  }

  @Test func `a store elsewhere leads to the deployment that it looks after`() throws {
    let place = try Workplace.sample()
    try place.disk.ensureDirectory(place.path("scripts/cortex-brain"))
    var deployment = place.deployment
    deployment = Deployment(
      root: Workplace.root, storeLocation: "/stores/s", scratch: Workplace.scratch,
      files: place.disk, databases: deployment.databases, programs: place.programs, workers: 1,
      now: place.now, reportText: UpgradeDocuments.texts)
    _ = try InitialiseStore(release: nil, version: nil).carryOut(on: deployment)
    let search = try WorkspaceSearch(
      from: place.path("scripts"), store: "/stores/s", on: place.disk)
    #expect(search.found == Workplace.root)
  }
}
