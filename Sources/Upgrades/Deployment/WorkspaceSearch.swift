public import FileEffects
import Generations
import ObjectStore
import Releases
public import SystemPackage

/// The facts about a folder that may be the deployment's: the one that a command is typed in, or one
/// above it.
struct FolderSight: Hashable, Sendable {
  enum StoreSign: Hashable, Sendable {
    /// Nothing, or something of that name that is no store's.
    case none
    /// What an `init` leaves that did not finish, or rules for layers that wait for one.
    case begun
    /// A store, a link to one that is away, or something that may not be looked into.
    case there
  }

  var folder: FilePath
  var store = StoreSign.none
  /// Whether the store that was named looks after this folder.
  var isHomeOfNamedStore = false
  /// Whether there is a `cortex-brain`.
  var hasBrain = false
  /// Whether what CORTEX ships beside `cortex-brain` is there as well.
  var looksLikeProduct = false
  /// Whether anybody may put names into it, as into `/tmp`.
  var isEverybodys = false
}

/// The folders searched for a deployment, and the one found.
///
/// The whole way up to `/` is looked at, over the borders of file systems: a brain on a volume of its own
/// belongs to the deployment around it. The nearest folder with a store wins, however many folders
/// called `cortex-brain` are nearer: CORTEX ships some inside itself. Without any store, the nearest folder
/// that looks like the product is taken, and a folder inside its brain is not another one.
public struct WorkspaceSearch: Hashable, Sendable {
  /// The nearest first.
  var sights: [FolderSight]

  /// The deployment's folder; `nil` if there is none.
  public var found: FilePath? {
    // A folder above that everybody may write to may have been put there by anybody.
    let sights = sights.prefix(1) + self.sights.dropFirst().filter { !$0.isEverybodys }
    let candidates = sights.filter(\.hasBrain)
    let sight =
      sights.first(where: \.isHomeOfNamedStore) ?? sights.first { $0.store == .there }
      ?? sights.first { $0.store == .begun }
      ?? Self.nearest(of: candidates.filter(\.looksLikeProduct)) ?? Self.nearest(of: candidates)
    return sight?.folder
  }

  /// Where it was looked, from the nearest folder on.
  public var searched: [FilePath] { sights.map(\.folder) }

  /// The nearest that is not in the brain of another one.
  private static func nearest(of candidates: [FolderSight]) -> FolderSight? {
    candidates.first { candidate in
      !candidates.contains {
        candidate.folder.starts(with: $0.folder.appending(Deployment.brainFolder))
      }
    }
  }
}

extension WorkspaceSearch {
  /// Looks at `start` and every folder above it; `store` is where a store was named to be.
  public init(from start: FilePath, store: FilePath?, on files: any FileSystem) throws {
    let home = try store.flatMap { try Self.home(of: $0, on: files) }
    sights = []
    var folder = start
    while true {
      sights.append(try FolderSight(folder, store: store, home: home, on: files))
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return }
      folder = parent
    }
  }

  /// The deployment that a store says it looks after.
  private static func home(of store: FilePath, on files: any FileSystem) throws -> Home? {
    guard try Store.exists(at: store, on: files) else { return nil }
    // Opening the store reports whatever keeps it from being read.
    return try? GenerationLog(Store.openSmallFiles(at: store, on: files)).home()
  }
}

extension FolderSight {
  fileprivate init(
    _ folder: FilePath, store named: FilePath?, home: Home?, on files: any FileSystem
  ) throws {
    let place = folder.appending(Deployment.storeFolder)
    self.init(folder: folder)
    store = try Self.sign(of: place, on: files)
    // Opening it reports that the brain is a link; it does not belong to another deployment.
    let brain = try files.metadata(folder.appending(Deployment.brainFolder))?.kind
    hasBrain = brain == .directory || brain == .symbolicLink
    looksLikeProduct = try hasBrain && Self.looksLikeProduct(folder, on: files)
    let own = try files.metadata(folder)
    isHomeOfNamedStore =
      place == named || home?.folder == folder || own.flatMap { home?.isFolder($0) } ?? false
    isEverybodys = own.map { $0.permissions & 0o1002 == 0o1002 } ?? false
  }

  private static func sign(
    of place: FilePath, on files: any FileSystem
  ) throws(FileError) -> StoreSign {
    guard let found = try files.metadata(place) else { return .none }
    var isLink = false
    switch found.kind {
    case .directory: break
    case .symbolicLink: isLink = true
    case .regular, .special: return .none
    }
    do {
      if try Store.exists(at: place, on: files) { return .there }
      // What an `init` makes first, and what tells it the layers.
      for name in [StoreLayout.lock, StoreLayout.packs, StoreLayout.layers] {
        if try files.metadata(place.appending(name)) != nil { return .begun }
      }
      // A link to nowhere is one to a store that was moved away.
      return isLink && (try? files.contents(of: place.appending("."))) == nil ? .there : .none
    } catch {
      // What may not be looked into is no reason to take something else for the deployment.
      return .there
    }
  }

  /// Whether two or more things are there that CORTEX ships at its top, and few others have.
  private static func looksLikeProduct(
    _ folder: FilePath, on files: any FileSystem
  ) throws(FileError) -> Bool {
    var count = 0
    for names in ProductLayout.current.deploymentSigns {
      for name in names where try files.metadata(folder.appending(FilePath(name).components)) != nil
      {
        count += 1
        break
      }
    }
    return count >= 2
  }
}

extension Deployment {
  /// Whether a folder can be a deployment's: there is a brain in it, or a store, or what bears the name.
  public static func canBe(at folder: FilePath, on files: any FileSystem) throws -> Bool {
    try [brainFolder, storeFolder].contains {
      try files.metadata(folder.appending($0)) != nil
    }
  }
}
