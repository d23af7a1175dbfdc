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

/// A pin as found by those who only look.
public enum FoundPin: Hashable, Sendable {
  case whole(Pin)
  /// Neither it nor its copy can be read: it keeps its generation.
  case damaged

  public func holds(at now: Timestamp) -> Bool {
    switch self {
    case .whole(let pin): pin.holds(at: now)
    case .damaged: true
    }
  }
}

extension FoundPin: Encodable {
  /// As its reason, in the words that `Presentation` has for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

extension GenerationLog {
  public func pins() throws -> [Generation.Number: Pin] {
    var pins: [Generation.Number: Pin] = [:]
    for number in try numbers(in: StoreLayout.pins) {
      pins[number] = try record(Pin.self, name(number, in: StoreLayout.pins))
    }
    return pins
  }

  /// The same for those who only look.
  public func foundPins() throws -> [Generation.Number: FoundPin] {
    var pins: [Generation.Number: FoundPin] = [:]
    for number in try numbers(in: StoreLayout.pins) {
      do {
        pins[number] = try record(Pin.self, name(number, in: StoreLayout.pins)).map { .whole($0) }
      } catch GenerationError.damagedRecord {
        pins[number] = .damaged
      }
    }
    return pins
  }

  /// Pins a generation; a pin that it has is replaced.
  public func pin(_ number: Generation.Number, _ pin: Pin) throws {
    _ = try generation(number)
    try small.carryOut(
      SmallFileChange(writes: [
        (name(number, in: StoreLayout.pins), try SealedRecord.encode(pin))
      ]))
  }

  /// Refuses what ``pin(_:_:)`` would do for nothing.
  public func checkPin(_ number: Generation.Number, _ pin: Pin, now: Timestamp) throws {
    _ = try generation(number)
    if let until = pin.until, !pin.holds(at: now) { throw GenerationError.pinEnded(until: until) }
  }

  /// - Throws: ``GenerationError/notPinned(_:)``.
  public func checkPinned(_ number: Generation.Number) throws {
    guard try small.names(in: StoreLayout.pins).contains(number.description) else {
      throw GenerationError.notPinned(number)
    }
  }

  /// - Throws: ``GenerationError/notPinned(_:)``.
  public func unpin(_ number: Generation.Number) throws {
    try checkPinned(number)
    try small.carryOut(
      SmallFileChange(removals: [name(number, in: StoreLayout.pins)], mayUseReserve: true))
  }
}
