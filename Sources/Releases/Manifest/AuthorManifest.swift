import FileEffects
import FoundationEssentials

/// What an author writes into the `manifest.json` of a release that is to be built: every field is optional, and
/// what the build finds out by itself counts for nothing here.
public struct AuthorManifest: Hashable, Sendable {
  public var date: String?
  public var removed: [ManifestPath]
  public var breakingChanges: [ReleaseNotice]
  public var deprecations: [ReleaseNotice]
  public var renamedKeys: [RenamedKey]
  public var features: [String]
  public var upgradesFrom: [ReleaseVersion]
  /// Of a manifest that came with a package: all files that both packages have.
  public var packaged: [Manifest.File]
  public var unknownKeys: [String] = []

  /// - Throws: ``ManifestFault``.
  public init(_ bytes: [UInt8]) throws(ManifestFault) {
    do {
      let decoder = JSONDecoder()
      self = try decoder.decode(AuthorManifest.self, from: Data(bytes))
      unknownKeys = try decoder.decode(UnknownKeys.self, from: Data(bytes)).names
    } catch { throw ManifestFault(error, reading: bytes) }
    if let fault = renamedKeys.circle { throw fault }
  }
}

extension AuthorManifest: Decodable {
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Manifest.CodingKeys.self)
    func list<Item: Decodable>(_ key: Manifest.CodingKeys) throws -> [Item] {
      try fields.decodeIfPresent([Item].self, forKey: key) ?? []
    }
    date = try fields.decodeIfPresent(String.self, forKey: .date)
    removed = try list(.removed)
    breakingChanges = try list(.breakingChanges)
    deprecations = try list(.deprecations)
    renamedKeys = try list(.renamedKeys)
    features = try list(.features)
    upgradesFrom = try list(.upgradesFrom)
    let format = try fields.decodeIfPresent(Manifest.Format.self, forKey: .format)
    packaged = format == nil ? [] : try list(.files)
  }
}
