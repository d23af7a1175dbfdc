public import FileEffects
public import Releases

/// A finding about the versions of a deployment and a release.
public enum VersionFinding: Hashable, Sendable {
  case installed(String, source: String)
  case unknown
  /// Before an upgrade, which will know.
  case unknownYet
  case change(VersionChange)
  /// The same version once more.
  case again(String)
  case downgrade(Downgrade, VersionChange)
  case disagreement(VersionAgreement)
  /// The files of a release say different versions; `counts` is from the file `source`.
  case releaseDisagrees([SaidVersion], counts: String, source: String)
  /// Nothing in the release says its version, so that it is recorded as this one.
  case nameless(String)
  /// A version file that is a link.
  case versionFileIsLink(RelativePath, target: String)
  /// Version files with different workspace ids; both get the first.
  case workspaceIDs(NotedID, NotedID)

  /// A workspace id, and the version file that it is in.
  public struct NotedID: Hashable, Sendable {
    public var id: String
    public var file: RelativePath

    public init(id: String, file: RelativePath) { (self.id, self.file) = (id, file) }
  }
}

/// Two versions, each with what says it.
public struct VersionChange: Hashable, Sendable {
  /// Empty where nothing says it.
  public var from: String
  public var fromSource: String?
  public var to: String
  public var toSource: String?

  public init(from: String, fromSource: String?, to: String, toSource: String?) {
    (self.from, self.fromSource, self.to, self.toSource) = (from, fromSource, to, toSource)
  }
}

extension UpgradePlan {
  /// Both versions, each with what says it.
  public var versionChange: VersionChange {
    VersionChange(from: from, fromSource: fromSource, to: to, toSource: toSource)
  }
}
