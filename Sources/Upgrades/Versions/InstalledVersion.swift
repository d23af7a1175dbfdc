import ConfigMerge
import FileEffects
import Generations
import Releases
import SystemPackage

extension GenerationLog {
  /// What said which version a generation has: the file or the option that `init` took it from, or the
  /// generation of the upgrade that installed it. `nil` where nothing says a version.
  func versionSource(of generation: Generation) -> String? {
    if generation.version.isEmpty { return nil }
    var found = generation
    // States that were kept since have the version of the one before; older stores do not say in them where
    // that comes from.
    while found.kind.keepsState, found.versionSource == nil,
      let parent = found.parent, parent < found.number,
      // If one is gone or unreadable, the others say it.
      let earlier = try? self.generation(parent), earlier.version == found.version
    { found = earlier }
    return found.versionSource ?? "generation \(found.number)"
  }

  /// The earliest generation that is left; `nil` if none can be read.
  func earliest() throws -> Generation? {
    try numbers().lazy.compactMap { try? generation($0) }.first
  }
}

extension Deployment {
  /// The bytes of a file that a check looks into. A link, a folder or what else there may be in its
  /// place is no file of the deployment's, and keeps nothing from going on.
  func readIfRegular(_ path: FilePath) throws(FileError) -> [UInt8]? {
    guard let metadata = try files.metadata(path), metadata.isRegular,
      metadata.size <= UInt64(Release.longestConfiguration)
    else { return nil }
    return try files.read(path)
  }

  /// The version that the deployment's own files say, and the file that says it.
  func detectedVersion() throws -> (version: ReleaseVersion, source: String)? {
    try detectVersion { try readIfRegular($0.resolved(in: root)) }
  }

  /// What the deployment's own files say of its version.
  func versionAgreement() -> VersionAgreement {
    // A file that cannot be read says nothing; who needs it meets it again.
    VersionAgreement { try? readIfRegular($0.resolved(in: root)) }
  }

  /// Whether all files that say which version is installed say the same, and the store too.
  func versionConsistency(_ current: Generation?, _ log: GenerationLog?) -> Check {
    var agreement = versionAgreement()
    if let current, !current.version.isEmpty {
      let source = log?.versionSource(of: current) ?? "generation \(current.number)"
      agreement.record = current.version
      agreement.counts = VersionAgreement.Counted(
        version: current.version, source: source, because: .onRecord)
    } else if let first = agreement.files.first(where: { $0.version != nil }) {
      agreement.counts = VersionAgreement.Counted(
        version: first.text, source: first.file, because: .askedFirst)
    }
    return agreement.check
  }
}

extension VersionAgreement {
  /// What files say of the version.
  ///
  /// - Parameter contents: The bytes of a file; `nil` if there is none, or it cannot be read.
  init(_ contents: (RelativePath) -> [UInt8]?) {
    let said = saidVersions(contents: contents)
    self.init(files: said)
    for path in VersionFile.places where !said.contains(where: { $0.file == path.description }) {
      guard let bytes = contents(path) else { continue }
      var reason = VersionFile.Fault.noVersion
      if case .unreadable(let fault) = VersionFile(path, contents: bytes).found { reason = fault }
      unreadable.append(Unreadable(file: path.description, reason: reason))
    }
  }

  var check: Check {
    if isAmiss { return Check(.version, .warning, .version(.disagreement(self))) }
    guard let counts else { return Check(.version, .warning, .version(.unknownYet)) }
    return Check(.version, .ok, .version(.installed(counts.version, source: counts.source)))
  }
}
