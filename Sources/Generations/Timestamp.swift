import FileEffects

/// A moment, in whole seconds since 1970, UTC; in JSON the ISO 8601 text `2026-01-31T12:00:00Z`.
public struct Timestamp: Hashable, Sendable {
  public var seconds: Int64

  public init(seconds: Int64) {
    self.seconds = seconds
  }

  static let secondsPerDay: Int64 = 86_400

  /// Year, month and day in the Gregorian calendar.
  ///
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  public var date: (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1
    )
  }

  /// Whole days since 1970, rounded down.
  var days: Int64 {
    let quotient = seconds / Self.secondsPerDay
    return seconds % Self.secondsPerDay < 0 ? quotient - 1 : quotient
  }

  /// `civil_from_days` backwards (`days_from_civil` in the same source).
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Timestamp: Comparable {
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }
}

extension Timestamp: CustomStringConvertible {
  public var description: String {
    let time = seconds - days * Self.secondsPerDay
    return
      "\(dateText)T\(Self.two(time / 3600)):\(Self.two(time / 60 % 60)):\(Self.two(time % 60))Z"
  }

  /// `2026-01-31`
  public var dateText: String {
    let (year, month, day) = date
    return "\(String(year).zeroPadded(to: 4))-\(Self.two(month))-\(Self.two(day))"
  }

  /// To the minute, for people: `2026-01-31 12:00 UTC`.
  public var words: String { description.prefix(16).replacing("T", with: " ") + " UTC" }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// Reads `2026-01-31T12:00:00Z` or `2026-01-31`; `nil` for any other text.
  public init?(_ text: String) {
    let whole = text.utf8.count == 10 ? text + "T00:00:00Z" : text
    let bytes = Array(whole.utf8)
    guard bytes.count == 20 else { return nil }
    func number(_ start: Int, _ count: Int) -> Int64? {
      let digits = bytes[start..<start + count]
      guard digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
      month >= 1, month <= 12, hour < 24, minute < 60, second < 60
    else { return nil }
    seconds =
      Self.days(year: year, month: month, day: day) * Self.secondsPerDay + hour * 3600
      + minute * 60 + second
    // What does not come out as it went in was no such date: 30 February, or other separators.
    guard description == whole else { return nil }
  }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let parsed = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a time")
    }
    self = parsed
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
