import FileEffects
import ObjectStore
import SystemPackage

/// Files that an earlier switch took out of the deployment, and that come back now: they take their names
/// again instead of being written once more, which is most of a rollback.
///
/// One is used only if it is, byte for byte, what comes, has no other name, and is as it has to be on the
/// disk.
struct ReusedFiles {
  private let store: Store
  private let databases: any DatabaseAccess

  init(_ tree: TreeChange) { (store, databases) = (tree.store, tree.databases) }

  /// A file that comes, and the path that it waits for its name at.
  struct Wanted {
    var path: RelativePath
    var target: Checkout.Target
  }

  /// Puts what is there in place; returns the others.
  func take(_ wanted: [Wanted]) throws -> [Wanted] {
    // Nothing relies on them: where they cannot be looked at, all is written.
    let waiting = (try? RemovedFiles(of: store.location, on: store.files).waiting()) ?? []
    if waiting.isEmpty { return wanted }
    let found = try places(of: wanted, in: waiting)
    var rest: [Wanted] = []
    for (file, place) in zip(wanted, found) {
      let isTaken =
        try place.map { place in
          try unlessFreed { try store.files.rename(place, over: file.target.path) } != nil
        } ?? false
      if !isTaken { rest.append(file) }
    }
    return rest
  }

  /// Where each waits; `nil` where nothing does.
  private func places(
    of wanted: [Wanted], in waiting: [FilePath]
  ) throws -> [FilePath?] {
    try Parallel.map(count: wanted.count, workers: store.workers) {
      try Inspection(
        Capture(
          root: store.location, rules: NoRules(), files: store.files, databases: databases,
          scratch: store.staging, store: store), isReadingAll: true)
    } _: { inspection, number in
      try waiting.lazy.map { RemovedFiles.place(of: wanted[number].path, in: $0) }
        .first { try isSame($0, as: wanted[number], inspection) }
    }
  }

  private func isSame(
    _ place: FilePath, as wanted: Wanted, _ inspection: Inspection
  ) throws -> Bool {
    let entry = wanted.target.entry
    guard entry.kind == .file, !entry.hasSpecialBits,
      let seen = try store.files.metadata(place), seen.isRegular, seen.nameCount == 1,
      seen.size == entry.size, seen.permissions == entry.permissions
    else { return false }
    return try unlessFreed {
      try inspection.present(at: wanted.path, place: place, as: seen, expected: entry)
        .matches(entry)
    } ?? false
  }

  /// What `body` gives; `nil` where the file was freed in the meantime, as it may be at any time.
  private func unlessFreed<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch let error as FileError
      where error.code == .noSuchFileOrDirectory
    {
      return nil
    }
  }
}
