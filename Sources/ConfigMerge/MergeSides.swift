/// The three sides of a merge.
public struct MergeSides: Sendable {
  /// What the installed release shipped; `nil` if that is not known.
  public var base: [UInt8]?
  /// What the user has.
  public var local: [UInt8]
  /// What the new release ships.
  public var upgrade: [UInt8]
  public var format: ConfigFormat
  /// The name of the file, or its path: of a text it says how keys are written, if there are any.
  public var fileName: String

  public init(
    base: [UInt8]?, local: [UInt8], upgrade: [UInt8], format: ConfigFormat, fileName: String = ""
  ) {
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.format = format
    self.fileName = fileName
  }
}

extension MergeSides {
  /// Reads local, upgrade and, where there is one, base: all by their structure, or none.
  func read() -> Result<[ParsedText], UnreadableSide> {
    var texts: [ParsedText] = []
    let all: [([UInt8]?, MergeReason.Side)] = [
      (local, .local), (upgrade, .upgrade), (base, .base),
    ]
    for (bytes, side) in all {
      guard let bytes else { continue }
      switch ParsedText.read(bytes, as: format) {
      case .success(let text): texts.append(text)
      case .failure(let error): return .failure(UnreadableSide(side: side, error: error))
      }
    }
    return .success(texts)
  }

  /// Equal for equal sides.
  var identity: String {
    [base ?? [], local, upgrade].map { "\($0.count):\(String(decoding: $0, as: UTF8.self))" }
      .joined(separator: "\0")
  }
}

/// A side that is not what its format says.
struct UnreadableSide: Error {
  var side: MergeReason.Side
  var error: ParseError

  var reason: MergeReason { .unreadable(side, error) }
}
