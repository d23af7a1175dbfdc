import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Generations
@testable import Upgrades

/// Obstacles on a path, and files that upgrades write themselves.
@Suite(.tags(.unit)) struct PathObstacleTests {
  private static func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  private func explain(
    _ path: String, in place: Workplace, _ upgrade: Upgrade? = nil
  ) throws -> PathExplanation {
    try place.deployment.report(ExplainPath(TypedPath(relative(path)), in: upgrade))
  }

  private let upgrade = Upgrade(source: Workplace.new)

  // MARK: In the way

  @Test(arguments: [FileMetadata.Kind.special(.fifo), .directory])
  func `what is in the place of a file is named, and what it is refused for`(
    kind: FileMetadata.Kind
  ) throws {
    let place = try Self.place()
    let path = place.path("src/entry.py")
    try place.disk.erase(path)
    if kind == .directory {
      try place.disk.writeFolder(path.appending("mine"))
    } else {
      try place.disk.writeSpecial(path, .fifo)
    }
    let obstacle = PathObstacle(path: "src/entry.py", kind: kind)
    let found = try explain("src/entry.py", in: place)
    #expect(found.obstacle == obstacle && found.found == kind && found.here == nil)
    let asked = try explain("src/entry.py", in: place, upgrade)
    #expect(asked.obstacle == obstacle && asked.refusal is GenerationError)
  }

  @Test func `a link above a path is in its way, and a link in its place is not`() throws {
    let place = try Self.place()
    try place.disk.erase(place.path("src/entry.py"))
    try place.disk.writeLink(place.path("src/entry.py"), to: "elsewhere")
    let replaced = try explain("src/entry.py", in: place, upgrade)
    #expect(replaced.obstacle == nil && replaced.refusal == nil && replaced.here?.kind == .link)
    try place.disk.erase(place.path("src"))
    try place.disk.write("/elsewhere/entry.py", "not the deployment's")
    try place.disk.writeLink(place.path("src"), to: "/elsewhere")
    let found = try explain("src/entry.py", in: place)
    #expect(found.obstacle == PathObstacle(path: "src", kind: .symbolicLink))
    #expect(found.here == nil)
    #expect(throws: UpgradeError.self) { try explain("src/entry.py", in: place, upgrade) }
  }

  @Test func `nothing is in the way of what is there, and of what could be`() throws {
    let place = try Self.place()
    for path in ["src/entry.py", "src/new/file.py", "new.txt", ".git/config"] {
      #expect(try explain(path, in: place).obstacle == nil, "\(path)")
    }
  }

  @Test func `a switch that is unfinished is told of, and left alone`() throws {
    let place = try Self.place()
    #expect(try !explain("src/entry.py", in: place).isSwitchUnfinished)
    try place.deployment.log().beginSwitch()
    let before = try place.everything()
    for upgrade in [nil, upgrade] {
      let told = try explain("src/entry.py", in: place, upgrade)
      #expect(told.isSwitchUnfinished && told.outcomes.isEmpty && told.isEdited == nil)
    }
    #expect(try place.everything() == before)
  }

  @Test func `a journal that is damaged is an error, as it is for an upgrade`() throws {
    let place = try Self.place()
    for path in [StoreLayout.journal, StoreLayout.journalCopy] {
      try place.disk.write(place.path(".cortex/\(path)"), "no journal")
    }
    #expect(throws: GenerationError.self) { try explain("src/entry.py", in: place, upgrade) }
  }

  @Test func `a managed file where the release has a folder is in nobody's way`() throws {
    let place = try Self.place()
    #expect(try explain("src/entry.py/part.py", in: place).obstacle == nil)
  }

  // MARK: Files of upgrades

  static let present: [[String]] = [
    [], [".cortex-version"], [".cortex-version", "cortex-brain/.cortex-version"],
  ]

  @Test(arguments: present)
  func `a version file is said to be written where an upgrade writes it`(there: [String]) throws {
    let place = try Self.place()
    for path in VersionFile.places { try place.disk.erase(path.resolved(in: Workplace.root)) }
    for path in there { try place.write(path, #"{"cortex_version": "5.2.0"}"#) }
    let written = there.isEmpty ? ["cortex-brain/.cortex-version"] : there
    for path in VersionFile.places.map(\.description) {
      for upgrade in [nil, upgrade] {
        let told = try explain(path, in: place, upgrade)
        #expect(told.outcomes.isEmpty, "no release decides about it")
        #expect(told.ownFile?.isWritten == written.contains(path), "\(path)")
        #expect(told.ownFile?.instead == (written.contains(path) ? [] : written), "\(path)")
      }
    }
    _ = try place.upgrade()
    for path in VersionFile.places.map(\.description) where written.contains(path) {
      #expect(try place.text(path).contains("5.3.0"), "\(path)")
      #expect(try explain(path, in: place, upgrade).ownFile?.isWritten == false, "nothing to do")
    }
  }

  @Test func `the list of migrations and the reports are said to be upgrades' own`() throws {
    let place = try Self.place()
    let list = "cortex-brain/migrations/applied.json"
    let migrates = try !place.deployment.plan(upgrade).rehearsals.isEmpty
    #expect(try explain(list, in: place).ownFile == OwnFile(kind: .migrations, isWritten: nil))
    #expect(try explain(list, in: place, upgrade).ownFile?.isWritten == migrates)
    let report = try #require(try place.upgrade().report)
    #expect(try explain(report, in: place).ownFile?.kind == .report)
    #expect(try explain("src/entry.py", in: place).ownFile == nil)
    try place.write(
      ".cortex/layers.yaml", "layers:\n  - {path: 'cortex-brain/**', layer: none}\n")
    for path in [list, report, "cortex-brain/.cortex-version"] {
      #expect(try explain(path, in: place).ownFile == nil, "the workspace takes it out")
    }
  }
}
