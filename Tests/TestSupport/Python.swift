import Glibc

/// The Python that tests write as other programs, archives and terminals with.
public enum Python {
  /// What `env` starts: the system's own Python where there is one, which starts several times as fast
  /// as one that a version manager picks. With `-IS` it leaves alone what a user has installed.
  public static let program = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3"
}
