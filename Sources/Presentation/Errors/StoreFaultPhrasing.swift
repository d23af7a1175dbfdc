import FileEffects
public import ObjectStore
import SystemPackage

// What is wrong with files of a store, as clauses that follow "is damaged:".

extension PackFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing: "it is missing"
    case .unreadable(let code): "it cannot be read (\(code))"
    case .cutShort: "it is truncated"
    case .noEnd: "it does not end like a pack"
    case .indexNotFramed: "its index is not in a frame of its own"
    case .indexHasOtherDigest: "its index does not match its digest"
    case .noIndexHeader: "its index has no header"
    case .unknownIndexVersion(let found, let known):
      "its index has version \(found); this cortex supports \(known)"
    case .indexCutShort: "its index is truncated"
    case .unknownBase(let frame): "frame \(frame) of its index has an unknown base"
    case .misplacedFrame(let frame): "frame \(frame) of its index is out of place"
    case .misplacedObject(let object): "object \(object) of its index is out of place"
    case .otherLength(let frames, let found):
      "its frames should take \(frames) bytes, but there are \(found)"
    case .otherHeads: "its frame headers do not match its index"
    case .damagedFrames(let count, let total): "\(count) of its \(total) frames cannot be read"
    }
  }
}

extension FileFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAFile: "it is not a regular file"
    case .misplaced(let kind, let needsFolder):
      "it is \(kind.words), not a \(needsFolder ? "folder" : "file")"
    case .tooLarge: "it is too large"
    case .unreadable(let code): "it cannot be read (\(code))"
    }
  }
}

extension RecordFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing: "it is missing"
    case .file(let fault): "\(fault)"
    case .cutShort: "it is truncated"
    case .otherDigest: "it does not match its digest"
    case .malformed(let fault): "\(fault)"
    case .ofGeneration(let number): "it belongs to generation \(number)"
    case .noNumber: "it does not contain a number and its digest"
    case .malformedFormat: "its contents are malformed"
    }
  }
}

extension LedgerFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing: "it is missing"
    case .file(let fault): "\(fault)"
    case .anotherStores: "it belongs to another store"
    case .outdated(let last): "it is older than 'current': changes after \(last) are missing"
    case .damaged(let start, let end):
      "it is unreadable from byte \(start) to \(end.map { "\($0)" } ?? "its end")"
    case .empty: "it contains no complete change"
    case .gaps: "it is missing changes"
    case .unfinished: "it does not end with a complete change"
    }
  }
}

extension ExportFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .pack(let fault): "\(fault)"
    case .noRecord: "it has no record"
    case .lacks(let object): "object \(object) is missing"
    case .malformed(let object, let expected): "object \(object) is not \(expected.words)"
    case .unreadableDatabase(let path, let fault):
      "SQLite cannot read its database \(path): \(fault)"
    }
  }
}

extension ObjectType {
  /// With its article, in a sentence.
  var words: String {
    switch self {
    case .blob: "a blob"
    case .tree: "a tree"
    case .chunkList: "a list of chunks"
    }
  }
}

/// Follows the name of the file.
extension SmallFileFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing: "is missing"
    case .lost: "is missing, and there is no copy of it"
    case .deletedOrLost: "is missing: it was either deleted or lost"
    case .outdated: "does not match what was last written"
    case .differs: "does not match the ledger"
    case .cameBack: "was removed but is back"
    case .lostAndCameBack: "was lost but is back"
    case .noCopy: "has no copy in the ledger"
    case .damaged(let fault): "is damaged: \(fault)"
    case .damagedAndCameBack(let fault): "was removed but is back, damaged: \(fault)"
    case .damagedForGood(let fault): "is damaged: \(fault), and there is no copy of it"
    case .misplaced(let fault, let isLink):
      "is damaged: \(fault)" + (isLink ? "; replace it with what it points to, or remove it" : "")
    case .ledger(.missing): "is missing"
    case .ledger(let fault): "is damaged: \(fault)"
    case .journal(let fault): "is damaged: \(fault); the switch cannot be completed"
    case .journalOfUnknownState: "names a state that the store does not have"
    }
  }
}

extension FaultyFile: CustomStringConvertible {
  public var description: String { "\(name) \(fault)" }
}
