import FileEffects
import SystemPackage

extension Deployment {
  /// Whether this user may write to `places`, as far as they are there, and replace or take away what is
  /// at `replaced`: of that only matters what nobody may do, since the folder decides about the rest.
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
    for place in replaced where !known.contains(place) {
      guard let found = files.protection(of: place) else { continue }
      // What is mounted in a folder stays where the folder does.
      if try found == .mountPoint && files.metadata(place)?.isDirectory ?? false { continue }
      protected.append((place, found))
    }
    let details = Self.words(protected: protected, refused: refused)
    return details.isEmpty
      ? Check(Check.permission, .ok, "everything that an upgrade changes can be written")
      : Check(
        Check.permission, .failed, details.map(\.finding).joined(separator: "; "),
        advice: details.map(\.advice).joined(separator: "; "))
  }

  private static func words(
    protected: [(path: FilePath, by: FileProtection)], refused: [FilePath]
  ) -> [(finding: String, advice: String)] {
    func folded(_ paths: [FilePath]) -> String {
      let more = paths.count > 10 ? " and \(paths.count - 10) more" : ""
      return paths.prefix(10).map(\.spelling).joined(separator: ", ") + more
    }
    var words: [(finding: String, advice: String)] = []
    for kind in [FileProtection.immutable, .appendOnly, .mountPoint] {
      let paths = protected.filter { $0.by == kind }.map(\.path)
      if paths.isEmpty { continue }
      words.append(
        (
          "\(folded(paths)) \(paths.count == 1 ? kind.words.one : kind.words.several)",
          "take that off with '\(kind.words.remedy)'"
        ))
    }
    if !refused.isEmpty {
      words.append(
        (
          "you may not write to \(folded(refused))",
          "give yourself the permission with chmod or chown, or run cortex as the owner"
        ))
    }
    return words
  }
}
