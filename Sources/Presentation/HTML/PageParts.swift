/// Parts that pages share.
extension HTML {
  static func paragraph(_ words: HTML) -> HTML { .element("p", [:], words) }

  /// A name, a value or a command, as it is typed.
  static func code(_ words: some StringProtocol) -> HTML { .element("code", [:], HTML(words)) }

  /// A command in a line of its own.
  static func command(_ words: String) -> HTML {
    .element("pre", ["class": "command", "tabindex": "0"], .code(words))
  }

  static func heading(_ words: HTML) -> HTML { .element("h3", [:], words) }

  static func list(_ items: [HTML]) -> HTML {
    items.isEmpty ? HTML([]) : .element("ul", [:], HTML(items.map { .element("li", [:], $0) }))
  }

  /// Terms with what they are.
  static func terms(_ rows: [(String, HTML?)]) -> HTML {
    .element(
      "dl", [:],
      HTML(
        rows.compactMap { name, words in
          words.map {
            .element("div", [:], .element("dt", [:], HTML(name)) + .element("dd", [:], $0))
          }
        }))
  }

  /// What is folded until somebody opens it.
  static func folded(_ title: HTML, isOpen: Bool = false, _ contents: HTML) -> HTML {
    isOpen
      ? .element("details", ["open": ""], .element("summary", [:], title) + contents)
      : .element("details", [:], .element("summary", [:], title) + contents)
  }

  /// A table that scrolls by itself where it is too wide. The first cell of each row is its heading.
  static func table(_ caption: HTML, columns: [String], rows: [[HTML]]) -> HTML {
    let head = columns.map { HTML.element("th", ["scope": "col"], HTML($0)) }
    let body = rows.map { cells in
      HTML.element(
        "tr", [:],
        HTML(
          cells.enumerated().map {
            $0 == 0
              ? .element("th", ["scope": "row"], $1) : .element("td", [:], $1)
          }))
    }
    return .element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Table"],
      .element(
        "table", [:],
        .element("caption", [:], caption)
          + .element("thead", [:], .element("tr", [:], HTML(head)))
          + .element("tbody", [:], HTML(body))))
  }

  /// A word in a frame: what is found, or decided.
  static func badge(_ words: String, _ look: Look = .plain) -> HTML {
    .element("span", ["class": "badge \(look.rawValue)"], HTML(words))
  }

  enum Look: String {
    case plain, good, careful, bad
  }

  /// A remark of less weight.
  static func note(_ words: HTML) -> HTML { .element("p", ["class": "note"], words) }
}
