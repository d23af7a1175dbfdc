public import Generations
import Releases

/// A name that a user types for a generation: its number, or a fact about it.
///
/// `current`, `parent` and `latest`; a version, for the newest generation that has it; a day (UTC), for
/// the last one of it. `~N` behind any of them goes N parents back, and by itself starts at the current
/// one; `~` is `~1`. Digits are always a number, never a version. A failed upgrade has only its
/// number as a name.
public struct GenerationName: Hashable, Sendable {
  enum Start: Hashable, Sendable {
    case number(Generation.Number)
    case current
    case latest
    case version(ReleaseVersion)
    /// As ``Timestamp/dateText`` writes it.
    case day(String)
  }

  var start: Start
  /// How many parents back from there.
  var steps = 0

  public static let current = GenerationName(start: .current)
  public static let parent = GenerationName(start: .current, steps: 1)

  public static func number(_ number: Generation.Number) -> GenerationName {
    GenerationName(start: .number(number))
  }

  private init(start: Start, steps: Int = 0) {
    (self.start, self.steps) = (start, steps)
  }

  /// Reads a typed name; nothing is looked up.
  ///
  /// - Throws: ``GenerationNameError/unreadable(_:_:)``.
  public init(_ text: String) throws(GenerationNameError) {
    let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let steps = parts[1].isEmpty ? 1 : Self.count(parts[1]) else {
        throw .unreadable(text, .noSteps)
      }
      self = parts[0].isEmpty ? .current : try GenerationName(String(parts[0]))
      self.steps += steps
      return
    }
    switch text {
    case "current": self = .current
    case "parent": self = .parent
    case "latest": self.init(start: .latest)
    case _ where Self.isDigits(text):
      guard let number = Generation.Number(text) else {
        throw .unreadable(text, .noNumber)
      }
      self = .number(number)
    case _ where Self.isDay(text):
      guard let day = Timestamp(text) else {
        throw .unreadable(text, .noDay)
      }
      self.init(start: .day(day.dateText))
    default:
      guard text.contains(".") || text.lowercased().hasPrefix("v"),
        let version = ReleaseVersion(text)
      else { throw .unreadable(text, .noName) }
      self.init(start: .version(version))
    }
  }

  private static func isDigits(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// More parents than a few digits can say there never are.
  private static func count(_ text: Substring) -> Int? {
    isDigits(text) && text.utf8.count < 10 ? Int(text) : nil
  }

  /// Whether it is written as a day is, be it one or not.
  private static func isDay(_ text: String) -> Bool {
    text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [4, 2, 2]
      && isDigits(text.filter { $0 != "-" })
  }

  /// Whether the current generation has to be known.
  var startsAtCurrent: Bool { start == .current }

  /// The generation with this name, among existing ones. A number alone need not exist: its user must
  /// check.
  ///
  /// - Throws: ``GenerationNameError``; ``GenerationError/noGeneration(_:)`` for a parent that is gone.
  func number(
    among generations: [Generation], current: Generation.Number?
  ) throws -> Generation.Number {
    var number = try startNumber(among: generations, current: current)
    let there = Dictionary(generations.map { ($0.number, $0) }) { first, _ in first }
    for _ in 0..<steps {
      guard let generation = there[number] else { throw GenerationError.noGeneration(number) }
      guard let parent = generation.parent else { throw GenerationNameError.noParent(number) }
      number = parent
    }
    return number
  }

  private func startNumber(
    among generations: [Generation], current: Generation.Number?
  ) throws(GenerationNameError) -> Generation.Number {
    let good = generations.filter { $0.state == .good }.sorted { $0.number < $1.number }
    switch start {
    case .number(let number): return number
    case .current:
      guard let current else { throw .none }
      return current
    case .latest:
      guard let latest = good.last else { throw .none }
      return latest.number
    case .version(let version):
      guard let found = good.last(where: { version.names($0.version) }) else {
        throw .noVersion(version, there: good)
      }
      return found.number
    case .day(let day):
      guard let found = good.last(where: { $0.created.dateText == day }) else {
        throw .noDay(day, there: good)
      }
      return found.number
    }
  }
}

extension ReleaseVersion {
  /// Whether this one names a generation's version; build metadata counts only where it is given.
  fileprivate func names(_ version: String) -> Bool {
    description.contains("+") ? description == version : ReleaseVersion(version) == self
  }
}
