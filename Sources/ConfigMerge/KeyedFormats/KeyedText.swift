/// Which keys a text holds, with their values and lines: all that is known of a file that is merged by
/// lines and has keys all the same.
struct KeyedText: Hashable, Sendable {
  /// A name on the way to a value.
  struct Step: Hashable, Sendable {
    var name: String
    /// Which of several tables of that name; `nil` where there is one.
    var instance: String?
  }

  /// A key with its value, or the header of a table.
  struct Entry: Hashable, Sendable {
    /// The names of the tables around it, and its own.
    var path: [Step]
    var isHeader = false
    /// Without comments, and with `\n` between its lines; `nil` where nothing is assigned.
    var value: [UInt8]?
    /// The lines that it is on, counted from 0.
    var lines: Range<Int>
    /// As it is written, for people; of a header the table's name.
    var key: String
    /// The table that it is in as its header names it, for people; empty where no header is above.
    var table: String
  }

  /// In the order of the text.
  var entries: [Entry] = []
  /// What the format forbids although every key occurs once, such as a table where a value is.
  var clash: [Step]?

  /// Whether several tables have one name.
  var repeatsTables: Bool {
    entries.contains { $0.isHeader && ($0.path.last?.instance ?? "1") != "1" }
  }

  /// Why a text cannot be read.
  struct Unreadable: Error, Hashable {
    /// Counted from 1.
    var line: Int
    var fault: KeyedFault
  }
}

extension LineText {
  /// A line without its terminator, and without a byte-order mark before the first.
  func keyedContent(of line: Int) -> ArraySlice<UInt8> {
    let content = bytes[content(of: line)]
    return line == 0 && content.starts(with: ParsedText.byteOrderMark)
      ? content.dropFirst(ParsedText.byteOrderMark.count) : content
  }
}

extension Collection<UInt8> {
  var asText: String { String(decoding: self, as: UTF8.self) }
}

extension ArraySlice<UInt8> {
  /// Without the blanks before and behind it.
  var trimmed: ArraySlice<UInt8> {
    var rest = drop { $0.isBlank }
    while rest.last?.isBlank ?? false { rest.removeLast() }
    return rest
  }

  /// Whether it ends with a backslash that escapes the end of the line.
  var isContinued: Bool { reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1 }
}
