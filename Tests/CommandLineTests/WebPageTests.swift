import FileEffects
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Plans and reports as web pages, also as a browser sees them.
@Suite(.tags(.process)) struct WebPageTests {
  /// A plan with a conflict, and its page.
  private static let sample = Result {
    let place = try ConflictTests.conflicted()
    let templates = place.deployment.appending("cortex-brain/response-templates.yaml")
    try place.write(templates, place.files.text(templates) + "\(long): \(long)\n")
    let outcome = try place.cortex(
      "upgrade", place.release.string, "--dry-run", "--on-conflict", "yours", "--html", page)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let done = try place.cortex("upgrade", place.release.string, "--yes", "--on-conflict", "yours")
    try #require(done.status == 0, "\(done.errors)")
    return place
  }
  private static let page = "plan page.html"
  private static let long = String(repeating: "unbroken", count: 60)

  private func pages(of place: Workplace) throws -> [FilePath] {
    let reports = place.deployment.appending("cortex-brain/documents/reports")
    return try [place.deployment.appending(Self.page)]
      + place.files.contents(of: reports).filter { $0.name.suffix(5).elementsEqual(".html".utf8) }
      .map { reports.appending(bytes: $0.name) }
  }

  // MARK: The option

  @Test func `a dry run writes its plan to a page, and says where`() throws {
    let place = try Workplace()
    let before = try place.tree()
    let outcome = try place.cortex(
      "upgrade", place.release.string, "--dry-run", "--html", "../plan.html")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasSuffix("The plan is also in ../plan.html.\n"))
    #expect(try place.tree() == before)
    let page = try place.files.text(place.project.appending("plan.html"))
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains("Upgrade from 5.2.0 to 5.3.0"))
    #expect(page.contains("cortex upgrade --plan "))
    let json = try place.cortex(
      "upgrade", place.release.string, "--dry-run", "--json", "--html", "../plan.html")
    #expect(try json.json()["dry_run"] == true && json.errors.isEmpty)
  }

  @Test func `a page replaces a page, and nothing else`() throws {
    let place = try Workplace()
    for path in ["VERSION", ".cortex/current", "cortex-brain/user-dictionary.yaml"] {
      let before = try place.everything()
      let outcome = try place.cortex(
        "upgrade", place.release.string, "--dry-run", "--html", path)
      #expect(outcome.status == 1, "\(path)")
      #expect(outcome.errors.contains("\(path) already exists and is no page that cortex wrote"))
      let after = try place.everything().filter { !$0.key.contains(".cortex/plans") }
      #expect(after == before.filter { !$0.key.contains(".cortex/plans") })
    }
    for _ in 1...2 {
      let again = try place.cortex(
        "upgrade", place.release.string, "--dry-run", "--html", "../plan.html")
      #expect(again.status == 0)
    }
  }

  @Test func `a page of a refused plan says what stands in the way`() throws {
    let place = try ConflictTests.conflicted()
    let outcome = try place.cortex(
      "upgrade", place.release.string, "--dry-run", "--html", "plan.html")
    #expect(outcome.status == 2)
    let page = try place.files.text(place.deployment.appending("plan.html"))
    #expect(page.contains("As it is, this plan would be refused: 1 conflict"))
    #expect(!page.contains("cortex upgrade --plan"))
  }

  @Test func `a page takes the place of nothing that is no file`() throws {
    let place = try Workplace()
    func plan(to file: String) throws -> Outcome {
      try place.cortex("upgrade", place.release.string, "--dry-run", "--html", file)
    }
    try #require(mkfifo(place.project.appending("pipe").string, 0o600) == 0)
    for file in ["src", "../pipe", "/dev/null", "../missing/plan.html"] {
      let refused = try plan(to: file)
      #expect(refused.status == 1 && refused.output.isEmpty, "\(file)")
    }
    #expect(try place.files.metadata("/dev/null")?.isRegular == false)
  }

  @Test func `a page is for a dry run`() throws {
    let place = try Workplace()
    let outcome = try place.cortex(
      "upgrade", place.release.string, "--yes", "--html", "plan.html")
    #expect(outcome.status == 64 && outcome.errors.contains("--html needs --dry-run"))
  }

  @Test func `an upgrade leaves its report as a page too, and the next one leaves it alone`() throws
  {
    let place = try Workplace()
    for _ in 0..<2 {
      let done = try place.cortex("upgrade", place.release.string, "--yes", "--json")
      try #require(done.status == 0)
      let report = try #require(done.json()["report"]?.string)
      let page = place.deployment.appending(report.replacing(".md", with: ".html"))
      #expect(try place.files.text(page).contains("cortex rollback --to "))
      try #require(place.cortex("rollback", "--yes", "--data", "keep").status == 0)
    }
    let reports = place.deployment.appending("cortex-brain/documents/reports")
    let names = try place.files.contents(of: reports)
    #expect(names.count { $0.name.suffix(5).elementsEqual(".html".utf8) } == 2)
  }

  // MARK: In a browser

  /// Where Chromium is; without one, the test is cancelled.
  private static func browser() throws -> String {
    let folders = ["/usr/bin", "/usr/local/bin", "/snap/bin"]
    let names = folders.flatMap { folder in
      ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" }
    }
    guard let found = names.first(where: FileManager.default.isExecutableFile) else {
      try Test.cancel("there is no Chromium here")
    }
    return found
  }

  /// Shows a page in a window of that width; returns what it comes to then, and what the browser logs.
  private func show(
    _ page: FilePath, width: Int, in folder: FilePath, _ browser: String
  ) throws -> Outcome {
    try Program.run(
      "/usr/bin/timeout",
      [
        "60", browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--user-data-dir=\(folder.appending("profile").string)",
        "--enable-logging=stderr", "--window-size=\(width),900", "--virtual-time-budget=2000",
        "--dump-dom", "file://\(page.string.replacing(" ", with: "%20"))",
      ], in: folder, environment: ["HOME": folder.string])
  }

  @Test func `a browser finds nothing amiss, loads nothing else, and a telephone is wide enough`()
    throws
  {
    let browser = try Self.browser()
    let place = try Self.sample.get()
    let folder = try TemporaryFolder()
    for page in try pages(of: place) {
      let shown = try show(page, width: 400, in: folder.path, browser)
      try #require(shown.status == 0 && shown.output.contains("</html>"), "\(shown.errors)")
      #expect(!shown.errors.contains("CONSOLE"), "\(shown.errors)")
      // The same without what forbids scripts, and with one that measures; all that is folded is open.
      let copy = folder.path.appending("copy.html")
      let text = try place.files.text(page)
      let probe = """
        <script>for (const d of document.querySelectorAll('details')) d.open = true;
        const wide = [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, .heard')
          && (e.getBoundingClientRect().right > innerWidth + 1
            || e.clientWidth && e.scrollWidth > e.clientWidth + 1)).map(e => e.outerHTML.slice(0, 80));
        document.documentElement.dataset.probe = [
          document.documentElement.scrollWidth <= innerWidth, innerWidth < 600,
          performance.getEntriesByType('resource').length, wide.length].join(' ')</script>
        """
      let open = text.replacing(/<meta http-equiv[^>]*>/, with: "")
        .replacing("</body>", with: probe + "</body>")
      try place.files.replace(copy, with: Array(open.utf8))
      let measured = try show(copy, width: 400, in: folder.path, browser)
      #expect(
        measured.output.contains("data-probe=\"true true 0 0\""),
        "\(page): \(measured.output.prefix(200))")
    }
  }
}
