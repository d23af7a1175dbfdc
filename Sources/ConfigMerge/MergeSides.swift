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
  func read() -> Result<[ParsedText], ParseError> {
    var texts: [ParsedText] = []
    for (bytes, name) in [(local, "your file"), (upgrade, "the release's"), (base, "the base")] {
      guard let bytes else { continue }
      switch ParsedText.read(bytes, as: format) {
      case .success(let text): texts.append(text)
      case .failure(var problem):
        problem.reason = "\(name) cannot be read: \(problem)"
        return .failure(problem)
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
