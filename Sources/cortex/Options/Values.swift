import Generations
import Glibc
import Presentation
import Releases

/// How the words of a command line are read: for `transform:` of an option or argument. Each of these
/// throws ``BadValue``, which says why it cannot be.
enum Values {
  /// Anything but nothing.
  static func some(_ wanted: ValueFault.Wanted) -> @Sendable (String) throws -> String {
    { word in
      guard !word.allSatisfy(\.isWhitespace) else {
        throw BadValue(word, .empty(wanted))
      }
      return word
    }
  }

  /// A release, or a channel.
  static func source(_ word: String) throws -> String { try some(.release)(word) }

  /// A release that is on this machine.
  static func localSource(_ word: String) throws -> String {
    if word.hasPrefix("file://") { throw BadValue(word, .fileURL) }
    if let colon = word.firstRange(of: "://"), word[..<colon.lowerBound].allSatisfy(\.isLetter) {
      throw BadValue(word, .otherURL)
    }
    return try some(.release)(word)
  }

  static func version(_ word: String) throws -> ReleaseVersion {
    guard let version = ReleaseVersion(word) else { throw BadValue(word, .noVersion) }
    return version
  }

  /// A generation that need not be there any more: its number.
  static func generation(_ word: String) throws -> Generation.Number {
    guard let number = Generation.Number(word) else { throw BadValue(word, .noGenerationNumber) }
    return number
  }

  /// The start of an object's name.
  static func digits(_ word: String) throws -> String {
    let word = word.lowercased()
    guard word.count >= 4, word.count <= 64,
      word.allSatisfy({ ("0"..."9").contains($0) || ("a"..."f").contains($0) })
    else { throw BadValue(word, .noDigits) }
    return word
  }

  static func date(_ word: String) throws -> Timestamp {
    guard let time = Timestamp(word) else {
      let isDate = word.wholeMatch(of: /\d+-\d+-\d+/) != nil
      throw BadValue(word, isDate ? .noDay : .noDate)
    }
    return time
  }

  /// A moment: a date, or how long ago it was.
  static func since(_ word: String) throws -> Timestamp {
    guard let unit = word.last, unit.isLetter, word.first?.isNumber ?? false, unit != "Z" else {
      return try date(word)
    }
    return Timestamp(seconds: Int64(time(nil)) - (try age(word)).components.seconds)
  }

  /// A day, as it was written.
  static func day(_ word: String) throws -> String {
    guard word.utf8.count == 10 else { throw BadValue(word, .noDate) }
    return try date(word).dateText
  }

  /// A length of time, or `never`, which is `nil`.
  static func lifetime(_ word: String) throws -> Duration? {
    word == "never" ? nil : try age(word)
  }

  /// A whole number in `range`.
  static func count(
    _ range: ClosedRange<Int>, of unit: ValueFault.Count.Unit
  ) -> @Sendable (String) throws -> Int {
    let count = ValueFault.Count(range, unit)
    return { word in
      guard let number = Int(word) else {
        let isLong = word.count > 18 && word.allSatisfy { ("0"..."9").contains($0) }
        throw BadValue(word, isLong ? .tooManyDigits(count) : .noNumber(count))
      }
      guard number <= range.upperBound else { throw BadValue(word, .tooLarge(count)) }
      guard number >= range.lowerBound else { throw BadValue(word, .tooSmall(count)) }
      return number
    }
  }

  /// A share such as `10%`: more than 0, at most 1.
  static func share(_ word: String) throws -> Double {
    guard word.hasSuffix("%"), let percent = Double(word.dropLast()) else {
      throw BadValue(word, .noPercentage)
    }
    guard percent > 0 && percent <= 100 else { throw BadValue(word, .percentageOutOfRange) }
    return percent / 100
  }

  /// A length of time such as `30d`, `12h`, `2w`, `1y`.
  static func age(_ word: String) throws -> Duration {
    let units: [Character: Int64] = ["h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400]
    if !word.isEmpty && word.allSatisfy({ ("0"..."9").contains($0) }) {
      throw BadValue(word, .noUnit)
    }
    guard let unit = word.last, let seconds = units[unit], let count = Int64(word.dropLast()) else {
      throw BadValue(word, .noDuration)
    }
    guard count >= 0 && count < 1_000_000 else {
      throw BadValue(word, count < 0 ? .negativeDuration : .tooLongDuration)
    }
    return .seconds(count * seconds)
  }
}
