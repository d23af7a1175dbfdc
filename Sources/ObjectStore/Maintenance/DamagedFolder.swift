import FileEffects
import SystemPackage

/// The folder of a store where a repair puts damaged files: evidence is never deleted.
struct DamagedFolder {
  let location: FilePath
  let files: any FileSystem

  var path: FilePath { location.appending(StoreLayout.damaged) }

  /// Moves what has this name in the store out of the way, if there is anything.
  func take(_ name: String) throws(FileError) {
    let source = name.split(separator: "/").reduce(location) { $0.appending(String($1)) }
    guard try files.metadata(source) != nil else { return }
    try files.ensureDirectory(path)
    let flat = String(name.map { $0 == "/" ? "-" : $0 })
    var target = path.appending(flat)
    var count = 1
    while try files.metadata(target) != nil {
      count += 1
      target = path.appending("\(flat)-\(count)")
    }
    try files.rename(source, over: target)
    try files.syncDirectory(path)
    try files.syncDirectory(source.removingLastComponent())
  }
}

/// A name of the store's own that something else has: a file where a folder belongs, or the reverse.
struct Misplaced {
  var name: String
  var fault: FileFault
  /// Whether it can be moved out of the way while the lock is held, and nothing is lost by that.
  var isMovable: Bool

  /// The fault, with the part of it that a repair leaves to the user.
  var finding: SmallFileVerdict {
    SmallFileVerdict(
      name, .misplaced(fault, isLink: !isMovable), remedy: isMovable ? .setAside : .none)
  }

  /// Whether a writer, or a repair, moves it to `damaged/`: nobody misses what a cache holds.
  func isMovedAway(repairing: Bool) -> Bool {
    isMovable && (repairing || name == StoreLayout.statCache)
  }

  static func all(in location: FilePath, on files: any FileSystem) throws(FileError) -> [Misplaced]
  {
    var found: [Misplaced] = []
    func look(_ name: String, isFolder: Bool) throws(FileError) {
      guard let metadata = try files.metadata(location.appending(name)),
        isFolder ? !metadata.isDirectory : !metadata.isRegular
      else { return }
      found.append(
        Misplaced(
          name: name, fault: .misplaced(metadata.kind, needsFolder: isFolder),
          // What a link leads to may be what belongs here.
          isMovable: metadata.kind != .symbolicLink))
    }
    for name in StoreLayout.folders + [StoreLayout.resolutions, StoreLayout.spare] {
      try look(name, isFolder: true)
    }
    for name in [StoreLayout.lock, StoreLayout.reserve, StoreLayout.statCache] {
      try look(name, isFolder: false)
    }
    return found
  }
}
