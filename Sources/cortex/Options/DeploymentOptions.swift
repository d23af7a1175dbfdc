import ArgumentParser
import FileEffects
import Generations
import Glibc
import ObjectStore
import Presentation
import SystemPackage
import Upgrades

/// Which deployment a command is for.
struct DeploymentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The deployment's folder (default: the nearest parent with a store, .cortex, else with cortex-brain; also CORTEX_WORKSPACE)",
      valueName: "dir"), completion: .directory, transform: Values.some(.folder))
  var workspace: String?

  @Option(
    help: ArgumentHelp(
      "The store's folder (default: .cortex in the deployment; also CORTEX_STORE)",
      valueName: "dir"), completion: .directory, transform: Values.some(.folder))
  var store: String?

  @Flag(help: "Wait for another cortex to finish instead of giving up")
  var wait = false

  /// Opens the deployment and calls `body` with it; with `--wait`, again until the store is free.
  /// `display` shows the work while it goes on.
  ///
  /// With `announcing`, prints first which deployment that is, unless it is the current folder's own.
  func withDeployment<Result>(
    _ display: WorkDisplay, announcing output: OutputOptions? = nil,
    _ body: (Deployment) throws -> Result
  ) throws -> Result {
    let deployment = try open(display)
    if let output, !output.json, !output.quiet, let words = try whereabouts(of: deployment) {
      Terminal.note(words)
    }
    var isWaiting = false
    while true {
      do {
        let result = try body(deployment)
        DebugFree.startIfNeeded(for: deployment)
        return result
      } catch StoreError.locked(_, let holder) where wait {
        if !isWaiting { Terminal.note(Remark.waiting(for: "\(holder)")) }
        isWaiting = true
        usleep(100_000)
      }
    }
  }

  /// The deployment; its store is not looked into yet.
  func open(_ display: WorkDisplay) throws -> Deployment {
    let files = LocalFileSystem()
    let storeName = store.map { FilePath(argument: $0) } ?? Self.place("CORTEX_STORE")
    let namedStore = try storeName.map { try Self.locate($0, on: files) }
    let root = try self.root(store: namedStore, on: files)
    // No command could do anything there, and 'init', which others name, would refuse it.
    if named != nil, namedStore == nil, try !Deployment.canBe(at: root, on: files) {
      throw UpgradeError.notADeployment(root)
    }
    let scratch = Self.scratchPlaces(on: files)
    var deployment = Deployment(
      root: root,
      storeLocation: try namedStore
        ?? Self.locate(root.appending(Deployment.storeFolder), on: files),
      scratch: scratch[0], otherScratch: Array(scratch[1...]),
      files: display.files,
      databases: Deployment.localDatabases,
      now: Timestamp(seconds: Int64(time(nil))), reportText: UpgradeDocuments.texts)
    deployment.watch = display.watch
    deployment.progress = display.progress
    deployment.actor = Self.actor
    deployment.explains = display.trace != nil
    // A folder that is gone, or not to be seen, has no paths in it that could be typed.
    deployment.currentFolder = try? files.resolve(".")
    return deployment
  }

  private var named: FilePath? {
    workspace.map { FilePath(argument: $0) } ?? Self.place("CORTEX_WORKSPACE")
  }

  /// The deployment's folder: the one that is named, else the one that is found.
  private func root(store: FilePath?, on files: LocalFileSystem) throws -> FilePath {
    if let named { return try files.resolve(named) }
    let start = try files.resolve(".")
    let search = try WorkspaceSearch(from: start, store: store, on: files)
    if let found = search.found { return found }
    // With a store somewhere else, a folder can be a deployment without looking like one.
    guard store != nil else { throw UpgradeError.noDeployment(search.searched) }
    return start
  }

  /// The deployment to use if the command line does not say and it is not the current folder.
  private func whereabouts(of deployment: Deployment) throws -> String? {
    guard workspace == nil, try LocalFileSystem().resolve(".") != deployment.root else {
      return nil
    }
    return Remark.workspace(deployment.root, isNamed: named != nil)
  }

  /// Where the store is, every link on the way followed: a store that was moved to another disk has a
  /// link in its place.
  private static func locate(_ path: FilePath, on files: LocalFileSystem) throws -> FilePath {
    do throws(FileError) { return try files.resolveNew(path) } catch {
      guard error.code == .noSuchFileOrDirectory,
        try files.metadata(error.path)?.kind == .symbolicLink
      else { throw error }
      throw StoreError.danglingLink(
        error.path, target: RelativePath.text(of: try files.linkTarget(error.path)))
    }
  }

  /// Where folders for temporary files can be made: as TMPDIR says, else in the usual place.
  static func scratchPlaces(on files: LocalFileSystem) -> [FilePath] {
    var folders = [FilePath("/tmp")]
    if let named = place("TMPDIR"), named != folders[0] { folders.insert(named, at: 0) }
    // One that is not there is found out when it is needed.
    return folders.map { ((try? files.resolve($0)) ?? $0).appending("cortex-\(getpid())") }
  }

  private static func place(_ name: String) -> FilePath? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return FilePath(platformString: value)
  }

  /// Who runs this program; behind `sudo` also who asked for it.
  private static var actor: Actor {
    let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
    var host = [CChar](repeating: 0, count: 256)
    // A name that is cut off is not ended.
    _ = gethostname(&host, host.count - 1)
    let asking = environment("SUDO_USER").map { " (sudo by \($0))" } ?? ""
    return Actor(
      user: name + asking,
      host: String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
