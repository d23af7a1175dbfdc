import ConfigMerge
import FileEffects
import Upgrades

/// The difference of a configuration on a page.
extension HTML {
  /// Before and after, beside each other; a sentence instead where that is too much.
  static func difference(
    _ path: String, _ texts: ConfigTexts, _ titles: (old: String, new: String),
    _ budget: inout PageBudget
  ) -> HTML {
    switch texts {
    case .tooLong(let bytes):
      return .note("It has \(Text.bytes(bytes)): too much to show what changes line by line.")
    case .texts(let before, let after):
      let sides = [before, after].map { $0 ?? [] }
      guard !sides.contains(where: { $0.contains(0) }) else {
        return .note("It is no text, so its lines cannot be compared.")
      }
      let difference = SideBySide(from: sides[0], to: sides[1])
      let (added, removed) = difference.counts
      let title: HTML =
        "What changes, line by line: \(Text.count(added, "line")) added, \(removed) removed"
      guard budget.takes(difference) else {
        return .note("\(title). That is too much for this page.")
      }
      return .folded(
        title, isOpen: added + removed <= 60, .sides(difference, of: path, titles))
    }
  }

  private static func sides(
    _ difference: SideBySide, of path: String, _ titles: (old: String, new: String)
  ) -> HTML {
    var isFirst = true
    let parts = difference.stretches.map { stretch in
      guard stretch.isFolded else {
        defer { isFirst = false }
        return lines(stretch.rows, isFirst ? caption(path, titles) : HTML([]))
      }
      let words = Words.number(stretch.rows.count, "unchanged line")
      return stretch.rows.count <= PageBudget.unfolded
        ? .folded("\(words)", lines(stretch.rows, HTML([]))) : .note("\(words)")
    }
    return .element("div", ["class": "sides"], HTML(parts))
  }

  private static func caption(_ path: String, _ titles: (old: String, new: String)) -> HTML {
    let columns = ["Line", titles.old, "Line", titles.new].map {
      HTML.element("th", ["scope": "col"], HTML($0))
    }
    return .element(
      "caption", [:],
      "\(HTML.code(path)): \(titles.old.lowercased()) and \(titles.new.lowercased())")
      + .element("colgroup", [:], columnWidths)
      + .element("thead", [:], .element("tr", [:], HTML(columns)))
  }

  private static var columnWidths: HTML {
    HTML([
      .void("col", ["class": "number"]), .void("col"), .void("col", ["class": "number"]),
      .void("col"),
    ])
  }

  private static func lines(_ rows: [SideBySide.Row], _ head: HTML) -> HTML {
    let start = head == HTML([]) ? HTML.element("colgroup", [:], columnWidths) : head
    return .element(
      "table", ["class": "lines"], start + .element("tbody", [:], HTML(rows.map(row))))
  }

  private static func row(_ row: SideBySide.Row) -> HTML {
    if row.isSame, let old = row.old, let new = row.new {
      return "\n"
        + .element(
          "tr", ["class": "same"],
          number(old)
            + .element("td", [:], text([.init(text: old.text[...], isChanged: false)], old))
            + number(new)
            + .element("td", [:], text([.init(text: new.text[...], isChanged: false)], new)))
    }
    let words = ChangedWords(from: row.old?.text ?? "", to: row.new?.text ?? "")
    return "\n"
      + .element(
        "tr", [:],
        number(row.old) + side(row.old, "old", "−", "removed:", words.old) + number(row.new)
          + side(row.new, "new", "+", "added:", words.new))
  }

  private static func number(_ line: SideBySide.Line?) -> HTML {
    .element("td", ["class": "number"], line.map { "\($0.number)" } ?? "")
  }

  /// One half of a row; what it is, is said by a sign and to those who hear it, not by its colour alone.
  private static func side(
    _ line: SideBySide.Line?, _ kind: String, _ sign: String, _ heard: HTML,
    _ pieces: [ChangedWords.Piece]
  ) -> HTML {
    guard let line else { return .element("td", ["class": "none"]) }
    return .element(
      "td", ["class": kind],
      .element("span", ["class": "sign", "aria-hidden": "true"], HTML(sign))
        + .element("span", ["class": "heard"], heard)
        + text(pieces, line, isOld: kind == "old"))
  }

  private static func text(
    _ pieces: [ChangedWords.Piece], _ line: SideBySide.Line, isOld: Bool = false
  ) -> HTML {
    HTML(
      pieces.map { piece in
        piece.isChanged
          ? .element(isOld ? "del" : "ins", [:], HTML(piece.text)) : HTML(piece.text)
      })
      + (line.isOpen ? .element("span", ["class": "note"], " (no line break at the end)") : "")
  }
}

extension PageBudget {
  /// Takes the room for a difference, if there is so much.
  fileprivate mutating func takes(_ difference: SideBySide) -> Bool {
    let rows = difference.stretches
      .filter { !$0.isFolded || $0.rows.count <= Self.unfolded }.flatMap(\.rows)
    return takes(
      rows: rows.count,
      characters: rows.reduce(0) {
        $0 + ($1.old?.text.utf8.count ?? 0) + ($1.new?.text.utf8.count ?? 0)
      })
  }
}
