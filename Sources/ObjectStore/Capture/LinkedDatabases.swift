import FileEffects
import SystemPackage

/// What a symbolic link leads to, as far as databases are concerned: a link is kept as a link, and what
/// it leads to is kept only where it is part of the deployment itself.
struct LinkedDatabases {
  let root: FilePath
  let rules: any CaptureRules
  let files: any FileSystem

  /// So many names are looked at in a folder and below.
  private static let limit = 10_000

  /// The warning about a link, and whether it holds as long as the link is the same.
  func look(at path: RelativePath, _ place: FilePath) -> (
    warning: CaptureWarning.Kind?, isFinal: Bool
  ) {
    do throws(FileError) {
      guard let end = try files.followed(place), let found = try files.metadata(end) else {
        return (hasNameOfDatabase(path) ? .danglingLink : nil, false)
      }
      if found.isRegular {
        if isKept(end) { return (nil, true) }
        return (try isDatabase(end) ? .linkedDatabases([end]) : nil, false)
      }
      guard found.isDirectory else { return (nil, false) }
      var count = 0
      guard let databases = try databases(below: end, &count) else {
        return (.largeLinkedFolder(end), false)
      }
      return (databases.isEmpty ? nil : .linkedDatabases(databases, folder: end), false)
    } catch {
      // What cannot be looked at cannot be kept, either.
      return (hasNameOfDatabase(path) ? .danglingLink : nil, false)
    }
  }

  /// The databases in a folder that are in no capture; `nil` where it is too large.
  private func databases(
    below folder: FilePath, _ count: inout Int
  ) throws(FileError) -> [FilePath]? {
    var result: [FilePath] = []
    let entries = try files.contents(of: folder)
    count += entries.count
    guard count <= Self.limit else { return nil }
    for entry in entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      let place = folder.appending(bytes: entry.name)
      if entry.metadata.isDirectory {
        if ReservedName.isReserved(entry.name) { continue }
        guard let inner = try databases(below: place, &count) else { return nil }
        result += inner
      } else if entry.metadata.isRegular, try isDatabase(place), !isKept(place) {
        result.append(place)
      }
    }
    return result
  }

  private func isDatabase(_ place: FilePath) throws(FileError) -> Bool {
    // Not while SQLite has it open, which would lose its locks: a capture has one open at a time.
    let start = try files.open(place).bytes(at: 0, count: DatabaseHeader.magic.count)
    return DatabaseHeader.isDatabase(start)
  }

  /// Whether a capture has it under its own name.
  private func isKept(_ place: FilePath) -> Bool {
    guard let path = RelativePath(place, below: root),
      !path.isReserved
    else { return false }
    // Rules that cannot be asked are asked, and complained of, by the walk.
    return (try? rules.layer(of: path)) != nil
  }

  private func hasNameOfDatabase(_ path: RelativePath) -> Bool {
    [".db", ".sqlite", ".sqlite3"].contains {
      path.name.suffix($0.utf8.count).elementsEqual($0.utf8)
    }
  }
}
