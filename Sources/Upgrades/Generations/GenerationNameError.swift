public import Generations
public import Releases

/// Why no generation is meant by what was written.
public indirect enum GenerationNameError: Error, Hashable, Sendable {
  /// It is no name of a generation.
  case unreadable(String, reason: String)
  /// Of the good generations that are `there` none has this version.
  case noVersion(ReleaseVersion, there: [Generation])
  /// None of those was made on that day.
  case noDay(String, there: [Generation])
  /// As many parents back as was said there are not.
  case noParent(Generation.Number)
  /// There is nothing to choose from.
  case none
  /// The current generation is none of the deleted ones.
  case currentIsNotDeleted
  case nothingDeleted
  /// It is none of the deleted ones, for that reason.
  case notDeleted(GenerationNameError)
}

extension GenerationNameError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let text, let reason):
      "'\(text)' is not a generation: \(reason)"
    case .noVersion(let version, let there):
      "no generation has version \(version); " + Self.choice(there) { $0.version }
    case .noDay(let day, let there):
      "no generation was made on \(day) (UTC); " + Self.choice(there) { $0.created.dateText }
    case .noParent(let number):
      "generation \(number) has no parent; 'cortex gen list' shows which generations there are"
    case .none:
      "there is no such generation; give its number"
    case .currentIsNotDeleted:
      "the current generation is not deleted; 'cortex gen list --deleted' shows those that are"
    case .nothingDeleted:
      "nothing is deleted that could be brought back; 'cortex gen list' shows what there is"
    case .notDeleted(let error):
      "among the deleted ones, \(error)"
    }
  }

  /// What there is instead, the newest last: `there are 5.2.0 (1), 5.3.0 (2, 3)`.
  private static func choice(
    _ generations: [Generation], _ property: (Generation) -> String
  ) -> String {
    let groups = Dictionary(grouping: generations.filter { !property($0).isEmpty }, by: property)
      .sorted { isEarlier($0.key, $1.key) }
    if groups.isEmpty { return "'cortex gen list' shows which there are" }
    let shown = groups.suffix(longestChoice).map { name, generations in
      "\(name) (\(generations.map { "\($0.number)" }.joined(separator: ", ")))"
    }
    let more = groups.count - shown.count
    return "there \(groups.count == 1 ? "is" : "are") " + shown.joined(separator: ", ")
      + (more > 0 ? " and \(more) older; 'cortex gen list' shows all" : "")
  }

  /// The order of versions, or of days.
  private static func isEarlier(_ left: String, _ right: String) -> Bool {
    guard let first = ReleaseVersion(left), let second = ReleaseVersion(right), first != second
    else { return left < right }
    return first < second
  }

  private static let longestChoice = 6
}
