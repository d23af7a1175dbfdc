import FileEffects
import ObjectStore
import Releases

/// Whether files with a database's name are databases: others are kept as bytes, and never queried.
struct ForeignFilesCheck {
  private let deployment: Deployment

  init(of deployment: Deployment) { self.deployment = deployment }

  func check(_ local: Listing) -> Check {
    let endings = ProductLayout.current.databaseEndings.map { Array($0.utf8) }
    let found = local.items.filter { item in
      item.entry.kind == .file && item.entry.size > 0
        && endings.contains { item.path.bytes.suffix($0.count).elementsEqual($0) }
        && !deployment.isDamagedDatabase(item)
    }.map(\.path.description)
    guard !found.isEmpty else {
      return Check(.databaseFiles, .ok, .machine(.databaseNames))
    }
    return Check(.databaseFiles, .warning, .machine(.foreignFiles(found)))
  }
}
