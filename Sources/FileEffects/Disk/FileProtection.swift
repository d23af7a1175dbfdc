/// What keeps a file or folder from being changed by anybody, root included, until it is taken off.
public enum FileProtection: Hashable, Sendable {
  /// Nothing of it may be changed, and it may not go (`chattr +i`).
  case immutable
  /// It may only be added to, and nothing of it may go (`chattr +a`).
  case appendOnly
  /// Another disk, or a file of one, is mounted there: its name cannot be given to anything else.
  case mountPoint

  /// The attributes of man 2 statx; the first that counts.
  init?(attributes: UInt64) {
    if attributes & 0x10 != 0 {
      self = .immutable
    } else if attributes & 0x20 != 0 {
      self = .appendOnly
    } else if attributes & 0x2000 != 0 {
      self = .mountPoint
    } else {
      return nil
    }
  }
}
