public import FileEffects
public import ObjectStore
public import SystemPackage

/// Why generations could not be listed, published or switched.
public enum GenerationError: Error, Hashable, Sendable {
  /// No generation is current: the store was just initialised.
  case noCurrent
  /// There are generations, and no pointer to one of them.
  case pointerMissing(highest: Generation.Number)
  /// `current` does not hold a generation number.
  case unreadablePointer(text: String)
  case noGeneration(Generation.Number)
  /// A record is not whole; `reason` says what is wrong with it.
  case damagedRecord(FilePath, reason: String)
  /// What says which generations there are is missing or damaged; each as a sentence.
  case notWhole([String])
  /// Generations that are to be kept are not whole.
  case lacksObjects([Generation.Number], example: ObjectID)
  /// Deleted generations that can still be brought back are not whole.
  case deletedLacksObjects([Generation.Number], example: ObjectID)
  /// There is another record under this number.
  case numberTaken(Generation.Number)
  /// The generation must stay.
  case cannotDelete(Generation.Number, reason: String)
  /// It is in the trash.
  case deleted(Generation.Number)
  /// It is to be deleted, and in the trash; `until` is the time to which it stays there at least.
  case alreadyDeleted(Generation.Number, until: Timestamp)
  case notDeleted(Generation.Number)
  /// It is in the trash, and so many objects that it needs are in no pack; `paths` are those that need them.
  case cannotUndelete(Generation.Number, objects: Int, paths: [String])
  /// A new pin that would keep nothing.
  case pinEnded(until: Timestamp)
  case notPinned(Generation.Number)
  /// Something that is not part of the deployment is where a switch has to write.
  case blocked(path: String, by: String)
  /// A file was changed between being saved and being replaced.
  case changedMeanwhile(path: String)
  /// The path has a ``ReservedName``, or lies in the store.
  case reserved(path: String)
  /// A database has several names: a program may have rows of it in a log beside another one.
  case severalNames(path: String, count: UInt64)
  /// A link is where a database would be restored.
  case databaseIsLink(path: String)
  /// Something else than a file is where SQLite keeps one of its own beside a database.
  case databaseObstructed(path: String, by: DatabaseObstacle)
}

extension GenerationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noCurrent:
      "no generation is current; run 'cortex init' first"
    case .pointerMissing(let highest):
      "nothing says which generation is in force, and there are some up to \(highest); "
        + "'cortex gen list' shows them, and 'cortex verify --repair --current N' puts one in force"
    case .unreadablePointer(let text):
      "the pointer 'current' holds \"\(text)\", not a generation number; "
        + "'cortex gen list' shows what is there, and 'cortex verify --repair --current N' puts one in force"
    case .noGeneration(let number):
      "there is no generation \(number); 'cortex gen list' shows which there are"
    case .damagedRecord(let path, let reason):
      "the record \(path) is damaged: \(reason); 'cortex verify --repair' looks for a copy"
    case .notWhole(let faults):
      "nothing can be deleted while the store is not whole: \(faults.joined(separator: "; ")); "
        + "run 'cortex verify --repair' first"
    case .lacksObjects(let numbers, let object):
      "nothing can be freed while \(Self.words(numbers)) objects, such as \(object); 'cortex verify --repair' looks for them, and "
        + "'cortex gen delete N' gives a generation up"
    case .deletedLacksObjects(let numbers, let object):
      "nothing can be freed while deleted \(Self.words(numbers)) objects, such as \(object); 'cortex verify --repair' looks for them, and "
        + "'cortex gc --now' removes deleted generations for good"
    case .numberTaken(let number):
      "generation \(number) exists already with other contents"
    case .cannotDelete(let number, let reason):
      "generation \(number) cannot be deleted: it is \(reason); "
        + (reason == "current"
          ? "put another one in force first, with 'cortex gen switch N'"
          : "unpin it first, with 'cortex gen unpin \(number)'")
    case .deleted(let number):
      "generation \(number) is deleted; 'cortex gen undelete \(number)' brings it back, and "
        + "'cortex gen list --deleted' says until when"
    case .alreadyDeleted(let number, let until):
      "generation \(number) is already deleted; "
        + "'cortex gen undelete \(number)' brings it back, at least until \(until)"
    case .notDeleted(let number):
      "generation \(number) is not deleted; 'cortex gen show \(number)' shows it"
    case .cannotUndelete(let number, let count, let paths):
      "generation \(number) cannot be brought back: \(count) object\(count == 1 ? "" : "s") that it needs "
        + "\(count == 1 ? "is" : "are") missing or damaged"
        + (paths.isEmpty
          ? ""
          : " (for \(paths.prefix(5).joined(separator: ", "))"
            + "\(paths.count > 5 ? " and \(paths.count - 5) more" : ""))")
        + "; 'cortex verify --repair --from SOURCE' looks for them in a release, a folder or an export"
    case .pinEnded(let until):
      "a pin until \(until.dateText) would keep nothing: that time is past; "
        + "name a later day, or none to keep it until 'cortex gen unpin'"
    case .notPinned(let number):
      "generation \(number) is not pinned"
    case .blocked(let path, let what):
      "\(path) is in the way: it is \(what), and the generation has something else there; "
        + "move it and run the command again"
    case .changedMeanwhile(let path):
      "\(path) was changed while the command ran; run it again"
    case .reserved(let path):
      "\(path) is where version control or cortex keeps its own records, and nothing from a store is "
        + "written there; 'cortex gen cat' shows what the generation has"
    case .severalNames(let path, let count):
      "the database \(path) has \(count) names (hard links), and a program may have it open under "
        + "another one; give it one name, with a copy of its own, and run the command again"
    case .databaseIsLink(let path):
      "\(path) is a link, and a database would be restored in its place; put what it leads to there "
        + "instead of the link, or remove the link, and run the command again"
    case .databaseObstructed(let path, let obstacle):
      "the database \(path) is not changed: \(obstacle.words(for: path).fault); "
        + "\(obstacle.words(for: path).remedy), and run the command again"
    }
  }

  /// The generations, as those that lack something.
  private static func words(_ numbers: [Generation.Number]) -> String {
    let names = numbers.map(\.description).joined(separator: ", ")
    return numbers.count == 1 ? "generation \(names) lacks" : "generations \(names) lack"
  }
}
