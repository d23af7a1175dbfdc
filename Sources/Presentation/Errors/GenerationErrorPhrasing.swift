import FileEffects
public import Generations
import ObjectStore
import SystemPackage

extension GenerationError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noCurrent:
      Phrasing(
        .noStore,
        "no generation is current",
        advice: "run 'cortex init' first")
    case .pointerMissing(let highest):
      Phrasing(
        .damaged,
        "nothing says which generation is in force, and there are some up to \(highest)",
        advice:
          "'cortex gen list' shows them, and 'cortex verify --repair --current N' puts one in force"
      )
    case .unreadablePointer(let text):
      Phrasing(
        .damaged,
        "the pointer 'current' holds \"\(text)\", not a generation number",
        advice:
          "'cortex gen list' shows what is there, and 'cortex verify --repair --current N' puts one in force"
      )
    case .noGeneration(let number):
      Phrasing(
        .noGeneration,
        "there is no generation \(number)",
        advice: "'cortex gen list' shows which there are")
    case .damagedRecord(let path, let reason):
      Phrasing(
        .damaged,
        "the record \(path) is damaged: \(reason)",
        advice: "'cortex verify --repair' looks for a copy")
    case .notWhole(let faults):
      Phrasing(
        .damaged,
        "nothing can be deleted while the store is not whole: \(faults.joined(separator: "; "))",
        advice: "run 'cortex verify --repair' first")
    case .lacksObjects(let numbers, let object):
      Phrasing(
        .damaged,
        "nothing can be freed while \(Self.words(numbers)) objects, such as \(object)",
        advice: "'cortex verify --repair' looks for them, and "
          + "'cortex gen delete N' gives a generation up")
    case .deletedLacksObjects(let numbers, let object):
      Phrasing(
        .damaged,
        "nothing can be freed while deleted \(Self.words(numbers)) objects, such as \(object)",
        advice: "'cortex verify --repair' looks for them, and "
          + "'cortex gc --now' removes deleted generations for good")
    case .numberTaken(let number):
      Phrasing(
        .failed,
        "generation \(number) exists already with other contents")
    case .cannotDelete(let number, let reason):
      Phrasing(
        .failed,
        "generation \(number) cannot be deleted: it is \(reason)",
        advice: (reason == "current"
          ? "put another one in force first, with 'cortex gen switch N'"
          : "unpin it first, with 'cortex gen unpin \(number)'"))
    case .deleted(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) is deleted",
        advice: "'cortex gen undelete \(number)' brings it back, and "
          + "'cortex gen list --deleted' says until when")
    case .alreadyDeleted(let number, let until):
      Phrasing(
        .noGeneration,
        "generation \(number) is already deleted",
        advice: "'cortex gen undelete \(number)' brings it back, at least until \(until)")
    case .notDeleted(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) is not deleted",
        advice: "'cortex gen show \(number)' shows it")
    case .cannotUndelete(let number, let count, let paths):
      Phrasing(
        .damaged,
        "generation \(number) cannot be brought back: \(count) object\(count == 1 ? "" : "s") that it needs "
          + "\(count == 1 ? "is" : "are") missing or damaged"
          + (paths.isEmpty
            ? ""
            : " (for \(paths.prefix(5).joined(separator: ", "))"
              + "\(paths.count > 5 ? " and \(paths.count - 5) more" : ""))"),
        advice:
          "'cortex verify --repair --from SOURCE' looks for them in a release, a folder or an export"
      )
    case .pinEnded(let until):
      Phrasing(
        .failed,
        "a pin until \(until.dateText) would keep nothing: that time is past",
        advice: "name a later day, or none to keep it until 'cortex gen unpin'")
    case .notPinned(let number):
      Phrasing(
        .failed,
        "generation \(number) is not pinned")
    case .blocked(let path, let what):
      Phrasing(
        .blocked,
        "\(path) is in the way: it is \(what), and the generation has something else there",
        advice: "move it and run the command again")
    case .changedMeanwhile(let path):
      Phrasing(
        .changedMeanwhile,
        "\(path) was changed while the command ran",
        advice: "run it again")
    case .reserved(let path):
      Phrasing(
        .failed,
        "\(path) is where version control or cortex keeps its own records, and nothing from a store is "
          + "written there",
        advice: "'cortex gen cat' shows what the generation has")
    case .severalNames(let path, let count):
      Phrasing(
        .blocked,
        "the database \(path) has \(count) names (hard links), and a program may have it open under "
          + "another one",
        advice: "give it one name, with a copy of its own, and run the command again")
    case .databaseIsLink(let path):
      Phrasing(
        .blocked,
        "\(path) is a link, and a database would be restored in its place",
        advice: "put what it leads to there "
          + "instead of the link, or remove the link, and run the command again")
    case .databaseObstructed(let path, let obstacle):
      Phrasing(
        .blocked,
        "the database \(path) is not changed: \(obstacle.words(for: path).fault)",
        advice: "\(obstacle.words(for: path).remedy), and run the command again")
    }
  }

  /// The generations, as those that lack something.
  private static func words(_ numbers: [Generation.Number]) -> String {
    let names = numbers.map(\.description).joined(separator: ", ")
    return numbers.count == 1 ? "generation \(names) lacks" : "generations \(names) lack"
  }
}

extension SwitchError: Phrased {
  public var phrasing: Phrasing {
    var phrasing = Phrasing(cause)
    switch outcome {
    case .nothingChanged: break
    case .rolledBack where left.isEmpty: phrasing.message += "; everything was put back as it was"
    case .rolledBack:
      phrasing.message +=
        "; everything was put back, but for what was changed meanwhile: "
        + left.map(\.description).joined(separator: ", ")
    case .needsAttention:
      phrasing.message += "; the switch is unfinished"
      let next = "the next cortex command will finish it or take it back"
      phrasing.advice = phrasing.advice.isEmpty ? next : "\(phrasing.advice); \(next)"
    }
    return phrasing
  }
}
