public import FileEffects

/// A finding about the machine.
public enum MachineFinding: Hashable, Sendable {
  // MARK: Space
  case room(SpaceFigures)
  case tooLittleRoom(SpaceFigures)
  /// Needed is twice the brain.
  case roomForBrain(SpaceFigures)
  case tooLittleRoomForBrain(SpaceFigures)
  /// The disk can hold so many more files.
  case tooFewFiles(left: UInt64, needed: UInt64)

  // MARK: Permissions
  case writable
  /// At least one.
  case notWritable([Refused])
  case unreadable([UnreadableFile])
  /// Files of somebody else's, before anything is done.
  case foreignOwners([RelativePath])
  /// Those that will be the user's.
  case ownersLost([RelativePath])

  // MARK: Programs
  case noGit
  case noRepository
  case gitFails
  case committed
  case uncommitted([String])
  case noPackages
  case noPython
  case packagesInstalled(Int)
  case packages([Package])
  case noPythonAnswer
  case sourcesCompile(Int)
  case sources([SourceFault])
  case sqlite(String)
  /// A version with the WAL-reset bug, and no database that it can damage.
  case sqliteBugUnused(String)
  case sqliteBug(String, databases: [String])
  case databaseNames
  case foreignFiles([String])

  /// Paths that may not be changed, for one reason.
  public struct Refused: Hashable, Sendable {
    /// `nil` where it is a matter of permissions.
    public var by: FileProtection?
    public var paths: [String]

    public init(by: FileProtection?, paths: [String]) { (self.by, self.paths) = (by, paths) }
  }

  /// A source file in Python that cannot be compiled, or of which a module is missing.
  public struct SourceFault: Hashable, Sendable {
    public var path: String
    /// Where it cannot be compiled, if that is known.
    public var line: Int?
    /// What Python says of it.
    public var problem: String?
    /// The module's path, without an ending.
    public var module: String?

    public init(path: String, line: Int?, problem: String?, module: String?) {
      (self.path, self.line, self.problem, self.module) = (path, line, problem, module)
    }
  }

  /// A Python package that is missing, or older than needed.
  public struct Package: Hashable, Sendable {
    public var name: String
    /// `nil` if it is missing.
    public var installed: String?
    public var needed: String

    public init(name: String, installed: String?, needed: String) {
      (self.name, self.installed, self.needed) = (name, installed, needed)
    }
  }
}
