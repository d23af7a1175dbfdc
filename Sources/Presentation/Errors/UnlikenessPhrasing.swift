import FileEffects
public import Releases
import SystemPackage

extension ReleaseHint {
  /// What to do instead, as advice.
  var words: String {
    switch self {
    case .none: "specify a release folder or archive, or git:REV"
    case .folders(let folders, let more):
      "did you mean \(Self.alternatives(folders.map(\.spelling), more: more))?"
    case .revision(let name): "did you mean \(name)?"
    case .inArchive(let folder): "unpack it and specify its folder \(folder)/"
    }
  }

  /// "A", "A or B", "A, B or C", "A, B, C or another folder".
  private static func alternatives(_ names: [String], more: Bool) -> String {
    let names = names + (more ? ["another folder"] : [])
    guard names.count > 1, let last = names.last else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// Why something is not a release, after its name.
extension Unlikeness: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSign(let hasManifest):
      hasManifest
        ? "is not a CORTEX release: it has a manifest.json, but no VERSION, src/ or cortex-brain/"
        : "is not a CORTEX release: it has no manifest.json, VERSION, src/ or cortex-brain/"
    case .fewFiles(let shared, let known, let version):
      "is not a CORTEX release: it has \(shared == 0 ? "none" : shared.grouped) of the \(known.grouped) files that "
        + "\(version.isEmpty ? "the installed release" : version) shipped"
    case .noFile: "is not a CORTEX release: it has none of the deployment's files"
    case .deployment: "is the deployment itself, not a release"
    case .otherDeployment: "is a managed deployment, not a release"
    }
  }
}
