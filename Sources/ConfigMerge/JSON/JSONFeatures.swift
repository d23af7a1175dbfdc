/// What a JSON text has beyond RFC 8259. Not every program that reads JSON can read it.
struct JSONFeatures: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  /// From `//` to the end of the line.
  static let lineComments = JSONFeatures(rawValue: 1)
  /// From `/*` to `*/`.
  static let blockComments = JSONFeatures(rawValue: 2)
  /// A comma behind the last element of a list or map.
  static let trailingCommas = JSONFeatures(rawValue: 4)

  /// In words, to go on a sentence.
  var words: String {
    let names: [(JSONFeatures, String)] = [
      (.lineComments, "\"//\" comments"), (.blockComments, "\"/*\" comments"),
      (.trailingCommas, "trailing commas"),
    ]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: " and ")
  }
}
