import FileEffects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Every command that the guides show is run, and prints what they say.
@Suite(.tags(.process)) struct GuideTests {
  private static let root = FilePath(#filePath)
    .removingLastComponent().removingLastComponent().removingLastComponent()
    .removingLastComponent()

  private static let guides: [String] = {
    let folder = root.appending("docs/guides").string
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".md") }.map { "docs/guides/" + $0 }.sorted()
  }()

  @Test func `there are guides`() {
    #expect(Self.guides.count == 7)
  }

  @Test(arguments: guides)
  func `every command of a guide prints what the guide says`(page: String) throws {
    let transcript = try Self.transcript(page)
    #expect(transcript.faults == [])
    #expect(transcript.steps.count > 5)
    try Self.follow(transcript, page)
  }

  @Test func `the commands at the top of README print what it says`() throws {
    try Self.follow(
      Self.transcript("README.md"), "README.md",
      after: """
        make-sample-release cortex-5.2.0 5.2.0
        make-sample-release cortex-5.3.0 5.3.0
        make-sample-release CORTEX 5.2.0 --deployed
        cd CORTEX
        """)
  }

  private static func transcript(_ page: String) throws -> Transcript {
    Transcript(try LocalFileSystem().text(root.appending(page)))
  }

  /// Runs the commands in an empty folder, all in one shell, and compares; with `UPDATE_GOLDEN` set,
  /// corrects the page first.
  ///
  /// - Parameter preparation: Commands that come before those of the page.
  private static func follow(
    _ transcript: Transcript, _ page: String, after preparation: String = ""
  ) throws {
    var transcript = transcript
    let outcomes = try run(transcript, after: preparation)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      let corrected = transcript.corrected(by: outcomes)
      try corrected.write(toFile: root.appending(page).string, atomically: true, encoding: .utf8)
      transcript = Transcript(corrected)
    }
    for difference in transcript.differences(from: outcomes) {
      Issue.record("\(page), \(difference)")
    }
  }

  /// The shell writes a mark before each command, with the exit status of the one before, which it
  /// leaves as it is.
  private static func run(
    _ transcript: Transcript, after preparation: String
  ) throws -> [Transcript.Outcome] {
    let files = LocalFileSystem()
    let temporary = try TemporaryFolder()
    let folder = try files.resolve(temporary.path)
    let home = folder.appending("home")
    for place in [home, folder.appending("tmp")] { try files.ensureDirectory(place) }
    var script = """
      exec 2>&1
      mark() { local status=$?; printf '\\036%s\\n' $status; return $status; }
      \(preparation)

      """
    for step in transcript.steps { script += "mark\n\(step.command)\n" }
    try files.replace(folder.appending("script"), with: Array((script + "mark\n").utf8))
    let first = try [
      files.resolve(Program.path).removingLastComponent(), root.appending("Scripts"),
    ]
    let outcome = try Program.run(
      "/bin/bash", [folder.appending("script").string], in: home,
      environment: [
        "PATH": Program.searchPath(first), "HOME": home.string,
        "TMPDIR": folder.appending("tmp").string, "TERM": "dumb", "TZ": "UTC",
      ])
    let parts = outcome.output.replacing(home.string, with: "/home/you").split(
      separator: "\u{1e}", omittingEmptySubsequences: false
    ).dropFirst().map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    return zip(parts, parts.dropFirst()).map { part, next in
      Transcript.Outcome(
        status: next.first.flatMap { Int32($0) } ?? -1, printed: Array(part.dropFirst()))
    }
  }
}
