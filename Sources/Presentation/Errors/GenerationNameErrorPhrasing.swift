import Generations
import Releases
public import Upgrades

extension GenerationNameError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .unreadable(let text, let reason):
      Phrasing(
        .noGeneration,
        "'\(text)' is not a generation",
        advice: reason)
    case .noVersion(let version, let there):
      Phrasing(
        .noGeneration,
        "no generation has version \(version)",
        advice: Self.choice(there) { $0.version })
    case .noDay(let day, let there):
      Phrasing(
        .noGeneration,
        "no generation was made on \(day) (UTC)",
        advice: Self.choice(there) { $0.created.dateText })
    case .noParent(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) has no parent",
        advice: "'cortex gen list' shows which generations there are")
    case .none:
      Phrasing(
        .noGeneration,
        "there is no such generation",
        advice: "give its number")
    case .currentIsNotDeleted:
      Phrasing(
        .noGeneration,
        "the current generation is not deleted",
        advice: "'cortex gen list --deleted' shows those that are")
    case .nothingDeleted:
      Phrasing(
        .noGeneration,
        "nothing is deleted that could be brought back",
        advice: "'cortex gen list' shows what there is")
    case .notDeleted(let error):
      Phrasing(
        .noGeneration,
        "among the deleted ones, \(error.phrasing.message)",
        advice: error.phrasing.advice)
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
