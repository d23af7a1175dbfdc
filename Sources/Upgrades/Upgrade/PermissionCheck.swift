import FileEffects
import SystemPackage

extension Deployment {
  /// Whether this user may write to `places`, as far as they exist, and replace or remove the files at
  /// `replaced`: for these only protection matters, since the folder decides about the rest.
  func permissionCheck(_ places: [FilePath], replacing replaced: [FilePath]) throws -> Check {
    var seen: Set<FilePath> = []
    var refused: [FilePath] = []
    var protected: [(path: FilePath, by: FileProtection)] = []
    for place in places {
      guard seen.insert(place).inserted, try files.metadata(place) != nil else { continue }
      // A mount point is only in the way of who would replace it.
      if let found = files.protection(of: place), found != .mountPoint {
        protected.append((place, found))
      } else if try !files.mayChange(place) {
        refused.append(place)
      }
    }
    let known = Set(protected.map(\.path))
    let protections = try Parallel.map(count: replaced.count, workers: workers, state: {}) {
      files.protection(of: replaced[$1])
    }
    for (place, found) in zip(replaced, protections) where !known.contains(place) {
      guard let found else { continue }
      // A mount inside a folder stays where the folder does.
      if try found == .mountPoint && files.metadata(place)?.isDirectory ?? false { continue }
      protected.append((place, found))
    }
    let refusals = Self.refusals(protected: protected, refused: refused)
    return refusals.isEmpty
      ? Check(.permission, .ok, .machine(.writable))
      : Check(.permission, .failed, .machine(.notWritable(refusals)))
  }

  /// The paths by what keeps them from being changed.
  private static func refusals(
    protected: [(path: FilePath, by: FileProtection)], refused: [FilePath]
  ) -> [MachineFinding.Refused] {
    var refusals: [MachineFinding.Refused] = []
    for kind in [FileProtection.immutable, .appendOnly, .mountPoint] {
      let paths = protected.filter { $0.by == kind }.map(\.path.spelling)
      if !paths.isEmpty { refusals.append(MachineFinding.Refused(by: kind, paths: paths)) }
    }
    if !refused.isEmpty {
      refusals.append(MachineFinding.Refused(by: nil, paths: refused.map(\.spelling)))
    }
    return refusals
  }
}
