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
        "the pointer 'current' is missing, although there are generations up to \(highest)",
        advice: choiceOfCurrent)
    case .unreadablePointer(let text):
      Phrasing(
        .damaged,
        "the pointer 'current' holds \"\(text)\", not a generation number",
        advice: choiceOfCurrent)
    case .noGeneration(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) does not exist",
        advice: "run 'cortex gen list' to list generations")
    case .damagedRecord(let path, let fault):
      Phrasing(
        .damaged,
        "the record \(path) is damaged: \(fault)",
        advice: "run 'cortex verify --repair' to restore it from its copy")
    case .notWhole(let faults):
      Phrasing(
        .damaged,
        "cannot delete anything while the store is damaged: \(faults.map(\.description).joined(separator: "; "))",
        advice: "run 'cortex verify --repair' first")
    case .currentNamesNone:
      Phrasing(
        .damaged,
        "cannot delete anything while the pointer 'current' names a generation that does not exist",
        advice: choiceOfCurrent)
    case .lacksObjects(let numbers, let object):
      Phrasing(
        .damaged,
        "cannot free space while \(Self.words(numbers)) missing objects (such as \(object))",
        advice: "run 'cortex verify --repair' to look for them, "
          + "or 'cortex gen delete N' to give up a generation")
    case .deletedLacksObjects(let numbers, let object):
      Phrasing(
        .damaged,
        "cannot free space while deleted \(Self.words(numbers)) missing objects (such as \(object))",
        advice: "run 'cortex verify --repair' to look for them, "
          + "or 'cortex gc --now' to remove deleted generations for good")
    case .numberTaken(let number):
      Phrasing(
        .failed,
        "generation \(number) already exists with different contents")
    case .isCurrent(let number):
      Phrasing(
        .failed,
        "cannot delete generation \(number): it is current",
        advice: "switch to another one first with 'cortex gen switch N'")
    case .isPinned(let number, let reason):
      Phrasing(
        .failed,
        "cannot delete generation \(number): it is pinned (\(Spelling.line(reason)))",
        advice: "unpin it first with 'cortex gen unpin \(number)'")
    case .deleted(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) is deleted",
        advice: "run 'cortex gen undelete \(number)' to bring it back "
          + "('cortex gen list --deleted' shows how long that is possible)")
    case .alreadyDeleted(let number, let until):
      Phrasing(
        .noGeneration,
        "generation \(number) is already deleted",
        advice:
          "run 'cortex gen undelete \(number)' to bring it back (possible until at least \(until))")
    case .notDeleted(let number):
      Phrasing(
        .noGeneration,
        "generation \(number) is not deleted",
        advice: "run 'cortex gen show \(number)' to see it")
    case .cannotUndelete(let number, let count, let paths):
      Phrasing(
        .damaged,
        "cannot undelete generation \(number): \(count) object\(count == 1 ? "" : "s") it needs "
          + "\(count == 1 ? "is" : "are") missing or damaged"
          + (paths.isEmpty
            ? ""
            : " (for \(paths.prefix(5).joined(separator: ", "))"
              + "\(paths.count > 5 ? " and \(paths.count - 5) more" : ""))"),
        advice:
          "run 'cortex verify --repair --from SOURCE' to look for them in a release, a folder or an export"
      )
    case .pinEnded(let until):
      Phrasing(
        .failed,
        "a pin until \(until.dateText) would already have expired",
        advice: "choose a later date, or none to keep it until 'cortex gen unpin'")
    case .notPinned(let number):
      Phrasing(
        .failed,
        "generation \(number) is not pinned")
    case .blocked(let path, let obstruction):
      Phrasing(
        .blocked,
        "cannot replace \(path): it is \(obstruction.words)",
        advice: "move it away and try again")
    case .changedMeanwhile(let path):
      Phrasing(
        .changedMeanwhile,
        "\(path) changed while the command was running",
        advice: "try again")
    case .reserved(let path):
      Phrasing(
        .failed,
        "refusing to write \(path): it is reserved for version control or cortex",
        advice: "run 'cortex gen cat' to see what the generation has there")
    case .severalNames(let path, let count):
      Phrasing(
        .blocked,
        "the database \(path) has \(count) hard links; a program may have it open under another name",
        advice: "replace it with a copy that has one name, then try again")
    case .databaseIsLink(let path):
      Phrasing(
        .blocked,
        "cannot restore a database over the link \(path)",
        advice: "replace the link with the file it points to, or remove it, then try again")
    case .databaseObstructed(let path, let obstacle):
      Phrasing(
        .blocked,
        "cannot change the database \(path): \(obstacle.words(for: path).fault)",
        advice: "\(obstacle.words(for: path).remedy), then try again")
    }
  }

  private var choiceOfCurrent: String {
    "choose one from 'cortex gen list', then run 'cortex verify --repair --current N'"
  }

  /// The generations, as those that something is true of.
  private static func words(_ numbers: [Generation.Number]) -> String {
    let names = numbers.map(\.description).joined(separator: ", ")
    return numbers.count == 1 ? "generation \(names) is" : "generations \(names) are"
  }
}

extension Obstruction {
  fileprivate var words: String {
    switch self {
    case .kind(let kind): kind.words
    case .fileOrLink: "a file or a link"
    case .fullFolder: "a folder that is not empty"
    case .foreign: "not part of the deployment"
    }
  }
}

extension SwitchError: Phrased {
  public var phrasing: Phrasing {
    var phrasing = Phrasing(cause)
    switch outcome {
    case .nothingChanged: break
    case .rolledBack where left.isEmpty: phrasing.message += "; all changes were undone"
    case .rolledBack:
      phrasing.message +=
        "; all changes were undone, except to files that changed meanwhile: "
        + left.map(\.description).joined(separator: ", ")
    case .needsAttention:
      phrasing.message +=
        "; the switch is unfinished, and the next cortex command finishes or undoes it"
    }
    return phrasing
  }
}
