public import ConfigMerge

extension MergeReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let bytes, let limit): "it is \(bytes) bytes; at most \(limit) are merged"
    case .unreadable(let side, let error): "\(side.words) cannot be read: \(error)"
    case .unreadableKeys(let side, let fault, let line):
      "\(side.words) cannot be read: line \(line): \(fault)"
    case .unclearChanges: "its changes cannot be told apart"
    case .notText: "it is not text"
    case .both(let first, let second): "\(first); and \(second)"
    case .lines(let fault): "merged by lines, \(fault.words)"
    case .identicalItems: "it has identical items that cannot be told apart"
    case .unclearOrder: "the order of its items is unclear"
    case .unmatchedItems: "its items cannot be matched: their keys and their contents disagree"
    case .repeatedKey(let times): "the key occurs \(times) times"
    case .splice(let fault): fault.words
    case .strayAlias(let name): "\"*\(name)\" would refer to nothing, or to something else"
    case .deletedHere(let place): "you deleted \(place), which the release changed"
    case .deletedThere(let place): "the release deleted \(place), which you changed"
    case .addedTo(let place): "you and the release added keys to \(place), with different values"
    case .changedTogether(let place): "you and the release changed adjacent keys of \(place)"
    }
  }
}

extension MergeReason.Side {
  fileprivate var words: String {
    switch self {
    case .base: "the base"
    case .local: "your file"
    case .upgrade: "the release's file"
    }
  }
}

extension LineFault {
  fileprivate var words: String {
    switch self {
    case .unreadable: "it could no longer be read"
    case .unreadableKeys(let fault, let line): "it could not be read: line \(line): \(fault)"
    case .double(let key): "\(key.subject) would occur twice\(key.place)"
    case .doubleAtTop(let name): "\(name) would occur twice"
    case .changedByBoth(let key): "\(key.subject)\(key.place) was changed by both"
    case .lost(let key): "\(key.subject)\(key.place) would be lost"
    case .wrong(let key): "\(key.subject)\(key.place) would not get its changed value"
    case .strange(let key): "\(key.subject) would end up\(key.place), where it was not before"
    case .definedInTwoWays(let name): "\(name) would be defined in two ways"
    }
  }
}

extension LineFault.Key {
  fileprivate var subject: String { isHeader ? "[\(name)]" : name }
  fileprivate var place: String {
    isHeader ? "" : table.isEmpty ? " at the top" : " in [\(table)]"
  }
}

extension SpliceFault {
  fileprivate var words: String {
    switch self {
    case .lineBreakAbove: "the text above it would get a trailing line break"
    case .unclearStart: "it is unclear where it starts"
    case .wholeDocument: "it cannot replace a whole document"
    case .unclearDocuments: "it is unclear where its documents start"
    case .anchorsNotRewritten: "it has anchors and cannot be rewritten"
    case .noPlaceForAnchors: "it has anchors, and there is no place for them"
    case .changesMeet: "two changes meet in one place"
    case .reachesBeyond: "a change reaches beyond what moves"
    case .sharedLine: "the first item does not have a line of its own"
    case .noModel: "there is no item to model it on"
    case .commentMoved: "a comment of yours would lose its place"
    case .commentLost: "a comment of yours would be lost"
    case .commentTwice: "a comment would occur twice"
    case .otherMeaning: "in your text it would mean something else"
    case .unreadable: "in your text it could not be read"
    case .foreign(let line, let block, let commas):
      "it would bring "
        + [
          line ? "\"//\" comments" : "", block ? "\"/*\" comments" : "",
          commas ? "trailing commas" : "",
        ]
        .filter { !$0.isEmpty }.joined(separator: " and ") + ", which your file does not use"
    }
  }
}
