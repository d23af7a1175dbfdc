import TestSupport

/// Random tables of keys, random changes of them, and a reader that knows only texts made here.
struct GeneratedTables {
  struct Table: Equatable {
    var name: String
    var keys: [(name: String, value: String)]

    static func == (a: Table, b: Table) -> Bool {
      a.name == b.name && a.keys.elementsEqual(b.keys) { $0 == $1 }
    }
  }

  var random: SeededGenerator
  let isTOML: Bool

  init(seed: UInt64, isTOML: Bool) {
    random = SeededGenerator(seed: seed)
    self.isTOML = isTOML
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func value() -> String {
    let number = number(0...5)
    switch self.number(0...6) {
    case 0 where isTOML: return "\"\"\"\n[t\(number)]\nk\(number) = 1\n\"\"\""
    case 1 where isTOML: return "[\n  \(number),\n  \(number + 1),\n]"
    case 0, 1: return "\(number)\n  k\(number) = 1\n  more"
    default: return "\(number)"
    }
  }

  private mutating func table(_ name: String) -> Table {
    var table = Table(name: name, keys: [])
    for key in 0...6 where number(0...1) == 0 { table.keys.append(("k\(key)", value())) }
    return table
  }

  mutating func tables() -> [Table] {
    var tables: [Table] = []
    for name in 0...3 where number(0...2) > 0 { tables.append(table("t\(name)")) }
    return tables
  }

  mutating func changed(_ tables: [Table]) -> [Table] {
    var tables = tables
    for _ in 0..<number(1...3) {
      let place = number(0...tables.count)
      if place == tables.count || number(0...9) == 0 {
        let name = "t\(number(0...5))"
        if !tables.contains(where: { $0.name == name }) { tables.insert(table(name), at: place) }
      } else if number(0...9) == 0 {
        tables.remove(at: place)
      } else {
        change(&tables[place])
      }
    }
    return tables
  }

  private mutating func change(_ table: inout Table) {
    let place = number(0...table.keys.count)
    let name = "k\(number(0...6))"
    switch number(0...3) {
    case 0:
      if !table.keys.contains(where: { $0.name == name }) {
        table.keys.insert((name, value()), at: place)
      }
    case 1 where place < table.keys.count: table.keys.remove(at: place)
    case 2 where place < table.keys.count:
      let key = table.keys.remove(at: place)
      table.keys.insert(key, at: number(0...table.keys.count))
    case _ where place < table.keys.count: table.keys[place].value = value()
    default: break
    }
  }

  func text(_ tables: [Table]) -> [UInt8] {
    Array(
      tables.map { table in
        "[\(table.name)]\n" + table.keys.map { "\($0.name) = \($0.value)\n" }.joined() + "\n"
      }.joined().utf8)
  }

  /// The keys of each table; `nil` where a table or a key is there twice.
  func read(_ bytes: [UInt8]) -> [String: [String: String]]? {
    var found: [String: [String: String]] = [:]
    var (table, key, end) = ("", "", "")
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      if !end.isEmpty || line.first == " " {
        found[table]?[key]? += "\n\(line)"
        if line == end { end = "" }
      } else if line.first == "[" {
        table = String(line.dropFirst().dropLast())
        guard found.updateValue([:], forKey: table) == nil else { return nil }
      } else {
        guard let middle = line.firstRange(of: " = ") else { return nil }
        let value = String(line[middle.upperBound...])
        key = String(line[..<middle.lowerBound])
        guard found[table]?.updateValue(value, forKey: key) == nil else { return nil }
        end = value == "[" ? "]" : value == "\"\"\"" ? value : ""
      }
    }
    return found
  }
}
