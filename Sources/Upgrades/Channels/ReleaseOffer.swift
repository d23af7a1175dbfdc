import Downloads
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// The release that a channel offers, with what its lists say of it, and nothing large fetched yet.
struct ReleaseOffer {
  let release: OfferedRelease
  /// `nil` where there is no list of digests that names the package.
  var list: OfferedList?
  /// `nil` where there is none that the list has.
  var manifest: (value: Manifest, text: [UInt8])?
  /// The package whose table of contents is known.
  var remote: RemotePackage?
  /// The packages, or the archive.
  var packages: [Manifest.Package: OfferedFile] = [:]
  var archive: OfferedFile?

  /// A list of digests, and what signs it.
  struct OfferedList {
    var url: WebURL
    var bytes: [UInt8]
    var signature: [UInt8]?
    var lines: [ChecksumList.Line]

    func digest(of name: String) -> ObjectID? {
      lines.first { $0.path == ProductLayout.path(name) }?.digest
    }
  }

  var version: ReleaseVersion? { release.version }
}

/// Asks channels on the web what they offer.
struct ReleaseInquiry {
  let wanted: WantedRelease
  let web: ReleaseWeb
  let texts: RememberedTexts
  let cache: ReleaseCache

  /// The releases to choose from.
  ///
  /// - Parameter all: Whether every one is wanted, and not only those that may be the newest.
  func releases(all: Bool = false) throws -> [OfferedRelease] {
    switch wanted.channel {
    case .local: return []
    case .gitHub(let repository):
      return try gitHub(repository)
        .releases(of: repository, version: wanted.version, all: all || wanted.takesPrereleases)
    case .web(let url):
      if url.isFolder { return try WebFolder(url, texts: texts).releases() }
      guard let name = url.fileName else { throw ChannelError.noName(url) }
      let package = PackageName(name)
      return [
        OfferedRelease(
          version: package?.version, name: name,
          contents: .archive(OfferedFile(url, name: name)))
      ]
    }
  }

  /// - Throws: ``FetchError`` where it cannot be asked.
  func gitHub(_ repository: GitHubRepository) throws(FetchError) -> GitHub {
    let access = try web.gitHub(repository.host)
    return GitHub(access.api, isKnown: access.credential != nil, texts: texts)
  }

  /// What the channel offers, as it was wanted.
  func offer() throws -> ReleaseOffer {
    let release = try releases().choice(
      wanted.version, takesPrereleases: wanted.takesPrereleases, from: wanted.channel)
    return try offer(of: release)
  }

  func offer(of release: OfferedRelease) throws -> ReleaseOffer {
    var offer = ReleaseOffer(release: release)
    switch release.contents {
    case .packages(let packages):
      guard let version = release.version else { return offer }
      offer.packages = packages.packages(version)
      offer.list = try packages.list.flatMap { try list($0, packages.signature) }
      try findManifest(packages.manifest(version), version, &offer)
    case .archive(let file):
      offer.archive = file
      // Only beside a file of somebody's own is there a list: what GitHub packs has none.
      if case .web = wanted.channel {
        let folder = file.url.folder
        let list = try list(
          OfferedFile(folder.appending(ChecksumList.fileName), name: ChecksumList.fileName),
          OfferedFile(
            folder.appending(ChecksumList.fileName + FileSignature.ending),
            name: ChecksumList.fileName + FileSignature.ending))
        if list?.digest(of: file.name) != nil { offer.list = list }
        if let package = PackageName(file.name) {
          offer.packages = [package.kind: file]
          offer.archive = nil
          let name = PackageName.manifest(package.version)
          try findManifest(
            OfferedFile(folder.appending(name), name: name), package.version, &offer)
        }
      }
    }
    return offer
  }

  private func text(
    _ file: OfferedFile, atMost limit: Int, check: ([UInt8]) throws -> Void = { _ in }
  ) throws -> [UInt8]? {
    try texts.text(at: file.url, type: file.type, atMost: limit, check: check)?.bytes
  }

  private func list(
    _ file: OfferedFile, _ signature: OfferedFile?
  ) throws -> ReleaseOffer.OfferedList? {
    let bytes = try text(file, atMost: ChecksumList.longest) {
      _ = try ChecksumList($0, at: "\(file.url)")
    }
    guard let bytes else { return nil }
    return ReleaseOffer.OfferedList(
      url: file.url, bytes: bytes,
      signature: try signature.flatMap { file in
        try text(file, atMost: FileSignature.longest) { bytes in
          do throws(SigningFault) { _ = try FileSignature(bytes) } catch {
            throw ReleaseError.unusableSignature(FilePath(file.name), error)
          }
        }
      },
      lines: try ChecksumList(bytes, at: "\(file.url)").lines)
  }

  /// Finds the manifest that the list has: kept from before, in a package, or beside the packages.
  private func findManifest(
    _ beside: OfferedFile?, _ version: ReleaseVersion, _ offer: inout ReleaseOffer
  ) throws {
    let name = PackageName.manifest(version)
    guard let list = offer.list, let digest = list.digest(of: name) else { return }
    let place = cache.place(for: name, of: list.bytes)
    var text = try cache.files.readIfPresent(place, atMost: UInt64(ChecksumList.longest))
    if let known = text, ObjectID(of: known) != digest { text = nil }
    if text == nil {
      text = try packedManifest(digest, &offer)
      if text == nil, let beside {
        text = try self.text(beside, atMost: ChecksumList.longest)
        if let bytes = text, ObjectID(of: bytes) != digest {
          throw ChannelError.otherDigest(
            beside.url, list: "\(list.url)", listed: "\(digest)", found: "\(ObjectID(of: bytes))")
        }
      }
      if let text { try? cache.put([name: text], beside: place) }
    }
    guard let text else { return }
    offer.manifest = (try Manifest.parse(text), text)
  }

  /// The one in a package, if the server answers with parts of it, and it is the one that the list has.
  private func packedManifest(_ digest: ObjectID, _ offer: inout ReleaseOffer) throws -> [UInt8]? {
    guard let file = offer.packages[.upgrade] ?? offer.packages[.full],
      offer.list?.digest(of: file.name) != nil
    else { return nil }
    let package = RemotePackage(file, over: web.web)
    do {
      let text = try package.manifest()
      guard ObjectID(of: text) == digest else { return nil }
      offer.remote = package
      return text
    } catch is RemoteFile.OnlyWhole { return nil } catch let error as WebError {
      // Perhaps the manifest beside it is to be had.
      if error.isAbsence { return nil }
      throw error
    }
  }
}
