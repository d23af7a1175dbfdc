public import FileEffects

/// Which files of a folder are to be captured.
public protocol CaptureRules {
  /// The layer of the file at `path`; `nil` if it is not to be looked at.
  func layer(of path: RelativePath) throws -> Layer?
  /// Whether anything below `folder` can have a layer.
  func mayHold(_ folder: RelativePath) throws -> Bool
  /// The digest of everything that decides about layers, except trees. Captures with another key are
  /// decided again.
  var key: ObjectID { get }
  /// Whether below `folder` all that a capture by rules of this key has put into `tree` still has
  /// the layers that it says, and what it left out is still left out.
  func isSettled(_ folder: RelativePath?, as tree: ObjectID) throws -> Bool
  /// Called for a path that is left out because it has a ``ReservedName``.
  func passesOver(_ path: RelativePath) throws
}

extension CaptureRules {
  /// The key of rules that never change.
  public var key: ObjectID { .none }
  public func isSettled(_ folder: RelativePath?, as tree: ObjectID) throws -> Bool { false }
  public func passesOver(_ path: RelativePath) throws {}
}
