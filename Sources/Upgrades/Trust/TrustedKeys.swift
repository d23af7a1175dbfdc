import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// The keys whose signatures count in a deployment: public key files of minisign, in a folder of the store.
struct TrustedKeys {
  /// In the order of their ids.
  private(set) var keys: [PublicKey] = []
  private let folder: FilePath

  /// - Throws: ``SigningError/unusable(_:_:)``: one that cannot be read may be the one that counts.
  init(of deployment: Deployment) throws {
    let files = deployment.files
    folder = deployment.storeLocation.appending(StoreLayout.keys)
    guard try files.metadata(folder) != nil else { return }
    for entry in try files.contents(of: folder)
    where entry.name.suffix(4).elementsEqual(".pub".utf8) {
      let place = folder.appending(bytes: entry.name)
      let text = try SigningError.read(place, on: files)
      keys.append(
        try SigningError.about(place) { () throws(SigningFault) in try PublicKey(text) })
    }
    keys.sort { $0.id.description < $1.id.description }
  }

  subscript(id: KeyID) -> PublicKey? { keys.first { $0.id == id } }

  private func place(of key: PublicKey) -> FilePath { folder.appending("\(key.id).pub") }

  func add(_ key: PublicKey, on files: any FileSystem) throws {
    try files.ensureDirectory(folder)
    try files.replace(place(of: key), with: key.file)
  }

  func remove(_ key: PublicKey, on files: any FileSystem) throws {
    try files.remove(place(of: key))
    try files.syncDirectory(folder)
  }
}
