import ArgumentParser
import FileEffects
import Generations
import Glibc
import ObjectStore
import Presentation
import SystemPackage
import Upgrades

/// Frees what switches removed: what a command leaves running behind it where that takes long.
struct DebugFree: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "free", abstract: "Free the space of what switches removed", shouldDisplay: false)

  @Argument(
    help: ArgumentHelp("The store's folder", valueName: "store"), transform: Values.some(.folder))
  var store: String

  func run() throws {
    let files = LocalFileSystem()
    let place = try files.resolve(FilePath(argument: store))
    // Whatever else has such folders is not to be freed.
    _ = try Store.openSmallFiles(at: place, on: files)
    Background.enter()
    try RemovedFiles(of: place, on: files).freeOver(at: Timestamp(seconds: Int64(time(nil))))
  }

  /// Starts it, and does not wait, where there is something to free.
  static func startIfNeeded(for deployment: Deployment) {
    let (store, files) = (deployment.storeLocation, deployment.files)
    guard RemovedFiles(of: store, on: files).isAnythingOver(at: deployment.now),
      (try? files.mayChange(store)) ?? false
    else { return }
    // This program, also if its file was replaced meanwhile.
    Background.start("/proc/self/exe", ["cortex", "debug", "free", store.string])
  }
}
