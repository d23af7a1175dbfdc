import FileEffects

/// Why a migration's header cannot name a database so.
public enum DatabaseNameFault: Hashable, Sendable {
  case empty
  case controlCharacters
  case backslash
  case absolute
  /// It begins with the folder below which names are.
  case belowBrain(folder: String)
  /// It has an empty part, `.` or `..`.
  case badComponent
  /// A header has several names with commas between them.
  case comma
}

extension DatabaseNameFault {
  /// `nil` where a database in `brainFolder` can be called so.
  init?(_ name: String, in brainFolder: String) {
    if name.isEmpty {
      self = .empty
    } else if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      self = .controlCharacters
    } else if name.contains("\\") {
      self = .backslash
    } else if name.hasPrefix("/") {
      self = .absolute
    } else if name.hasPrefix("\(brainFolder)/") {
      self = .belowBrain(folder: brainFolder)
    } else if RelativePath(name) == nil {
      self = .badComponent
    } else {
      return nil
    }
  }
}
