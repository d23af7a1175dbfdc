import FileEffects
import SystemPackage

/// Reads the fields of a file that an export wrote: keys in the order in which they are written, and values.
final class ExportFields {
  private let events: YAMLEvents

  init(_ file: any ReadableFile, at path: FilePath) throws(BrainExportError) {
    events = try YAMLEvents(file, at: path)
  }

  func next() throws -> YAMLEvents.Event { try events.next() }

  func fault(_ fault: BrainExportFault) -> BrainExportError { events.fault(fault) }

  // MARK: Parts

  /// Begins with the file: refuses one that a newer version of this program wrote.
  func readVersion() throws {
    try expectMap()
    try expectKey(ExportFormat.format)
    let version = try number()
    guard version <= ExportFormat.version else { throw fault(.newerFormat(version)) }
  }

  func expectList() throws {
    guard case .listStart = try next() else { throw fault(.noList) }
  }

  func expectTrue() throws {
    guard case .scalar(let word) = try next(), word.bytes.elementsEqual("true".utf8) else {
      throw fault(.cutOff)
    }
  }

  func expectEnd() throws {
    guard case .documentEnd = try next(), case .documentEnd = try next() else {
      throw fault(.more)
    }
  }

  func expectMap() throws {
    guard case .mapStart = try next() else { throw fault(.noMap) }
  }

  func expectMapEnd() throws {
    guard case .mapEnd = try next() else { throw fault(.more) }
  }

  /// The next key of a map; `nil` at its end.
  func key() throws -> String? { try keyBytes().map { String(decoding: $0, as: UTF8.self) } }

  /// The same, as it is in the file.
  func keyBytes() throws -> [UInt8]? {
    switch try next() {
    case .scalar(let key): key.bytes
    case .mapEnd: nil
    default: throw fault(.noText)
    }
  }

  func expectKey(_ name: String) throws {
    switch try next() {
    case .scalar(let key) where key.bytes.elementsEqual(name.utf8): return
    case .documentEnd, .mapEnd: throw fault(.cutOff)
    default: throw fault(.noKey(name))
    }
  }

  func number() throws -> Int {
    guard case .integer(let number) = try value() else { throw fault(.noNumber) }
    return Int(number)
  }

  func text() throws -> String {
    guard case .text(let bytes) = try value() else { throw fault(.noText) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func texts() throws -> [String] {
    guard case .listStart = try next() else { throw fault(.noList) }
    var texts: [String] = []
    while true {
      switch try next() {
      case .listEnd: return texts
      case .scalar(let scalar) where !scalar.isPlain && !scalar.isBinary:
        texts.append(String(decoding: scalar.bytes, as: UTF8.self))
      default: throw fault(.noText)
      }
    }
  }

  // MARK: Values

  func value() throws -> RowValue {
    switch try next() {
    case .scalar(let scalar): return try value(of: scalar)
    case .mapStart:
      try expectKey(ExportFormat.invalidText)
      guard case .scalar(let scalar) = try next(), scalar.isBinary,
        let bytes = Base64.decoded(scalar.bytes)
      else { throw fault(.noBinary) }
      try expectMapEnd()
      return .text(bytes)
    default: throw fault(.noValue)
    }
  }

  private func value(of scalar: YAMLEvents.Scalar) throws -> RowValue {
    if scalar.isBinary {
      guard let bytes = Base64.decoded(scalar.bytes) else { throw fault(.noBinary) }
      return .blob(bytes)
    }
    guard scalar.isPlain else { return .text(scalar.bytes) }
    let word = String(decoding: scalar.bytes, as: UTF8.self)
    switch word {
    case "null": return .null
    case ".inf": return .real(.infinity)
    case "-.inf": return .real(-.infinity)
    default: break
    }
    if let number = Int64(word), "\(number)" == word { return .integer(number) }
    // Not 0x10, nan or 1_000, which YAML's versions read in ways of their own.
    if word.contains("."), word.utf8.allSatisfy(Self.isOfNumber), let number = Double(word),
      number.isFinite
    {
      return .real(number)
    }
    throw fault(.plainText(word))
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }
}
