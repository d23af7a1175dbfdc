import FileEffects
import SystemPackage

extension Store {
  /// What `format` says. If that is missing, or no program can have written it, then what its copy in the
  /// ledger says; if that is lost too, and there are generations, then what this program writes.
  static func readableVersion(
    at location: FilePath, on files: any FileSystem
  ) throws -> StoreVersion {
    func version(_ bytes: [UInt8]) throws -> StoreVersion {
      let text = String(decoding: bytes, as: UTF8.self)
      guard let version = StoreVersion(text) else {
        throw StoreError.unknownFormat(
          location, found: String(text.prefix(40)), known: StoreVersion.written.text)
      }
      try version.check(.read, at: location)
      return version
    }
    func bytes(_ name: String, atMost limit: UInt64) throws(FileError) -> [UInt8]? {
      do throws(FileError) {
        return try files.readIfPresent(location.appending(name), atMost: limit)
      } catch {
        // Something else in its place says nothing; a user who may not read it must learn that.
        guard [.invalidArgument, .isDirectory, .fileTooLarge, .ioError].contains(error.code) else {
          throw error
        }
        return nil
      }
    }
    guard try exists(at: location, on: files) else { throw absence(at: location, on: files) }
    let found = try bytes(StoreLayout.format, atMost: StoreLayout.smallFileLimit)
    if let found, let whole = try? version(found), whole.hasLedger { return whole }
    let ledger = try bytes(StoreLayout.ledger, atMost: StoreLayout.ledgerLimit)
    if let copy = ledger.flatMap({ Ledger($0).image(of: StoreLayout.format) }) {
      if StoreVersion.isDamaged(found ?? [], copy: copy) { return try version(copy) }
    } else if try hasRecords(at: location, on: files),
      StoreVersion.isDamaged(found ?? [], copy: Array(StoreVersion.written.text.utf8))
    {
      return .written
    }
    guard let found else { throw StoreError.noStore(location) }
    return try version(found)
  }
}
