import FileEffects
import FoundationEssentials
import Generations
import Releases

/// Any JSON value: so that fields that are not ours stay as they are.
indirect enum JSONValue: Codable, Hashable {
  case null, boolean(Bool), integer(Int64), large(UInt64), number(Double), text(String)
  case list([JSONValue]), object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .large(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .large(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

/// The deployment's own note of its version, `.cortex-version`: read leniently, written strictly.
enum VersionFile {
  static let atRoot = RelativePath(unchecked: Array(".cortex-version".utf8))
  static let inBrain = RelativePath(unchecked: Array("cortex-brain/.cortex-version".utf8))

  /// Where this deployment has it: at the root only if it is there and nowhere else.
  static func place(isAtRoot: Bool, isInBrain: Bool) -> RelativePath {
    isAtRoot && !isInBrain ? atRoot : inBrain
  }

  /// The new text, with what the user's file says beside the version kept.
  static func updated(
    _ local: [UInt8]?, from: String, to: ReleaseVersion, now: Timestamp
  ) throws -> [UInt8] {
    var fields: [String: JSONValue] = [:]
    // What cannot be read is replaced; it stays in the generation from before.
    if let local, let read = try? JSONDecoder().decode(JSONValue.self, from: Data(local)),
      case .object(let object) = read
    {
      fields = object
    }
    var history: [JSONValue] = []
    if case .list(let before)? = fields["upgrade_history"] { history = before }
    history.append(
      .object([
        "from": .text(from), "to": .text(to.description), "date": .text(now.description),
      ]))
    fields["cortex_version"] = .text(to.description)
    fields["schema_version"] = fields["schema_version"].flatMap(wholeNumber) ?? .integer(1)
    fields["installed_date"] = fields["installed_date"] ?? .text(now.description)
    fields["last_upgrade"] = .text(now.description)
    fields["upgrade_history"] = .list(history)
    fields["customizations"] = fields["customizations"] ?? .object([:])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(JSONValue.object(fields))) + [UInt8(ascii: "\n")]
  }

  /// Real files have the number 1 or the text "1.0".
  private static func wholeNumber(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .integer: value
    case .number(let number): whole(number)
    case .text(let text): Double(text).flatMap(whole)
    default: nil
    }
  }

  private static func whole(_ number: Double) -> JSONValue? {
    Int64(exactly: number.rounded(.towardZero)).map { .integer($0) }
  }
}
