public import FileEffects

/// How much of what makes a release of CORTEX is in a folder or an archive. A value of names only: it
/// can be told before anything is read, and of any set of files.
public struct Likeness: Hashable, Sendable {
  /// The ``signs`` that a release has, in their order.
  public var found: [String]
  /// How many of the known files it has; counting stops once they are enough.
  public var shared: Int
  /// How many files are known: those that the installed release shipped, say.
  public var known: Int

  /// Where a release says its version, and what no deployment of CORTEX is without.
  public static let signs = ProductLayout.current.releaseSigns

  /// The share of the installed release's files that another release has at least: one in so many.
  ///
  /// Measured on the public CORTEX repository: v3.1.0 has 43 % of v2.0.0's files, main 38 % of v3.1.0's and
  /// 48 % of v3.2.1's; the least, three releases back from v3.2.1 to v2.0.0, is 17 %. Other projects with
  /// a `src/` and a `README.md` share a few names of thousands.
  public static let leastShare = 10

  /// - Parameter has: Whether there is something at a path.
  public init(
    to known: some Collection<RelativePath>, has: (RelativePath) throws -> Bool
  ) rethrows {
    found = try Self.signs.filter { try has(RelativePath(unchecked: Array($0.utf8))) }
    (shared, self.known) = (0, known.count)
    for path in known {
      if try has(path) { shared += 1 }
      if isSaneShare { return }
    }
  }

  /// Whether it can be another release of what `known` are the files of; of nothing, anything can.
  public var isSaneShare: Bool { known == 0 || shared * Self.leastShare >= known && shared > 0 }
}

/// Why something is taken for no release.
public enum Unlikeness: Hashable, Sendable {
  /// It has nothing that is a release's own, but perhaps a `manifest.json`, as other programs have.
  case noSign(hasManifest: Bool)
  /// It has so few of the files that the installed release shipped.
  case fewFiles(shared: Int, known: Int, version: String)
  /// It has not one of the files of the deployment, of whose release nothing is known.
  case noFile
  /// It is the deployment that is to be upgraded.
  case deployment
  /// It is another one: what somebody's brain learnt there would be taken for shipped.
  case otherDeployment
}

extension Likeness {
  /// Why this is taken for no release; `nil` if it can be one.
  ///
  /// - Parameters:
  ///   - manifest: What can be read of one. It is the release's word, and where it lists no files, one thing
  ///     besides it that is known is enough: other programs have a `manifest.json`, too.
  ///   - version: What shipped the files that are known; `nil` if they are only the present files.
  public func unlikeness(_ manifest: Manifest?, shippedBy version: String?) -> Unlikeness? {
    let hasSign = found.contains { $0 != Self.signs[0] }
    if let manifest, !manifest.files.isEmpty || shared > 0 || hasSign { return nil }
    guard hasSign else { return .noSign(hasManifest: found.contains(Self.signs[0])) }
    guard let version else { return known > 0 && shared == 0 ? .noFile : nil }
    return isSaneShare ? nil : .fewFiles(shared: shared, known: known, version: version)
  }
}

extension Int {
  /// With a comma after every three digits: `2,338`.
  package var grouped: String {
    var digits = String(magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }
}
