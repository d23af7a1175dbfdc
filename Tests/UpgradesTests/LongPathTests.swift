import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Folders so deep that the system takes no path to what is in them.
@Suite(.tags(.process)) struct LongPathTests {
  /// Makes a folder in another, so many times, with a file and a link in each.
  private static let script = """
    import os, sys
    os.chdir(sys.argv[1])
    for number in range(30):
      open("file", "w").write(str(number))
      os.symlink("file", "link")
      name = "n" * 200
      os.mkdir(name)
      os.chdir(name)
    open("file", "w").close()
    """

  @Test func `what no path leads to is left out and named, and the rest is kept`() throws {
    let place = try LocalWorkplace()
    let documents = place.root.appending("cortex-brain/documents")
    try place.files.ensureDirectory(documents)
    try LocalWorkplace.python(Self.script, [documents])
    let report = try InitialiseStore(release: place.old, version: nil).carryOut(
      on: place.deployment)
    #expect(!report.warnings.isEmpty && report.warnings.allSatisfy { $0.contains("nnn") })
    #expect(report.warnings.allSatisfy { $0.contains("too long to open") })
    let status = try place.deployment.report(ShowStatus())
    #expect(status.warnings == report.warnings)
    #expect(status.added.isEmpty && status.modified.isEmpty && status.missing.isEmpty)
    #expect(try place.deployment.plan(TakeSnapshot(note: "")).report.warnings == report.warnings)
    let kept = try place.deployment.report(ShowGeneration(.first)).contents.map(\.path)
    #expect(kept.count { $0.hasSuffix("/file") } > 15)
    #expect(kept.count { $0.hasSuffix("/link") } > 15)
    try place.files.removeTree(documents)
    #expect(try place.files.metadata(documents) == nil)
  }
}
