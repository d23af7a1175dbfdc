/// What a JSON text has beyond RFC 8259. Not every program that reads JSON can read it.
struct JSONFeatures: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  /// From `//` to the end of the line.
  static let lineComments = JSONFeatures(rawValue: 1)
  /// From `/*` to `*/`.
  static let blockComments = JSONFeatures(rawValue: 2)
  /// A comma behind the last element of a list or map.
  static let trailingCommas = JSONFeatures(rawValue: 4)

  /// That a file has none of these.
  var asForeign: SpliceFault {
    .foreign(
      lineComments: contains(.lineComments), blockComments: contains(.blockComments),
      trailingCommas: contains(.trailingCommas))
  }
}
