import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// A release that is no longer to be had, put together from what a later one's package knows of it, its
/// configurations and the digests of its files, and from the files here that are still as it shipped them.
///
/// What the user has changed is not in it: its original is not known, so the next upgrade takes it for the user's.
struct RebuiltBase {
  private let base: Manifest.Base
  private let package: FilePath
  private let deployment: Deployment
  private let local: LocalDigests

  init(
    _ base: Manifest.Base, from package: FilePath, _ deployment: Deployment, _ local: LocalDigests
  ) {
    (self.base, self.package, self.deployment, self.local) = (base, package, deployment, local)
  }

  /// Writes it as a folder; returns the files that are not in it, but for those of the brain.
  func write(to folder: FilePath) throws -> [String] {
    let files = deployment.files
    var written: [Manifest.File] = []
    var unknown: [String] = []
    var wanted: [RelativePath: [Manifest.File]] = [:]
    for file in base.files {
      let path = file.path.path
      guard let object = ObjectID("\(file.digest)") else { continue }
      if let bytes = try local.bytes(of: object, at: path) {
        try write(bytes, as: file, in: folder)
        written.append(file)
      } else if file.layer == .config {
        wanted[Manifest.basePlace(of: file.digest), default: []].append(file)
      } else if file.layer == .core {
        unknown.append("\(path)")
      }
    }
    if !wanted.isEmpty {
      try readEntries(of: package, on: files) { entry, readPiece in
        guard let same = wanted[entry.path], case .file = entry.kind else {
          return
        }
        var bytes: [UInt8] = []
        // What is longer than it should be is none of these.
        let longest = min(same.map(\.size).max() ?? 0, UInt64(Release.longestConfiguration))
        while let piece = try readPiece() {
          if UInt64(bytes.count + piece.count) > longest { return }
          bytes += piece
        }
        guard let first = same.first, "\(ObjectID(of: bytes))" == "\(first.digest)" else { return }
        wanted[entry.path] = nil
        for file in same {
          try write(bytes, as: file, in: folder)
          written.append(file)
        }
      }
    }
    unknown += wanted.values.joined().map { "\($0.path.path)" }
    let manifest = Manifest(
      version: base.version, files: written.sorted { $0.path.path < $1.path.path })
    try files.ensureDirectory(folder)
    try files.replace(folder.appending(ProductLayout.current.manifest), with: manifest.encoded())
    return unknown.sorted()
  }

  private func write(_ bytes: [UInt8], as file: Manifest.File, in folder: FilePath) throws {
    let place = file.path.path.resolved(in: folder)
    try deployment.files.ensureDirectory(place.removingLastComponent())
    try deployment.files.replace(place, with: bytes, permissions: file.mode.bits)
  }
}
