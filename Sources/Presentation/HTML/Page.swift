/// The frame of a web page that loads nothing: one file, without a script, in which a style is all that is allowed.
struct Page {
  /// A part of the page, with the name that a link leads to.
  struct Section {
    var name: String
    var title: String
    var contents: HTML

    init(_ name: String, _ title: String, _ contents: [HTML]) {
      (self.name, self.title, self.contents) = (name, title, HTML(contents))
    }
  }

  var title: String
  /// What kind of page it is, above the title.
  var kind: String
  /// What is said first, below the title.
  var opening: HTML
  /// Empty ones are left out.
  var sections: [Section]
  var closing: HTML

  /// By which a page is known that may be replaced by another.
  static let beginning = "<!DOCTYPE html>\n<!-- Written by cortex -->\n"

  var text: String {
    let shown = sections.filter { $0.contents != HTML([]) }
    return Self.beginning
      + HTML.element("html", ["lang": "en"], head + "\n" + body(shown)).source + "\n"
  }

  private var head: HTML {
    .element(
      "head", [:],
      HTML([
        .void("meta", ["charset": "utf-8"]),
        .void(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content":
              "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
          ]),
        .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .void("meta", ["name": "color-scheme", "content": "light dark"]),
        .element("title", [:], HTML(title)), "\n", .style(PageStyle.rules),
      ]))
  }

  private func body(_ sections: [Section]) -> HTML {
    .element(
      "body", [:],
      HTML([
        .element("a", ["class": "skip", "href": "#content"], "Skip to the content"), "\n",
        .element(
          "header", [:],
          .element("p", ["class": "kind"], HTML(kind)) + .element("h1", [:], HTML(title)) + opening),
        "\n",
        .element(
          "nav", ["aria-label": "On this page"],
          .list(sections.map { .element("a", ["href": "#\($0.name)"], HTML($0.title)) })), "\n",
        .element("main", ["id": "content"], HTML(sections.map(Self.section))), "\n",
        .element("footer", [:], closing),
      ]))
  }

  private static func section(_ section: Section) -> HTML {
    "\n"
      + .element(
        "section", ["aria-labelledby": section.name],
        .element("h2", ["id": section.name], HTML(section.title)) + section.contents)
  }
}
