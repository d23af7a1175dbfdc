import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What a list of digests in a release means for an upgrade.
@Suite(.tags(.unit)) struct ChecksumTests {
  private func place(list: String) throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try place.disk.write(Workplace.new.appending("SHA256SUMS.txt"), list)
    return place
  }

  private func line(_ path: String, of place: Workplace? = nil) throws -> String {
    let bytes = try place?.disk.read(Workplace.new.appending(path)) ?? [1]
    return "\(ObjectID(of: bytes))  \(path)\n"
  }

  @Test func `that it was checked is said in the plan`() throws {
    let sample = try Workplace.sample()
    let place = try place(list: line("VERSION", of: sample))
    let plan = try place.deployment.plan(Upgrade(source: Workplace.new)).plan
    #expect(
      plan.checks.contains {
        $0.name == .checksums && $0.result == .ok
          && $0.detail == "1 file checked against its SHA256SUMS.txt"
      })
    #expect(try place.upgrade(.upgrade).plan.to == "5.3.0")
  }

  @Test func `a release that is another is refused before anything is stored`() throws {
    let place = try place(list: line("VERSION"))
    let before = try place.everything().filter { !$0.key.hasSuffix("/lock") }
    for isDry in [true, false] {
      let error = try #require(throws: ReleaseError.self) {
        let request = Upgrade(source: Workplace.new)
        if isDry {
          _ = try place.deployment.plan(request)
          return
        }
        _ = try place.deployment.carryOut(request)
      }
      #expect("\(error)".contains("VERSION has SHA-256"))
    }
    #expect(try place.everything().filter { !$0.key.hasSuffix("/lock") } == before)
    #expect(throws: ReleaseError.self) {
      _ = try Workplace(disk: place.disk).deployment.report(
        ShowMigrationStatus(from: Workplace.new))
    }
  }

  @Test func `a folder that is taken in may differ from the list in it, with a word`() throws {
    let place = try place(list: line("VERSION"))
    let report = try place.deployment.carryOut(ImportGeneration(Workplace.new, note: ""))
    #expect(report.warnings.contains { $0.contains("VERSION has SHA-256") })
  }
}
