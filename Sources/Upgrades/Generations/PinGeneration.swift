public import Generations

/// Keeps a generation, whatever retention says.
public struct PinGeneration: Operation {
  public static let command = "gen pin"
  public var subject: String? { "\(number)" }

  private let number: Generation.Number
  private let pin: Pin

  public init(_ number: Generation.Number, _ pin: Pin) { (self.number, self.pin) = (number, pin) }

  public func plan(_ survey: Survey) throws -> Generation.Number {
    try survey.log.checkPin(number, pin, now: survey.deployment.now)
    return number
  }

  public func carryOut(_ plan: Generation.Number, _ writer: Writer) throws -> Generation.Number {
    try writer.log.pin(plan, pin)
    return plan
  }
}

/// Lets retention decide about a generation again.
public struct UnpinGeneration: Operation {
  public static let command = "gen unpin"
  public var subject: String? { "\(number)" }

  private let number: Generation.Number

  public init(_ number: Generation.Number) { self.number = number }

  public func plan(_ survey: Survey) throws -> Generation.Number {
    try survey.log.checkPinned(number)
    return number
  }

  public func carryOut(_ plan: Generation.Number, _ writer: Writer) throws -> Generation.Number {
    try writer.log.unpin(plan)
    return plan
  }
}
