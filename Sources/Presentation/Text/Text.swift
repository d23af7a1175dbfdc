import FileEffects
import Upgrades

/// Pieces of text that reports share.
package enum Text {
  /// A length in bytes, for people: `39.1 MB`.
  package static func bytes(_ count: UInt64) -> String {
    var value = Double(count)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1000 { return unit == "B" ? "\(count) B" : "\(rounded(value)) \(unit)" }
      value /= 1000
    }
    return "\(rounded(value)) TB"
  }

  private static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A time in seconds, to the millisecond: `0.012 s`.
  package static func seconds(_ time: Duration) -> String {
    let (seconds, attoseconds) = time.components
    let milliseconds = Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    return "\(milliseconds / 1000).\(String(milliseconds % 1000).zeroPadded(to: 3)) s"
  }

  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// What a text begins with, up to a blank: a command in quotes is one word, so that it can be copied.
  static func word(_ text: Substring) -> Substring {
    let word = text.prefix { $0 != " " }
    let start = word.first == "(" ? word.dropFirst() : word
    guard start.first == "'", !start.dropFirst().contains("'") else { return word }
    let rest = text[start.endIndex...]
    guard let end = rest.firstIndex(of: "'") else { return word }
    return text[..<rest[end...].prefix { $0 != " " }.endIndex]
  }

  /// A sentence in lines of at most `width` characters that end between words; a longer word has a line
  /// of its own.
  package static func wrapped(_ sentence: String, to width: Int) -> String {
    var lines: [String] = []
    var rest: Substring? = sentence[...]
    while let text = rest {
      let word = word(text)
      rest = word.endIndex == text.endIndex ? nil : text[word.endIndex...].dropFirst()
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Columns, each as wide as its widest cell; the last one unpadded. Whatever is in a cell, a row is a
  /// line.
  package static func table(_ rows: [[String]]) -> String {
    let rows = rows.map { $0.map(Spelling.line) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 {
          line += String(repeating: " ", count: widths[column] - cell.count + 2)
        }
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A heading with files under it: every one by its name, or counted by folder in ten lines.
  package static func files(_ title: String, _ paths: [String], verbose: Bool) -> String {
    guard !paths.isEmpty else { return "" }
    let heading = "\(title) (\(count(paths.count, "file")))"
    if verbose { return list(heading, paths, limit: .max) }
    let places = FolderCount.grouping(paths, limit: 10)
    let more = places.dropFirst(10).reduce(0) { $0 + $1.files }
    return "\(heading):\n"
      + table(
        places.prefix(10).map {
          $0.place.hasSuffix("/") ? ["  " + $0.place, count($0.files, "file")] : ["  " + $0.place]
        })
      + (more > 0 ? "  … and \(count(more, "file")) elsewhere\n" : "")
      + (places.contains { $0.files > 1 } ? "  (--verbose names each)\n" : "")
  }

  /// The same in one line: `src/old/ 14, docs/a.md, … 3 more`.
  package static func places(_ paths: [String]) -> String {
    let places = FolderCount.grouping(paths, limit: 3)
    let more = places.dropFirst(3).reduce(0) { $0 + $1.files }
    return places.prefix(3).map { $0.place + ($0.files > 1 ? " \($0.files)" : "") }
      .joined(separator: ", ") + (more > 0 ? ", … \(more) more" : "")
  }

  /// A heading with a list under it; at most `limit` items, then how many more there are, and what lists them.
  package static func list(
    _ title: String, _ items: [String], limit: Int = 20, all: String = "--json lists all"
  ) -> String {
    guard !items.isEmpty else { return "" }
    var text = "\(title):\n" + items.prefix(limit).map { "  \(Spelling.line($0))\n" }.joined()
    if items.count > limit { text += "  … and \(items.count - limit) more (\(all))\n" }
    return text
  }

  /// A title with lines under it that are indented; nothing without lines.
  package static func section(_ title: String, _ lines: String) -> String {
    lines.isEmpty ? "" : "\n\(title)\n" + indented(lines)
  }

  /// Lines, each two columns further to the right.
  package static func indented(_ lines: String) -> String {
    lines.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }
}
