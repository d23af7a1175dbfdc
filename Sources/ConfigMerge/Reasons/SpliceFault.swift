/// Why a decision has no place in the local text.
public enum SpliceFault: Hashable, Sendable {
  // MARK: Before it is carried out

  case lineBreakAbove
  case unclearStart
  case wholeDocument
  case unclearDocuments
  case anchorsNotRewritten
  case noPlaceForAnchors
  case changesMeet
  case reachesBeyond
  /// An item shares the line of its list.
  case sharedLine
  /// There is no item to write the new ones like.
  case noModel
  case commentMoved

  // MARK: In the result

  case commentLost
  case commentTwice
  case otherMeaning
  case unreadable
  /// It would have what the file has none of.
  case foreign(lineComments: Bool, blockComments: Bool, trailingCommas: Bool)
}
