import Generations
import Presentation
import Releases

/// How the words of a command line are read: for `transform:` of an option or argument. Each of these
/// throws ``BadValue``, which names the problem and the expected form.
enum Values {
  /// Anything but nothing. `what` says what it is: `a folder`.
  static func some(_ what: String) -> @Sendable (String) throws -> String {
    { word in
      guard !word.allSatisfy(\.isWhitespace) else {
        throw BadValue(word, "is empty", expected: "give \(what)")
      }
      return word
    }
  }

  /// A release: it is on this machine.
  static func source(_ word: String) throws -> String {
    if word.hasPrefix("file://") {
      throw BadValue(word, "is a URL", expected: "give the plain path")
    }
    if let colon = word.firstRange(of: "://"), word[..<colon.lowerBound].allSatisfy(\.isLetter) {
      throw BadValue(
        word, "is a URL, and downloads are not supported yet",
        expected: "download it and give the folder or archive")
    }
    return try some("the folder or archive of a release")(word)
  }

  static func version(_ word: String) throws -> ReleaseVersion {
    guard let version = ReleaseVersion(word) else {
      throw BadValue(word, "is not a version", expected: "give one such as 5.3.0 or 5.3.0-rc.1")
    }
    return version
  }

  /// A generation that need not be there any more: its number.
  static func generation(_ word: String) throws -> Generation.Number {
    guard let number = Generation.Number(word) else {
      throw BadValue(
        word, "is not a generation number", expected: "give one that 'cortex gen list' shows"
      )
    }
    return number
  }

  /// The start of an object's name.
  static func digits(_ word: String) throws -> String {
    guard word.count >= 4, word.count <= 64,
      word.allSatisfy({ ("0"..."9").contains($0) || ("a"..."f").contains($0) })
    else {
      throw BadValue(
        word, "is not the start of an object ID", expected: "give 4 to 64 hexadecimal digits")
    }
    return word
  }

  static func date(_ word: String) throws -> Timestamp {
    guard let time = Timestamp(word) else {
      let isDate = word.wholeMatch(of: /\d+-\d+-\d+/) != nil
      throw BadValue(
        word, isDate ? "is not a day of the calendar" : "is not a date",
        expected: "give a day such as 2026-01-31")
    }
    return time
  }

  /// A whole number in `range`; `what` says of what: `generations`.
  static func count(
    _ range: ClosedRange<Int>, of what: String
  ) -> @Sendable (String) throws -> Int {
    { word in
      let expected = "give a number of \(what), \(range.lowerBound) or more"
      guard let number = Int(word) else {
        let isLong = word.count > 18 && word.allSatisfy { ("0"..."9").contains($0) }
        throw BadValue(
          word, isLong ? "is too large" : "is not a whole number", expected: expected)
      }
      guard number <= range.upperBound else {
        throw BadValue(word, "is too large", expected: "give at most \(range.upperBound) \(what)")
      }
      guard number >= range.lowerBound else {
        throw BadValue(word, "is less than \(range.lowerBound)", expected: expected)
      }
      return number
    }
  }

  /// A share such as `10%`: more than 0, at most 1.
  static func share(_ word: String) throws -> Double {
    let expected = "give a percentage such as 10%"
    guard word.hasSuffix("%"), let percent = Double(word.dropLast()) else {
      throw BadValue(word, "is not a percentage", expected: expected)
    }
    guard percent > 0 && percent <= 100 else {
      throw BadValue(word, "is not between 0% and 100%", expected: expected)
    }
    return percent / 100
  }

  /// A length of time such as `30d`, `12h`, `2w`, `1y`.
  static func age(_ word: String) throws -> Duration {
    let units: [Character: Int64] = ["h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400]
    let expected = "give hours, days, weeks or years, such as 12h, 30d, 2w or 1y"
    if !word.isEmpty && word.allSatisfy({ ("0"..."9").contains($0) }) {
      throw BadValue(word, "has no unit", expected: expected)
    }
    guard let unit = word.last, let seconds = units[unit], let count = Int64(word.dropLast()) else {
      throw BadValue(word, "is not a duration", expected: expected)
    }
    guard count >= 0 && count < 1_000_000 else {
      throw BadValue(word, count < 0 ? "is negative" : "is too long", expected: expected)
    }
    return .seconds(count * seconds)
  }
}
