import Downloads
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// What was fetched of releases: a folder that can be deleted at any time.
///
/// Each package has a folder of its own, with the list of digests and the signature beside it that were read
/// with it. What is in there counts no more than what a server says: it is checked each time.
struct ReleaseCache {
  let folder: FilePath
  let files: any FileSystem

  init(in folder: FilePath, on files: any FileSystem) {
    (self.folder, self.files) = (folder, files)
  }

  init(of deployment: Deployment) {
    self.init(
      in: deployment.storeLocation.appending(StoreLayout.releaseCache), on: deployment.files)
  }

  /// Small texts, by their URLs.
  var texts: FilePath { folder.appending("texts") }
  private var packages: FilePath { folder.appending("packages") }

  /// How many packages are kept.
  private static let mostPackages = 3
  private static let idLength = 16

  /// Where the package is that comes with `origin`: its list, or its URL.
  func place(for name: String, of origin: [UInt8]) -> FilePath {
    packages.appending(String("\(ObjectID(of: origin))".prefix(Self.idLength))).appending(name)
  }

  /// Calls `body` while nobody else fetches.
  ///
  /// - Throws: ``StoreError/locked(_:holder:)``.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try files.ensureDirectory(folder)
    let place = folder.appending("lock")
    guard let lock = try files.lock(place) else {
      let holder = LockHolder.find(ofLock: place, on: files)
      throw StoreError.locked(folder, holder: holder.map { "\($0)" } ?? "unknown")
    }
    return try withExtendedLifetime(lock, body)
  }

  /// Puts texts beside a package, or takes away what is not to be beside it any more.
  func put(_ texts: [String: [UInt8]?], beside package: FilePath) throws {
    let folder = package.removingLastComponent()
    try files.ensureDirectory(folder)
    // Whatever else came there would be in the way for ever.
    for name in texts.keys + [package.lastComponent?.string ?? ""] {
      let place = folder.appending(name)
      if let found = try files.metadata(place), !found.isRegular { try files.removeTree(place) }
    }
    for (name, bytes) in texts.sorted(by: { $0.key < $1.key }) {
      let place = folder.appending(name)
      if let bytes {
        if try files.readIfPresent(place) != bytes { try files.replace(place, with: bytes) }
      } else {
        try files.remove(place)
      }
    }
  }

  /// Keeps few packages besides the one that was just fetched: the ones that were fetched last.
  func prune(keeping package: FilePath) throws {
    let kept = package.removingLastComponent().lastComponent?.string ?? ""
    let others = try files.contents(of: packages)
      .filter { !$0.name.elementsEqual(kept.utf8) }
      .sorted { $0.metadata.modifiedNanoseconds > $1.metadata.modifiedNanoseconds }
    for entry in others.dropFirst(Self.mostPackages - 1) {
      try files.removeTree(packages.appending(bytes: entry.name))
    }
  }

  /// What is there, whole or in part.
  func contents() throws -> [CachedPackage] {
    guard try files.metadata(folder)?.isDirectory ?? false,
      try files.metadata(packages)?.isDirectory ?? false
    else { return [] }
    var found: [CachedPackage] = []
    for entry in try files.contents(of: packages) where entry.metadata.isDirectory {
      let folder = packages.appending(bytes: entry.name)
      for file in try files.contents(of: folder) where file.metadata.isRegular {
        let name = String(decoding: file.name, as: UTF8.self)
        guard name.hasSuffix(".part") || Self.isPackage(name) else { continue }
        found.append(
          CachedPackage(
            path: folder.appending(name).string, bytes: file.metadata.size,
            complete: !name.hasSuffix(".part")))
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Whether it is none of what is beside a package.
  private static func isPackage(_ name: String) -> Bool {
    !name.hasPrefix(ChecksumList.fileName) && !name.hasSuffix(".source")
      && !name.hasSuffix("manifest.json")
      && !name.hasPrefix(".tmp-")
  }

  /// In bytes.
  func byteCount() throws -> UInt64 {
    func count(_ folder: FilePath) throws -> UInt64 {
      try files.contents(of: folder).reduce(0) { sum, entry in
        sum
          + (entry.metadata.isDirectory
            ? try count(folder.appending(bytes: entry.name)) : entry.metadata.size)
      }
    }
    return try files.metadata(folder)?.isDirectory ?? false ? count(folder) : 0
  }

  /// Takes everything away, unless somebody is fetching; returns how many bytes that freed. What cannot be
  /// taken away stays.
  func freed() -> UInt64 {
    guard let before = try? byteCount(), before > 0 else { return 0 }
    try? locked { for part in [packages, texts] { try files.removeTree(part) } }
    return before - min(before, (try? byteCount()) ?? before)
  }
}

/// A package that was fetched.
public struct CachedPackage: Encodable, Hashable, Sendable {
  public var path: String
  public var bytes: UInt64
  /// Whether all of it is there.
  public var complete: Bool

  package init(path: String, bytes: UInt64, complete: Bool) {
    (self.path, self.bytes, self.complete) = (path, bytes, complete)
  }
}
