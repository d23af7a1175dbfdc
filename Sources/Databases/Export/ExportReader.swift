import FileEffects
import SystemPackage

/// Reads an exported database from its beginning to its end: head, tables, and the rows of each.
///
/// Keys come in the order in which they are written. Whatever a parser could take for something else than
/// what was meant is refused.
final class ExportReader {
  struct Head {
    var userVersion = 0
    var applicationID = 0
    var encoding = "UTF-8"
    var schema: [String] = []
  }

  struct Table {
    var name: String
    var columns: [(name: String, type: String)]
    var key: [String]
    var sequence: Int?
  }

  private let fields: ExportFields
  private(set) var head = Head()
  private var table: Table?
  private var places: [String: Int] = [:]
  /// The columns' names, as they come in a row.
  private var names: [[UInt8]] = []
  private var rowsRead = 0

  /// - Parameter path: What the database must be called in it.
  init(_ file: any ReadableFile, at place: FilePath, of path: RelativePath) throws {
    fields = try ExportFields(file, at: place)
    try fields.readVersion()
    try fields.expectKey(ExportFormat.database)
    guard case .text(let name) = try fields.value(), name == path.bytes else {
      throw fields.fault(.otherDatabase(path.description))
    }
    try fields.expectKey(ExportFormat.userVersion)
    head.userVersion = try fields.number()
    try fields.expectKey(ExportFormat.applicationID)
    head.applicationID = try fields.number()
    try fields.expectKey(ExportFormat.encoding)
    head.encoding = try fields.text()
    try fields.expectKey(ExportFormat.schema)
    head.schema = try fields.texts()
    try fields.expectKey(ExportFormat.tables)
    try fields.expectList()
  }

  /// The next table; `nil` after the last one, with the rest of the file read. All rows of the one before
  /// must have been read.
  func nextTable() throws -> Table? {
    switch try fields.next() {
    case .mapStart: break
    case .listEnd:
      try readEnd()
      return nil
    default: throw fields.fault(.noMap)
    }
    try fields.expectKey(ExportFormat.table)
    var table = Table(name: try fields.text(), columns: [], key: [])
    try fields.expectKey(ExportFormat.columns)
    try fields.expectMap()
    while let name = try fields.key() {
      guard places.updateValue(table.columns.count, forKey: name) == nil else {
        throw fields.fault(.columnTwice(name, table: table.name))
      }
      table.columns.append((name, try fields.text()))
    }
    try fields.expectKey(ExportFormat.key)
    table.key = try fields.texts()
    try fields.expectKey(ExportFormat.sequence)
    switch try fields.value() {
    case .null: break
    case .integer(let number): table.sequence = Int(number)
    default: throw fields.fault(.noNumber)
    }
    try fields.expectKey(ExportFormat.rows)
    try fields.expectList()
    names = table.columns.map { Array($0.name.utf8) }
    self.table = table
    return table
  }

  /// The next row of the table at hand, a value for each of its columns; `nil` after the last one.
  func nextRow() throws -> [RowValue]? {
    guard let table else { return nil }
    switch try fields.next() {
    case .mapStart: break
    case .listEnd:
      try endTable(table)
      return nil
    default: throw fields.fault(.noMap)
    }
    var row = [RowValue?](repeating: nil, count: table.columns.count)
    var next = 0
    while let key = try fields.keyBytes() {
      // Usually the columns come in their order.
      let isNext = next < names.count && names[next] == key
      let name = isNext ? "" : String(decoding: key, as: UTF8.self)
      guard let place = isNext ? next : places[name] else {
        throw fields.fault(.unknownColumn(name, table: table.name))
      }
      guard row[place] == nil else {
        throw fields.fault(.columnTwice(table.columns[place].name, table: table.name))
      }
      row[place] = try fields.value()
      next = place + 1
    }
    rowsRead += 1
    return try row.enumerated().map { place, value in
      guard let value else {
        throw fields.fault(.missingColumn(table.columns[place].name, table: table.name))
      }
      return value
    }
  }

  private func endTable(_ table: Table) throws {
    try fields.expectKey(ExportFormat.count)
    let count = try fields.number()
    guard count == rowsRead else {
      throw fields.fault(.otherCount(table: table.name, says: count, has: rowsRead))
    }
    try fields.expectMapEnd()
    (self.table, places, rowsRead) = (nil, [:], 0)
  }

  /// What is behind the tables: without it, a file that ends too early would look like a whole one.
  private func readEnd() throws {
    try fields.expectKey(ExportFormat.notExported)
    _ = try fields.texts()
    try fields.expectKey(ExportFormat.isComplete)
    try fields.expectTrue()
    try fields.expectMapEnd()
    try fields.expectEnd()
  }
}
