import TestSupport

/// A document of a generated stream. Its copies in other versions have its number.
struct StreamDocument: Equatable {
  var number: Int
  var entries: [StreamEntry]
  var comment: String?
  var beside: String?
  var hasDirective = false
  var isClosed = false
}

/// A key of a generated document, with its value.
struct StreamEntry: Equatable {
  var key: String
  var value: String
}

/// Several documents, and how the file around them is written.
struct GeneratedStream: Equatable {
  var documents: [StreamDocument]
  var lineBreak = "\n"
  var hasMark = false
  var hasMarker = false
  var endsInLine = true

  var text: String {
    var lines: [String] = []
    var isClosed = true
    for (index, document) in documents.enumerated() {
      if document.hasDirective && !isClosed { lines.append("...") }
      if let comment = document.comment { lines += (index > 0 ? [""] : []) + ["# \(comment)"] }
      if document.hasDirective { lines.append("%YAML 1.1") }
      if index > 0 || hasMarker || document.hasDirective || document.entries.isEmpty
        || document.beside != nil
      {
        lines.append("---" + (document.beside.map { " # \($0)" } ?? ""))
      }
      for entry in document.entries {
        let value = entry.value.split(separator: "\n", omittingEmptySubsequences: false)
        guard value.count > 1 else {
          lines.append("\(entry.key): \(entry.value)")
          continue
        }
        lines.append("\(entry.key): |")
        lines += value.dropLast().map { "  \($0)" }
      }
      if document.isClosed { lines.append("...") }
      isClosed = document.isClosed
    }
    let end = endsInLine ? lineBreak : ""
    return (hasMark ? "\u{FEFF}" : "") + lines.joined(separator: lineBreak)
      + (lines.isEmpty ? "" : end)
  }
}

/// Makes streams and changes of them; the same seed gives the same ones.
struct StreamGenerator {
  private var random: SeededGenerator
  private var next = 1
  /// Whether some values are texts in lines, and all last lines have an end.
  private var hasTexts = true

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    hasTexts = !chance(3)
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func chance(_ oneIn: Int) -> Bool { pick(oneIn) == 0 }

  private mutating func number() -> Int {
    next += 1
    return next
  }

  private mutating func value() -> String {
    let text = "text \(number())"
    return hasTexts && chance(6) ? "\(text)\nand more\n" : text
  }

  private mutating func document() -> StreamDocument {
    let number = number()
    var document = StreamDocument(number: number, entries: [])
    switch pick(9) {
    case 0: break
    case 1, 2, 3: document.entries = [StreamEntry(key: "name", value: "n\(number)")]
    case 4, 5: document.entries = (0..<3).map { StreamEntry(key: "k\(number)_\($0)", value: "") }
    default: document.entries = ["title", "path", "size"].map { StreamEntry(key: $0, value: "") }
    }
    let isNamed = document.entries.count == 1
    if isNamed {
      document.entries += [
        StreamEntry(key: "kind", value: "Thing"), .init(key: "owner", value: ""),
      ]
    }
    for index in document.entries.indices where document.entries[index].value.isEmpty {
      document.entries[index].value = value()
    }
    document.comment = chance(3) ? "above \(number)" : nil
    document.beside = chance(6) ? "beside \(number)" : nil
    document.hasDirective = chance(12)
    document.isClosed = chance(5)
    return document
  }

  private mutating func write(_ stream: inout GeneratedStream) {
    stream.lineBreak = chance(5) ? "\r\n" : "\n"
    stream.hasMark = chance(10)
    stream.hasMarker = chance(3)
    stream.endsInLine = hasTexts || chance(2)
  }

  mutating func stream() -> GeneratedStream {
    var stream = GeneratedStream(documents: (0..<(1 + pick(4))).map { _ in document() })
    // Of two empty ones nobody can tell which is which.
    var hasEmpty = false
    stream.documents.removeAll { document in
      defer { hasEmpty = hasEmpty || document.entries.isEmpty }
      return document.entries.isEmpty && hasEmpty
    }
    write(&stream)
    return stream
  }

  /// Changes each document once at most, and adds others.
  mutating func changed(_ stream: GeneratedStream) -> GeneratedStream {
    var result = stream
    if chance(4) { write(&result) }
    for index in result.documents.indices.reversed() {
      switch pick(8) {
      // An empty document that goes where another comes may be that one.
      case 0 where !result.documents[index].entries.isEmpty: result.documents.remove(at: index)
      case 1 where !result.documents[index].entries.isEmpty:
        result.documents[index].entries[2].value = value()
      case 2 where !result.documents[index].entries.isEmpty:
        result.documents[index].entries.append(
          StreamEntry(key: "new\(number())", value: value()))
      case 3:
        let new = document()
        if !new.entries.isEmpty { result.documents.insert(new, at: index + pick(2)) }
      default: break
      }
    }
    return result
  }
}
