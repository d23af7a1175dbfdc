import FileEffects
import Generations
import ObjectStore
import Releases

/// The files that identify a release of the installed product.
struct KnownFiles {
  var paths: [RelativePath] = []
  /// The release that shipped them; `nil` if they are only the present files.
  var version: String?
}

extension KnownFiles {
  /// What the installed release shipped or, where that is not known, what there is.
  init(_ base: Listing, of current: Generation, in store: Store) throws {
    let shipped = base.leaves.map(\.path)
    if shipped.isEmpty {
      paths = try ObjectReader(store).listing(of: current.tree).leaves.map(\.path)
    } else {
      (paths, version) = (shipped, current.version)
    }
  }

  /// While nothing is kept of the deployment: the signs of a release that are there.
  init(signsIn deployment: Deployment) throws {
    paths = try Likeness.signs.map { RelativePath(unchecked: Array($0.utf8)) }
      .filter { try deployment.files.metadata($0.resolved(in: deployment.root)) != nil }
  }
}
