public import SystemPackage

/// Why the store could not be opened, read or written.
public enum StoreError: Error, Hashable, Sendable {
  /// The kinds of access to a store, each with its own requirements.
  public enum Operation: String, CaseIterable, Sendable {
    case read, write, collect
  }

  /// There is no store at this place.
  case noStore(FilePath)
  /// There is what an `init` leaves that did not finish.
  case unfinished(FilePath)
  /// There is one already.
  case exists(FilePath)
  /// The folder for a new store holds something else.
  case foreign(FilePath, name: String)
  /// The store's place is a link to nowhere.
  case danglingLink(FilePath, target: String)
  /// The store's place is no folder.
  case notAFolder(FilePath)
  /// The file `format` is not one that this program knows.
  case unknownFormat(FilePath, found: String, known: String)
  /// The store needs a feature that this program lacks.
  case unknownFeature(FilePath, operation: Operation, feature: String)
  /// Another process has the store's lock; `holder` is what it wrote there.
  case locked(FilePath, holder: String)
  /// No pack has the object.
  case missing(ObjectID)
  /// The object's bytes are not the ones of its name.
  case damaged(ObjectID, pack: FilePath)
  /// A pack cannot be read at all.
  case damagedPack(FilePath, PackFault)
  /// A file that was named as a pack neither begins nor ends like one.
  case notAPack(FilePath)
  /// Bytes are under the right name, but are not the kind of object that is needed.
  case malformed(ObjectID, expected: ObjectType)
  /// One object would be larger than a reader accepts: a folder of a million names, or a file of
  /// a hundred gigabytes.
  case tooLarge(bytes: Int, limit: Int)
  /// The second copies of the store's small files are not what they were.
  case damagedLedger(FilePath, LedgerFault)
  /// A small file of the store is in a state in which nothing may be built on it.
  case damagedFile(FilePath, FileFault)
  /// A link is where a folder of the store's belongs.
  case linkedFolder(FilePath)
  /// Something has the name of the store's lock.
  case noLockFile(FilePath, FileFault)
  /// libzstd refused to compress or decompress; the text is what it says.
  case compression(String)
  /// A file cannot be imported as an export.
  case damagedExport(FilePath, ExportFault)
  /// There is something at the place for a new file.
  case taken(FilePath)
  /// The place for a restored tree is in use.
  case notEmpty(FilePath)
}
