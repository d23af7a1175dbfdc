public import FileEffects
public import ObjectStore
import SystemPackage

/// Compares a release with the digests that are listed for it.
extension ReleaseReader {
  /// Looks for a list beside `name`, which is the package or a link to it, and at its line there.
  func listBeside(_ package: FilePath, named name: FilePath) throws -> ListBeside? {
    let place = try files.named(name.removingLastComponent().appending(ChecksumList.fileName))
    guard let metadata = try files.metadata(place), let name = name.lastComponent else {
      return nil
    }
    guard metadata.isRegular, metadata.size <= ChecksumList.longest else {
      throw ReleaseError.malformedChecksums(
        list: place.string, line: nil, .notAFile(longest: ChecksumList.longest))
    }
    let bytes = try files.read(place)
    let list = try ChecksumList(bytes, at: place.string)
    guard let line = list.lines.first(where: { $0.path.bytes.elementsEqual(name.string.utf8) })
    else {
      return ListBeside(
        place: place, bytes: bytes, finding: .notNamed(list: place.string, name: name.string))
    }
    let found = try ObjectID(ofFileAt: package, on: files)
    guard found == line.digest else {
      throw ReleaseError.checksum(
        package, name: line.path.bytes, list: place.string, listed: line.digest.description,
        found: found.description)
    }
    return ListBeside(
      place: place, bytes: bytes, finding: .agrees(list: place.string, files: 1))
  }

  /// Compares the files of a release with the list that is in it, if there is one.
  func checkInside(
    _ release: Release, list text: [UInt8]?
  ) throws -> [ChecksumFinding] {
    guard let entry = release.listing[ChecksumList.path] else { return [] }
    let list = "its \(ChecksumList.fileName)"
    let place = "\(ChecksumList.fileName) in \(release.source)"
    guard entry.kind == .file, let text else {
      throw ReleaseError.malformedChecksums(
        list: place, line: nil, .notAFile(longest: ChecksumList.longest))
    }
    let lines = try ChecksumList(text, at: place).lines
    var places: [RelativePath: RelativePath] = [:]
    for line in lines {
      guard let place = release.file(at: line.path) else {
        throw ReleaseError.checksum(
          release.source, name: line.path.bytes, list: list, listed: line.digest.description,
          found: nil)
      }
      places[line.path] = place
    }
    let digests = try digests(of: Set(places.values), in: release)
    for line in lines {
      let found = places[line.path].flatMap { digests[$0] }
      guard found == line.digest else {
        throw ReleaseError.checksum(
          release.source, name: line.path.bytes, list: list, listed: line.digest.description,
          found: found?.description)
      }
    }
    let agreed = ChecksumFinding.agrees(list: list, files: lines.count)
    // In a folder that somebody worked in there is more.
    guard purpose == .installing else { return [agreed] }
    let unlisted = release.files(beside: Set(lines.map(\.path)).union(places.values))
    if let migration = unlisted.first(where: Release.mayBeMigration) {
      throw ReleaseError.unlisted(release.source, name: migration.bytes, list: list)
    }
    return [agreed] + (unlisted.isEmpty ? [] : [.unlisted(list: list, names: unlisted)])
  }

  /// The SHA-256 of files of the release. For a small file it is the object's name; large ones and
  /// databases, which are stored differently, are read again.
  public func digests(
    of paths: Set<RelativePath>, in release: Release
  ) throws -> [RelativePath: ObjectID] {
    var digests: [RelativePath: ObjectID] = [:]
    var unread: Set<RelativePath> = []
    for path in paths {
      if let entry = release.listing[path], entry.kind != .database, !entry.isChunked {
        digests[path] = entry.object
      } else {
        unread.insert(path)
      }
    }
    switch release.layout {
    case .folder:
      for path in unread {
        let place = path.resolved(in: release.place)
        if try files.metadata(place)?.isRegular ?? false {
          digests[path] = try ObjectID(ofFileAt: place, on: files)
        }
      }
    case .archive(let top):
      let found = try readAgain(unread, of: release, below: top, from: RunningDigest()) {
        $0.add($1)
      }
      for (path, running) in found { digests[path] = running.finish() }
    }
    return digests
  }
}

extension Release {
  /// The files and links that are not among those that a list has, nor lead to one; without the list itself
  /// and its signatures.
  fileprivate func files(beside listed: Set<RelativePath>) -> [RelativePath] {
    listing.leaves.map(\.path).filter { path in
      if listed.contains(path) || path.bytes.starts(with: ChecksumList.path.bytes) { return false }
      return links[path] == nil || file(at: path).map { !listed.contains($0) } ?? true
    }
  }

  /// Where the file is that a path stands for: `sha256sum` follows links. `nil` if there is none.
  fileprivate func file(at path: RelativePath) -> RelativePath? {
    var path = path
    // More links in a row than any system follows.
    for _ in 0..<40 {
      guard let target = links[path] else {
        let isFile =
          listing[path].map { !$0.isDirectory } ?? (path.database({ listing[$0] }) != nil)
        return isFile ? path : nil
      }
      var folder = path.parent
      var parts = target.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
      while parts.first?.elementsEqual("..".utf8) ?? false {
        folder = folder?.parent
        parts.removeFirst()
      }
      guard let rest = RelativePath(bytes: Array(parts.joined(separator: [UInt8(ascii: "/")])))
      else { return nil }
      path = RelativePath.appending(rest.bytes, to: folder)
    }
    return nil
  }
}
