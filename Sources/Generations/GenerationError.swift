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
  case damagedRecord(FilePath, RecordFault)
  /// Nothing may be deleted: what says which generations there are is missing or damaged.
  case notWhole([FaultyFile])
  /// Nothing may be deleted: the pointer names a generation that is missing.
  case currentNamesNone
  /// Generations that are to be kept are not whole.
  case lacksObjects([Generation.Number], example: ObjectID)
  /// Deleted generations that can still be brought back are not whole.
  case deletedLacksObjects([Generation.Number], example: ObjectID)
  /// There is another record under this number.
  case numberTaken(Generation.Number)
  /// The generation must stay: it is current.
  case isCurrent(Generation.Number)
  /// The generation must stay, for the reason that its pin gives.
  case isPinned(Generation.Number, reason: String)
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
  case blocked(path: String, by: Obstruction)
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
