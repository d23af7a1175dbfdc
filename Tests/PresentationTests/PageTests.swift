import Foundation
import TestSupport
import Testing

@testable import Presentation
@testable import Upgrades

/// Plans and reports as web pages.
@Suite(.tags(.unit)) struct PageTests {
  private static let pages = [
    SamplePages.plan, SamplePages.decided, SamplePages.empty, SamplePages.report, SamplePages.plain,
  ]

  @Test func `a plan and a report are pages as their golden files`() throws {
    try Golden.expect(SamplePages.plan, "Tests/PresentationTests/Golden/plan.html")
    try Golden.expect(SamplePages.report, "Tests/PresentationTests/Golden/report.html")
  }

  @Test func `every piece of text in the sources of pages is on a page`() throws {
    let all = Data(
      ((Self.pages + SamplePages.crowded).joined() + HTML("&\"").source + PageText.written(to: ""))
        .utf8)
    for piece in try SourceTexts.pieces(in: "Sources/Presentation/HTML") where piece.count > 4 {
      // What escapes a sign is seen where the sign is.
      let isSaid = [piece, HTML(piece).source].contains { all.range(of: Data($0.utf8)) != nil }
      #expect(isSaid, "no page says '\(piece)'")
    }
  }

  // MARK: Safety

  /// Words that a browser would act on if they were not text.
  private static let traps = [
    "</code>", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "<!--", "]]>",
    "&lt;",
    "' onclick='x", "</style><style>", "\u{202E}txt", "\u{0}", "\n\n", "<b", "url(http://x)",
    "&#60;b&#62;",
  ]

  @Test func `whatever names and texts are, every element is closed and none is theirs`() {
    let plain = PageReading(SamplePages.plan).elements
    let known = Set((plain + PageReading(SamplePages.report).elements).map(\.name) + ["del"])
    for seed in UInt64(0)..<40 {
      var random = SeededGenerator(seed: seed)
      func hostile(_ word: String) -> String {
        let trap = Self.traps.randomElement(using: &random) ?? ""
        return Bool.random(using: &random) ? trap + word : word + trap + word
      }
      let pages = [
        UpgradePage.text(of: SamplePages.upgrade(hostile), now: SampleErrors.time),
        UpgradePage.text(
          of: SamplePages.done(hostile), before: SampleReports.two, now: SampleErrors.time),
      ]
      for page in pages {
        let reading = PageReading(page)
        #expect(reading.fault == nil, "seed \(seed)")
        #expect(Set(reading.elements.map(\.name)).isSubset(of: known), "seed \(seed)")
        #expect(!page.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" }, "seed \(seed)")
      }
    }
  }

  @Test func `a page names nothing outside itself, and runs nothing`() {
    for page in Self.pages {
      let reading = PageReading(page)
      #expect(reading.fault == nil)
      let attributes = reading.elements.flatMap(\.attributes)
      for (name, value) in attributes {
        #expect(!name.hasPrefix("on") && !["src", "style", "action", "srcset"].contains(name))
        if name == "href" { #expect(value.hasPrefix("#")) }
      }
      for word in ["url(", "@import", "<script", "<link", "<iframe", "<img", "http:", "https:"] {
        #expect(!page.contains(word), "\(word)")
      }
      #expect(page.contains("default-src 'none'; style-src 'unsafe-inline'"))
    }
  }

  // MARK: For whoever does not see it

  @Test func `headings are in order, links lead to one, and tables say what they are`() {
    for page in Self.pages {
      let elements = PageReading(page).elements
      let levels = elements.compactMap { element in
        element.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.output.1) }
      }
      #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
      let names = elements.compactMap { $0.attributes["id"] }
      #expect(Set(names).count == names.count)
      for element in elements {
        if let target = element.attributes["href"] {
          #expect(names.contains("\(target.dropFirst())"))
        }
        if let target = element.attributes["aria-labelledby"] { #expect(names.contains(target)) }
        if element.name == "th" { #expect(["col", "row"].contains(element.attributes["scope"])) }
      }
      #expect(elements.first { $0.name == "html" }?.attributes["lang"] == "en")
      for landmark in ["header", "nav", "main", "footer"] {
        #expect(elements.count { $0.name == landmark } == 1)
      }
    }
  }

  // MARK: Size

  @Test func `a page of a boundless plan is bounded, and says what is left out`() {
    for page in SamplePages.crowded { #expect(page.utf8.count < 10_000_000, "\(page.utf8.count)") }
    let page = Data(SamplePages.crowded[0].utf8)
    for words in ["and 4,500 more that are not on this page", "too much for this page"] {
      #expect(page.range(of: Data(words.utf8)) != nil, "\(words)")
    }
  }
}
