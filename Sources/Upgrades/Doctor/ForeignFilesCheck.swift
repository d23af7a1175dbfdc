import FileEffects
import ObjectStore
import Releases

/// Whether files with a database's name are databases: others are kept as bytes, and never queried.
struct ForeignFilesCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  func check(_ local: Listing) -> Check {
    let found = local.items.filter { item in
      let name = item.path.description
      return item.entry.kind == .file && item.entry.size > 0 && !deployment.isDamagedDatabase(item)
        && ProductLayout.current.databaseEndings.contains { name.hasSuffix($0) }
    }.map(\.path.description)
    guard !found.isEmpty else {
      return Check(.databaseFiles, .ok, .machine(.databaseNames))
    }
    return Check(.databaseFiles, .warning, .machine(.foreignFiles(found)))
  }
}
