public import Releases

/// The releases to go through from an installed version to one that cannot upgrade it directly.
public struct UpgradePath: Hashable, Sendable {
  /// In order; the last is the one that is wanted.
  public var versions: [ReleaseVersion]

  public init(versions: [ReleaseVersion]) { self.versions = versions }

  /// The path with the fewest steps; of those the one with the newest releases. `nil` where there is none.
  ///
  /// - Parameter upgradesFrom: The versions that each release knows how to upgrade; with none named, any.
  public init?(
    from installed: ReleaseVersion, to target: ReleaseVersion,
    upgradesFrom: [ReleaseVersion: [ReleaseVersion]]
  ) {
    // The way is looked for backwards, so that of all that lead there in as many steps the newest comes first.
    var next: [ReleaseVersion: ReleaseVersion] = [:]
    var reached = [target]
    while !reached.isEmpty {
      var earlier: [ReleaseVersion] = []
      for version in reached {
        let known = upgradesFrom[version] ?? []
        if known.isEmpty || known.contains(installed) {
          versions = Array(sequence(first: version) { next[$0] })
          return
        }
        for other in upgradesFrom.keys
        where other > installed && other < version && known.contains(other) && next[other] == nil {
          next[other] = version
          earlier.append(other)
        }
      }
      reached = earlier.sorted().reversed()
    }
    return nil
  }
}
