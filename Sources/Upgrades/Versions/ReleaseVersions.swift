import Releases

extension Release {
  /// Makes it the version that is asked for, if no file in it says another one, or one of them says this.
  ///
  /// - Throws: ``UpgradeError/wrongVersion(asked:found:)``.
  mutating func take(_ asked: ReleaseVersion) throws(UpgradeError) {
    if let found = version, found != asked {
      // A manifest is made with the package; other files may be left from an earlier release.
      guard manifest == nil, let said = saidVersions.first(where: { $0.version == asked }) else {
        throw .wrongVersion(asked: asked.description, found: found.description)
      }
      versionSource = said.file
    }
    if version == nil { versionSource = "--to" }
    version = asked
  }

  /// Takes the version that a channel says, where nothing in the release says one.
  mutating func take(_ named: NamedRelease) {
    guard version == nil else { return }
    (version, versionSource) = (named.version, named.name)
  }

  /// That its files say different versions, and which counts; `nil` if all say the same.
  var disagreement: VersionFinding? {
    guard let version, let versionSource, manifest == nil,
      saidVersions.contains(where: { !isSameVersion($0.text, version.description) })
    else { return nil }
    return .releaseDisagrees(
      saidVersions, counts: version.description, source: versionSource)
  }
}
