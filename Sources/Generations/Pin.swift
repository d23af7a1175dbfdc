import FileEffects
import ObjectStore
import SystemPackage

/// A named reason to keep a generation.
public struct Pin: Codable, Hashable, Sendable {
  public var reason: String
  /// From then on the pin keeps nothing; `nil` is for ever.
  public var until: Timestamp?

  public init(reason: String, until: Timestamp? = nil) {
    self.reason = reason
    self.until = until
  }

  public func holds(at now: Timestamp) -> Bool { until.map { now < $0 } ?? true }
}

extension GenerationLog {
  private func pinPath(_ number: Generation.Number) -> FilePath {
    folder(StoreLayout.pins).appending(number.description)
  }

  public func pins() throws -> [Generation.Number: Pin] {
    var pins: [Generation.Number: Pin] = [:]
    for number in try numbers(in: StoreLayout.pins) {
      let path = pinPath(number)
      pins[number] = try SealedRecord.decode(Pin.self, from: try files.read(path), at: path)
    }
    return pins
  }

  /// Pins a generation; a pin that it has is replaced.
  public func pin(_ number: Generation.Number, _ pin: Pin) throws {
    _ = try generation(number)
    try files.replace(pinPath(number), with: try SealedRecord.encode(pin))
  }

  /// Refuses what ``pin(_:_:)`` would do for nothing.
  public func checkPin(_ number: Generation.Number, _ pin: Pin, now: Timestamp) throws {
    _ = try generation(number)
    if let until = pin.until, !pin.holds(at: now) { throw GenerationError.pinEnded(until: until) }
  }

  /// - Throws: ``GenerationError/notPinned(_:)``.
  public func checkPinned(_ number: Generation.Number) throws {
    guard try files.metadata(pinPath(number)) != nil else {
      throw GenerationError.notPinned(number)
    }
  }

  /// - Throws: ``GenerationError/notPinned(_:)``.
  public func unpin(_ number: Generation.Number) throws {
    try checkPinned(number)
    try files.remove(pinPath(number))
    try files.syncDirectory(folder(StoreLayout.pins))
  }
}
