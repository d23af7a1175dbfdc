public import FileEffects

/// What keeps a switch from replacing a path.
public enum Obstruction: Hashable, Sendable {
  case kind(FileMetadata.Kind)
  /// Anything but a folder.
  case fileOrLink
  /// Something is in it by now.
  case fullFolder
  /// Something that no generation has.
  case foreign
}
