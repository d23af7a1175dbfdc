public import FileEffects

/// Why a file cannot be imported as an export.
public enum ExportFault: Hashable, Sendable {
  case pack(PackFault)
  case noRecord
  /// It lacks an object that its record needs.
  case lacks(ObjectID)
  case malformed(ObjectID, expected: ObjectType)
  case unreadableDatabase(RelativePath, DatabaseFault)
}
