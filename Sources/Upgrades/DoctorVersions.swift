import FileEffects
import FoundationEssentials
import Generations
import SystemPackage

extension Deployment {
  /// The bytes of a file that a check looks into. A link, a folder or what else there may be in its
  /// place is no file of the deployment's, and keeps nothing from going on.
  func readIfRegular(_ path: FilePath) throws(FileError) -> [UInt8]? {
    guard try files.metadata(path)?.isRegular ?? false else { return nil }
    return try files.read(path)
  }

  /// Whether all files that say which version is installed say the same, and the store too.
  func versionConsistency(_ current: Generation?) throws -> Check {
    let name = "version"
    var found: [(place: String, version: String)] = []
    for path in [VersionFile.atRoot, VersionFile.inBrain] {
      guard let bytes = try readIfRegular(path.resolved(in: root)) else { continue }
      guard let fields = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)),
        case .object(let object) = fields, case .text(let version)? = object["cortex_version"]
      else {
        return Check(
          name, .warning,
          "\(path) cannot be read as JSON with the field cortex_version; the next upgrade writes it "
            + "anew")
      }
      found.append((path.description, version))
    }
    if let bytes = try readIfRegular(root.appending("VERSION")),
      let line = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first
    {
      found.append(("VERSION", Words.oneLine(String(line))))
    }
    if let current, !current.version.isEmpty {
      found.append(("generation \(current.number)", current.version))
    }
    guard let first = found.first else {
      return Check(name, .warning, "nothing says which version is installed; the next upgrade will")
    }
    func plain(_ version: String) -> Substring {
      version.hasPrefix("v") ? version.dropFirst() : version[...]
    }
    guard found.contains(where: { plain($0.version) != plain(first.version) }) else {
      return Check(name, .ok, "\(first.version)")
    }
    return Check(
      name, .warning,
      "not all say the same: "
        + found.map { "\($0.place) \($0.version)" }.joined(separator: ", ")
        + "; the next upgrade writes the version file anew, see to it that what is wrong goes")
  }
}
