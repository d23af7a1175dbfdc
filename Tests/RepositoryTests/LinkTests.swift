import Foundation
import TestSupport
import Testing

/// Whoever follows a link of a page gets somewhere.
@Suite(.tags(.unit)) struct LinkTests {
  private static let pages: [String] = {
    let all = FileManager.default.enumerator(
      atPath: Repository.root.appending(path: "docs").path())
    let docs = (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".md") }
    let others = [
      "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "store-format.md", "Scripts/README.md",
    ]
    return others + docs.map { "docs/" + $0 }.sorted()
  }()

  @Test(arguments: pages)
  func `every link of a page leads to a file, and to a heading in it`(page: String) throws {
    let own = Repository.root.appending(path: page)
    let text = try Self.withoutBlocks(Repository.text(of: page))
    for link in text.matches(of: /\]\(([^)#\s]*)(?:#([^)\s]+))?\)/) {
      let (name, anchor) = (String(link.1), link.2)
      if name.contains("://") { continue }
      let target =
        name.isEmpty ? own : own.deletingLastPathComponent().appending(path: name)
      #expect(
        FileManager.default.fileExists(atPath: target.path()), "\(page) links to \(name)")
      guard let anchor, let other = try? String(contentsOf: target, encoding: .utf8) else {
        continue
      }
      #expect(
        Self.anchors(of: other).contains(String(anchor)), "\(page) links to \(name)#\(anchor)")
    }
  }

  @Test func `the guides are among the pages`() {
    #expect(Self.pages.filter { $0.hasPrefix("docs/guides/") }.count == 7)
  }

  @Test func `anchors are what GitHub makes of headings`() {
    let page = "# A: `b_c`, d-e!\n\n```sh\n# no heading\n```\n\n## Again\n\n## Again\n"
    #expect(Self.anchors(of: page) == ["a-b_c-d-e", "again", "again-1"])
  }

  private static func anchors(of page: String) -> Set<String> {
    var counts: [String: Int] = [:]
    var found: Set<String> = []
    for heading in withoutBlocks(page).matches(of: /(?m)^#{1,6} +(.+)$/) {
      let kept = heading.1.lowercased().filter {
        $0.isLetter || $0.isNumber || "_- ".contains($0)
      }
      let anchor = kept.replacing(" ", with: "-")
      let earlier = counts[anchor, default: 0]
      counts[anchor] = earlier + 1
      found.insert(earlier == 0 ? anchor : "\(anchor)-\(earlier)")
    }
    return found
  }

  /// A page without its fenced blocks, in which nothing is a link or a heading.
  private static func withoutBlocks(_ page: String) -> String {
    page.replacing(/(?ms)^```.*?^```$/, with: "")
  }
}
