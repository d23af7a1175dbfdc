import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Commands typed in folders of a deployment that look like one themselves.
@Suite(.tags(.process)) struct WorkspaceTests {
  static let folders = [
    "cortex-brain/cortex-brain", "cortex-brain", "scripts", "scripts/cortex-brain/admin",
  ]

  /// As CORTEX 3.1.0 ships them.
  private func workplace(isManaged: Bool) throws -> Workplace {
    let place = try Workplace(isManaged: isManaged)
    for folder in ["cortex-brain/cortex-brain/admin", "scripts/cortex-brain/admin"] {
      try place.write(place.deployment.appending(folder + "/README.md"), "shipped\n")
    }
    return place
  }

  @Test(arguments: folders)
  func `the deployment around a folder called cortex-brain is meant`(folder: String) throws {
    let place = try workplace(isManaged: true)
    let inner = place.deployment.appending(folder)
    let status = try place.cortex("status", "--json", in: inner)
    #expect(status.status == 0, "\(status.errors)")
    #expect(try status.json()["workspace"] == .text(place.deployment.string))
    let doctor = try place.cortex("doctor", in: inner)
    #expect(doctor.output.contains(" 1 database is intact"), "\(doctor.output)")
    let before = try place.tree()
    let plan = try place.cortex("upgrade", "--from", place.release.string, "--dry-run", in: inner)
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(
      plan.errors.contains("Workspace: \(place.deployment) (found above the current folder)"),
      "\(plan.errors)")
    let again = try place.cortex("init", in: inner)
    #expect(again.status == 1 && again.errors.contains("\(place.store)"), "\(again.errors)")
    #expect(try place.tree() == before)
  }

  @Test(arguments: folders)
  func `before there is a store, init takes the product and not a part of it`(folder: String) throws
  {
    let place = try workplace(isManaged: false)
    let inner = place.deployment.appending(folder)
    let before = try place.tree()
    let outcome = try place.cortex("init", in: inner)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Workspace: \(place.deployment)"), "\(outcome.errors)")
    #expect(try place.files.exists(place.store.appending("current")))
    #expect(try place.tree() == before)
  }

  @Test func `in the deployment's own folder nothing is said of it`() throws {
    let place = try workplace(isManaged: false)
    #expect(try !place.cortex("init").errors.contains("Workspace:"))
    let named = try place.cortex(
      "rollback", "--dry-run", "--workspace", place.deployment.string, in: place.folder)
    #expect(!named.errors.contains("Workspace:"))
    let meant = try place.cortex(
      "rollback", "--dry-run", in: place.folder,
      environment: ["CORTEX_WORKSPACE": place.deployment.string])
    #expect(meant.errors.contains("(named by CORTEX_WORKSPACE)"), "\(meant.errors)")
  }

  @Test(arguments: ["option", "environment"])
  func `a store elsewhere leads to its deployment from any folder in it`(means: String) throws {
    let place = try workplace(isManaged: false)
    let store = place.folder.appending("stores/harbour").string
    func cortex(_ words: String..., in folder: FilePath) throws -> Outcome {
      try Program.run(
        Program.path.string, words + (means == "option" ? ["--store", store] : []), in: folder,
        environment: place.environment.merging(means == "option" ? [:] : ["CORTEX_STORE": store]) {
          $1
        })
    }
    #expect(try cortex("init", in: place.deployment.appending("scripts")).status == 0)
    for folder in Self.folders {
      let outcome = try cortex("status", "--json", in: place.deployment.appending(folder))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json()["workspace"] == .text(place.deployment.string), "\(folder)")
    }
  }

  @Test(arguments: ["init", "status", "doctor", "upgrade --from x", "gen list"])
  func `outside a deployment it is said where was looked, and what to do`(line: String) throws {
    let place = try Workplace()
    let empty = place.folder.appending("a/b/c")
    try place.files.ensureDirectory(empty)
    let before = try place.everything()
    let outcome = try Program.run(
      Program.path.string, line.split(separator: " ").map(String.init), in: empty,
      environment: place.environment)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "cortex: \(empty) is not a CORTEX deployment, nor is any folder above it up to / "
        + "(no .cortex/ or cortex-brain/); cd into one, or pass --workspace DIR\n")
    #expect(try place.everything() == before)
  }
}
