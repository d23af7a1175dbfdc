import Foundation

/// Any JSON value, where a flag is no number and a missing field is not `null`.
enum JSON: Decodable, Hashable, Sendable {
  case null, flag(Bool), number(Double), text(String), list([JSON]), object([String: JSON])

  init(_ text: String) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  subscript(field: String) -> JSON? {
    if case .object(let fields) = self { fields[field] } else { nil }
  }

  /// The values of a list; none for anything else.
  var elements: [JSON] {
    if case .list(let elements) = self { elements } else { [] }
  }

  var string: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  init(stringLiteral text: String) { self = .text(text) }
  init(integerLiteral number: Int) { self = .number(Double(number)) }
  init(booleanLiteral flag: Bool) { self = .flag(flag) }
}

/// What a field holds; more fields than these may come with any release.
indirect enum Shape: Sendable {
  case flag, number, text, list(Shape), object([String: Shape])
  case orNull(Shape)
  /// One of these texts.
  case oneOf([String])

  static let texts = Shape.list(.text)

  /// The places where a value is not of this shape; none if it is.
  func problems(in value: JSON?, at place: String = "") -> [String] {
    guard let value else { return ["\(place) is missing"] }
    switch (self, value) {
    case (.flag, .flag), (.number, .number), (.text, .text), (.orNull, .null): return []
    case (.orNull(let shape), _): return shape.problems(in: value, at: place)
    case (.oneOf(let texts), .text(let text)) where texts.contains(text): return []
    case (.list(let shape), .list(let elements)):
      return elements.enumerated().flatMap { shape.problems(in: $1, at: "\(place)[\($0)]") }
    case (.object(let fields), .object(let values)):
      return fields.sorted { $0.key < $1.key }.flatMap { name, shape in
        shape.problems(in: values[name], at: place.isEmpty ? name : "\(place).\(name)")
      }
    default: return ["\(place) is \(value)"]
    }
  }
}
