/// The tables of a TOML file as its statements make them, one after the other.
///
/// A key has one path, whether headers or dots lead there. Of an array of tables each table counts.
struct TOMLTables {
  /// What a path stands for so far.
  private enum Kind {
    case value
    /// Made by the dots of a key: no header opens it again.
    case dotted
    case header
    /// Made by the header of a table in it, and still without its own.
    case implied
    case array(count: Int)
  }

  private(set) var text = KeyedText()
  private var kinds: [[KeyedText.Step]: Kind] = [:]
  /// The table that keys go to.
  private var table: [KeyedText.Step] = []
  private var tableName = ""

  mutating func add(_ names: [String], isArray: Bool, onLine line: Int) {
    var path: [KeyedText.Step] = []
    for name in names.dropLast() {
      path.append(KeyedText.Step(name: name))
      enter(&path, otherwise: .implied)
      if case .value = kinds[path] { clash(path) }
    }
    path.append(KeyedText.Step(name: names.last ?? ""))
    if isArray {
      var count = 0
      switch kinds[path] {
      case nil: break
      case .array(let earlier): count = earlier
      case .value, .dotted, .header, .implied: clash(path)
      }
      kinds[path] = .array(count: count + 1)
      path[path.count - 1].instance = "\(count + 1)"
    } else {
      switch kinds[path] {
      case nil, .implied: break
      // That a header occurs twice is counted, not judged.
      case .header: break
      case .value, .dotted, .array: clash(path)
      }
      kinds[path] = .header
    }
    (table, tableName) = (path, names.joined(separator: "."))
    text.entries.append(
      KeyedText.Entry(
        path: path, isHeader: true, lines: line..<line + 1, key: tableName, table: tableName))
  }

  mutating func add(
    _ names: [String], written: String, value: [UInt8], onLines lines: Range<Int>
  ) {
    var path = table
    for name in names.dropLast() {
      path.append(KeyedText.Step(name: name))
      switch kinds[path] {
      case nil, .implied: kinds[path] = .dotted
      case .dotted: break
      case .value, .header, .array: clash(path)
      }
    }
    path.append(KeyedText.Step(name: names.last ?? ""))
    switch kinds[path] {
    // That a key occurs twice is counted, not judged.
    case nil, .value: break
    case .dotted, .header, .implied, .array: clash(path)
    }
    kinds[path] = .value
    text.entries.append(
      KeyedText.Entry(path: path, value: value, lines: lines, key: written, table: tableName))
  }

  /// Goes on in the last table of an array, if the path leads to one.
  private mutating func enter(_ path: inout [KeyedText.Step], otherwise kind: Kind) {
    if case .array(let count) = kinds[path] {
      path[path.count - 1].instance = "\(count)"
    } else if kinds[path] == nil {
      kinds[path] = kind
    }
  }

  private mutating func clash(_ path: [KeyedText.Step]) {
    if text.clash == nil { text.clash = path }
  }
}
