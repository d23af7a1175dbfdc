package import Upgrades

/// A word of the command line that cannot be what is there.
package struct BadValue: Phrased {
  package let word: String
  package let fault: ValueFault

  package init(_ word: String, _ fault: ValueFault) { (self.word, self.fault) = (word, fault) }

  public var phrasing: Phrasing {
    Phrasing(.usage, "'\(word)' \(fault.problem)", advice: fault.expected)
  }
}

/// Why a word cannot be the value that it stands for.
package enum ValueFault: Hashable, Sendable {
  /// The kind of value that is wanted, where anything but an empty one will do.
  package enum Wanted: Hashable, Sendable, CaseIterable {
    case folder, file, fileOrFolder, folderOrDatabase, path, pack, release, plan, entry, key, name
    case note, reason
  }

  /// Whole numbers of something.
  package struct Count: Hashable, Sendable {
    package enum Unit: String, Hashable, Sendable {
      case generations, seconds, characters
    }

    package var range: ClosedRange<Int>
    package var unit: Unit

    package init(_ range: ClosedRange<Int>, _ unit: Unit) {
      (self.range, self.unit) = (range, unit)
    }
  }

  case empty(Wanted)
  /// A release is named by its place, and this is a `file:` URL, or one of another kind.
  case fileURL, otherURL
  case noVersion
  case noGenerationNumber
  case noGeneration(GenerationNameFault)
  /// Not the beginning of an object's name.
  case noDigits
  /// Nothing like a date, or like one and none of the calendar.
  case noDate, noDay
  case noNumber(Count), tooManyDigits(Count), tooLarge(Count), tooSmall(Count)
  case noPercentage, percentageOutOfRange
  case noDuration, noUnit, negativeDuration, tooLongDuration
}

extension ValueFault {
  /// The fault, as a clause after the word.
  fileprivate var problem: String {
    switch self {
    case .empty: "is empty"
    case .fileURL: "is a URL"
    case .otherURL: "is a URL, and here only what is on this machine is possible"
    case .noVersion: "is not a version"
    case .noGenerationNumber: "is not a generation number"
    case .noGeneration: "is not a generation"
    case .noDigits: "is not the start of an object ID"
    case .noDate: "is not a date"
    case .noDay: "is not a day of the calendar"
    case .noNumber: "is not a whole number"
    case .tooManyDigits, .tooLarge: "is too large"
    case .tooSmall(let count): "is less than \(count.range.lowerBound)"
    case .noPercentage: "is not a percentage"
    case .percentageOutOfRange: "is not between 0% and 100%"
    case .noDuration: "is not a duration"
    case .noUnit: "has no unit"
    case .negativeDuration: "is negative"
    case .tooLongDuration: "is too long"
    }
  }

  /// A suggestion of what to type instead.
  fileprivate var expected: String {
    switch self {
    case .empty(let wanted): "give \(wanted.words)"
    case .fileURL: "give the plain path"
    case .otherURL: "download it and give the folder or archive"
    case .noVersion: "give one such as 5.3.0 or 5.3.0-rc.1"
    case .noGenerationNumber: "give one that 'cortex gen list' shows"
    case .noGeneration(let fault): "\(fault)"
    case .noDigits: "give 4 to 64 hexadecimal digits"
    case .noDate, .noDay: "give a day such as 2026-01-31"
    case .noNumber(let count), .tooManyDigits(let count), .tooSmall(let count):
      "give a number of \(count.unit.rawValue), \(count.range.lowerBound) or more"
    case .tooLarge(let count): "give at most \(count.range.upperBound) \(count.unit.rawValue)"
    case .noPercentage, .percentageOutOfRange: "give a percentage such as 10%"
    case .noDuration, .noUnit, .negativeDuration, .tooLongDuration:
      "give hours, days, weeks or years, such as 12h, 30d, 2w or 1y"
    }
  }
}

extension ValueFault.Wanted {
  fileprivate var words: String {
    switch self {
    case .folder: "a folder"
    case .file: "a file"
    case .fileOrFolder: "a file or a folder"
    case .folderOrDatabase: "a folder or a database"
    case .path: "a path"
    case .pack: "a pack"
    case .release: "the folder or archive of a release"
    case .plan: "the plan that a dry run named"
    case .entry: "an entry"
    case .key: "a key"
    case .name: "a name"
    case .note: "a note"
    case .reason: "a reason"
    }
  }
}
