import FileEffects
import SystemPackage

/// What the stat cache remembers, for whoever looks into a store.
public struct StatCacheDescription: Encodable, Hashable, Sendable {
  /// A folder that the cache remembers.
  public struct Folder: Encodable, Hashable, Sendable {
    /// Empty for the deployment's own.
    public var path: String
    /// Whether every name in it has a row.
    public var isWhole: Bool
    public var tree: ObjectID
    public var rows: [Row]
  }

  /// A name in a folder.
  public struct Row: Encodable, Hashable, Sendable {
    public var name: String
    public var found: Found
    /// Of a file: its length, when it was modified in nanoseconds since 1970, and its object.
    public var bytes: UInt64?
    public var modified: Int64?
    public var object: ObjectID?
  }

  /// What the capture made of a name.
  public enum Found: String, Encodable, Hashable, Sendable {
    case file, folder
    case leftOut = "left out"
  }

  /// The digest of the rules that gave the layers.
  public var rules: ObjectID
  /// The packs that the objects are in.
  public var packs: [String]
  /// In the order of a walk; empty where nothing is remembered.
  public var folders: [Folder]
  /// `false` for a file that cannot be read as a stat cache; the next writer replaces it.
  public var isReadable = true
}

extension Store {
  /// Reads the stat cache as it lies on disk; one that is absent or damaged remembers nothing.
  public func describeStatCache() throws -> StatCacheDescription {
    let isThere = try files.metadata(location.appending(StoreLayout.statCache)) != nil
    let found = try readStatCache()
    let cache = found ?? StatCache()
    var description = StatCacheDescription(
      rules: cache.rules, packs: cache.packs.sorted(),
      folders: cache.folders.enumerated().map { number, folder in
        StatCacheDescription.Folder(
          path: folder.path?.description ?? "", isWhole: folder.isWhole, tree: folder.tree,
          rows: cache.rows(of: number).map(StatCacheDescription.Row.init))
      })
    description.isReadable = found != nil || !isThere
    return description
  }
}

extension StatCacheDescription.Row {
  init(_ row: StatCacheRow) {
    name = RelativePath.text(of: row.name)
    switch row.found {
    case .leaf(let entry), .unstored(let entry):
      (found, object) = (.file, entry.object)
      (bytes, modified) = (entry.size, row.metadata.modifiedNanoseconds)
    case .folder: found = .folder
    case .leftOut: found = .leftOut
    }
  }
}
