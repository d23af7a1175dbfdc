public import SystemPackage

/// Why the store could not be opened, read or written.
public enum StoreError: Error, Hashable, Sendable {
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
  case unknownFeature(FilePath, operation: String, feature: String)
  /// Another process has the store's lock; `holder` is what it wrote there.
  case locked(FilePath, holder: String)
  /// No pack has the object.
  case missing(ObjectID)
  /// The object's bytes are not the ones of its name.
  case damaged(ObjectID, pack: FilePath)
  /// A pack cannot be read at all.
  case damagedPack(FilePath, reason: String)
  /// Bytes are under the right name, but are not the kind of object that is needed.
  case malformed(ObjectID, expected: String)
  /// One object would be larger than a reader accepts: a folder of a million names, or a file of
  /// a hundred gigabytes.
  case tooLarge(bytes: Int, limit: Int)
  /// The second copies of the store's small files are not what they were.
  case damagedLedger(FilePath, reason: String)
  /// A small file of the store is in a state in which nothing may be built on it.
  case damagedFile(FilePath, reason: String)
  /// A link is where a folder of the store's belongs.
  case linkedFolder(FilePath)
  /// Something has the name of the store's lock.
  case noLockFile(FilePath, problem: String)
  /// libzstd refused to compress or decompress.
  case compression(String)
  /// A file cannot be taken in as an export.
  case damagedExport(FilePath, reason: String)
  /// There is something at the place for a new file.
  case taken(FilePath)
  /// The place for a restored tree is in use.
  case notEmpty(FilePath)
}

extension StoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noStore(let path):
      "there is no store at \(path); run 'cortex init' first"
    case .unfinished(let path):
      "an earlier 'cortex init' did not finish (\(path)), and nothing in the deployment was changed; "
        + "run 'cortex init' again, with the options that it had"
    case .exists(let path):
      "a store already exists at \(path); 'cortex status' shows what it holds"
    case .foreign(let path, let name):
      "\(path) holds \"\(name)\", which is no part of a new store; "
        + "name an empty folder for it with --store"
    case .danglingLink(let path, let target):
      "\(path) is a link to \(target), and nothing is there; "
        + "bring the store back to that place, or remove the link"
    case .notAFolder(let path):
      "\(path) is not a folder, so no store can be there; move it away, or name a folder with --store"
    case .unknownFormat(let path, let found, let known):
      "the store at \(path) has the format \"\(found)\", and this program knows \"\(known)\"; "
        + "use the release of cortex that wrote it, or a newer one"
    case .unknownFeature(let path, let operation, let feature):
      "the store at \(path) needs \"\(feature)\" to \(operation), which this program lacks; "
        + "use the release of cortex that wrote it, or a newer one"
    case .locked(let path, let holder):
      "another cortex is at work on the store at \(path) (\(holder)); "
        + "wait for it, or use --wait"
    case .missing(let object):
      "object \(object) is in no pack of the store; 'cortex verify' names what needs it"
    case .damaged(let object, let pack):
      "object \(object) in \(pack) is damaged: its bytes do not have its digest; "
        + "'cortex verify' names what needs it"
    case .damagedPack(let path, let reason):
      "the pack \(path) cannot be read: \(reason); 'cortex verify' names what is lost"
    case .malformed(let object, let expected):
      "object \(object) is not \(expected); 'cortex verify' names what needs it"
    case .tooLarge(let bytes, let limit):
      "one object would have \(bytes) bytes, and \(limit) are the most; "
        + "a folder or a file of the deployment is too large to be kept"
    case .damagedLedger(let path, let reason):
      "\(path) is damaged: \(reason); "
        + "'cortex verify --repair' writes it again from the files that it has copies of"
    case .damagedFile(let path, let reason):
      "\(path) is damaged: \(reason); 'cortex verify --repair' makes it whole again"
    case .linkedFolder(let path):
      "\(path) is a link, and a store does not follow it: put the folder that it leads to in its place, or, if "
        + "that is gone, remove the link and run 'cortex verify --repair'"
    case .noLockFile(let path, let problem):
      "\(path) \(problem), so that no lock can be taken; 'cortex verify --repair' moves a folder away, "
        + "a link must be removed by hand"
    case .compression(let reason):
      "compression failed: \(reason)"
    case .damagedExport(let path, let reason):
      "\(path) is no whole export: \(reason); nothing was taken from it: have it written again, "
        + "or copied again"
    case .taken(let path):
      "\(path) already exists; choose another name, or remove it"
    case .notEmpty(let path):
      "\(path) is not an empty folder; choose another, or empty it"
    }
  }
}
