import Foundation
import SystemPackage
import TestSupport
import Testing

/// The manual pages in docs/man, and the scripts that make and install what users get.
@Suite(.tags(.process)) struct ManualTests {
  static let repository = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent()

  @Test func `the manual pages say what the program's help says`() throws {
    let outcome = try Program.run(
      "/usr/bin/env",
      [Python.program, Self.repository.appending("Scripts/man").string, "--check"]
        + ["--cortex", Program.path.string], in: "/")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `the manual pages have no fault that mandoc knows`() throws {
    guard Program.isThere("mandoc") else { try Test.cancel("mandoc is not here") }
    let folder = Self.repository.appending("docs/man")
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
    #expect(pages.count > 10)
    let outcome = try Program.run(
      "/usr/bin/env", ["mandoc", "-T", "lint", "-W", "warning"] + pages, in: folder)
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)")
  }
}
