public import Databases
import FileEffects
import Generations
import SystemPackage
import Upgrades

extension BrainExportError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .unreadable(let file, let line, let fault):
      Phrasing(
        .unusableExport,
        "cannot use \(file), line \(line): \(fault)",
        advice: fault.advice)
    case .otherTables(let database, let fault):
      Phrasing(
        .unusableExport,
        "\(database) cannot take the exported rows: \(fault)",
        advice: "import into a brain of the version that was exported, then upgrade it")
    case .refused(let table, let row, let reason):
      Phrasing(
        .unusableExport,
        "\(table) does not accept the row \(row): \(reason)")
    case .unusableSchema(let database, let reason):
      Phrasing(
        .unusableExport,
        "\(database) cannot be created from the export: \(reason)")
    }
  }
}

/// A clause, about the database that was named before.
extension BrainExportError.TableFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noTable(let table): "it has no table \(table)"
    case .noColumn(let column, let table): "its table \(table) has no column \(column)"
    case .otherType(let column, let table, let here, let there):
      "\(table).\(column) is \(Self.words(here)) there, and \(Self.words(there)) in the export"
    case .otherKey(let table, let here, let there):
      "the primary key of \(table) is \(Self.words(here)) there, and \(Self.words(there)) in the export"
    }
  }

  private static func words(_ type: String) -> String { type.isEmpty ? "without a type" : type }

  private static func words(_ key: [String]) -> String {
    key.isEmpty ? "missing" : "(\(key.joined(separator: ", ")))"
  }
}

/// A clause, about the file that was named before.
extension BrainExportFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noMemory: "there is no memory to read it"
    case .syntax(let words): "it is not YAML: \(words)"
    case .cutOff: "the end is missing"
    case .noKey(let key): "expected \(key)"
    case .noText: "expected a text in quotes"
    case .noNumber: "expected a whole number"
    case .noList: "expected a list"
    case .noMap: "expected a map"
    case .noValue: "expected a single value"
    case .noPath: "expected a path in the deployment, or a file name"
    case .newerFormat(let number): "it has format \(number), which only a newer cortex can read"
    case .reference: "it contains an anchor or alias, which no export has"
    case .plainText(let word): "'\(Spelling.line(word))' is neither a number nor in quotes"
    case .noBinary: "the text after !!binary is not Base64"
    case .unknownColumn(let column, let table): "\(table) lists no column \(column)"
    case .missingColumn(let column, let table): "the row of \(table) lacks the column \(column)"
    case .columnTwice(let column, let table): "\(table) has the column \(column) twice"
    case .otherCount(let table, let says, let has):
      "\(table) should have \(Words.number(says, "row")), but \(has) are there"
    case .otherDatabase(let path): "it should contain \(path)"
    case .more: "unexpected text follows"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .newerFormat: "upgrade cortex and try again"
    case .plainText: "put it in double quotes"
    default: "export the brain again, or restore the file as it was exported"
    }
  }
}

extension Phrasing {
  static func exportInside(_ folder: FilePath) -> Phrasing {
    Phrasing(
      .blocked,
      "\(folder) is in the brain or in the store",
      advice: "choose another folder, where no snapshot would save the export")
  }

  static func noExport(_ folder: FilePath) -> Phrasing {
    Phrasing(
      .unusableExport,
      "\(folder) is not a complete export (no \(BrainExportList.name))",
      advice: "specify a folder that 'cortex export-brain' has written")
  }

  static func noDatabaseThere(_ path: RelativePath) -> Phrasing {
    Phrasing(
      .unusableExport,
      "the export contains the database \(path), but the deployment cannot have one there",
      advice: "see 'cortex debug explain \(Spelling.shellWord(path.description))'")
  }

  static func brainTooLarge(
    _ size: UInt64, _ limit: UInt64, _ number: Generation.Number
  ) -> Phrasing {
    Phrasing(
      .noSpace,
      "the databases have \(Text.bytes(size)), and an upgrade exports at most \(Text.bytes(limit))",
      advice: "'cortex gen export \(number) --to DIR' exports them")
  }
}
