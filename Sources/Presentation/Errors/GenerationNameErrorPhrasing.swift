import Generations
import ObjectStore
import Releases
public import Upgrades

extension GenerationNameError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .unreadable(let text, let fault):
      Phrasing(
        .noGeneration,
        "'\(text)' is not a generation",
        advice: "\(fault)")
    case .noVersion(let version, let there):
      Phrasing(
        .noGeneration,
        "no generation has version \(version)",
        advice: Self.choice(there) { $0.version })
    case .noDay(let day, let there):
      Phrasing(
        .noGeneration,
        "no generation was created on \(day) (UTC)",
        advice: Self.choice(there) { $0.created.dateText })
    case .noParent(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) has no parent",
        advice: "run 'cortex gen list' to list generations")
    case .none:
      Phrasing(
        .noGeneration,
        "no such generation",
        advice: "use a generation number")
    case .currentIsNotDeleted:
      Phrasing(
        .noGeneration,
        "the current generation is not deleted",
        advice: "run 'cortex gen list --deleted' to list deleted generations")
    case .nothingDeleted:
      Phrasing(
        .noGeneration,
        "there are no deleted generations to bring back",
        advice: "run 'cortex gen list' to list generations")
    case .notDeleted(let error):
      Phrasing(
        .noGeneration,
        "among deleted generations, \(error.phrasing.message)",
        advice: error.phrasing.advice)
    }
  }

  /// The generations to choose from, the newest last: `choose 5.2.0 (1) or 5.3.0 (2, 3)`.
  private static func choice(
    _ generations: [Generation], _ property: (Generation) -> String
  ) -> String {
    let groups = Dictionary(grouping: generations.filter { !property($0).isEmpty }, by: property)
      .sorted { isEarlier($0.key, $1.key) }
    if groups.isEmpty { return "run 'cortex gen list' to list generations" }
    let shown = groups.suffix(longestChoice).map { name, generations in
      "\(name) (\(generations.map { "\($0.number)" }.joined(separator: ", ")))"
    }
    let older = groups.count - shown.count
    return "choose " + shown.dropLast().joined(separator: ", ")
      + (shown.count > 1 ? " or " : "") + (shown.last ?? "")
      + (older > 0 ? ", or run 'cortex gen list' to see \(Text.count(older, "older one"))" : "")
  }

  /// The order of versions, or of days.
  private static func isEarlier(_ left: String, _ right: String) -> Bool {
    guard let first = ReleaseVersion(left), let second = ReleaseVersion(right), first != second
    else { return left < right }
    return first < second
  }

  private static let longestChoice = 6
}

extension GenerationName {
  /// What may be written for one, for help and advice.
  package static let forms = "a number, current, parent, latest, ~N, a version or a date"
}

/// What to write instead.
extension GenerationNameFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSteps: "give the number of parents to go back after ~, such as ~2"
    case .noNumber: "give a generation number; generations count up from 1"
    case .noDay: "give a date that exists"
    case .noName: "give \(GenerationName.forms)"
    }
  }
}

extension LookupError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noObject(let digits):
      Phrasing(.failed, "no object ID starts with \(digits)")
    case .missing(let object, let numbers, let path):
      Phrasing(
        .damaged,
        "object \(object) is missing from the store, but \(Self.need(numbers)) it"
          + (path.map { " (for \($0))" } ?? ""),
        advice:
          "run 'cortex verify --repair --from SOURCE' to look for it in a release, a folder or an export"
      )
    case .severalObjects(let digits, let found):
      Phrasing(
        .failed, "\(found.count) object IDs start with \(digits)",
        advice: "give more digits")
    }
  }

  private static func need(_ numbers: [Generation.Number]) -> String {
    let names = numbers.map(\.description).joined(separator: ", ")
    return numbers.count == 1 ? "generation \(names) needs" : "generations \(names) need"
  }
}
