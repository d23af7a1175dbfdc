import ConfigMerge
import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// What a release's author should know: most of it decided from the lists of files alone.
extension ReleaseFiles {
  func findings(
    version: ReleaseVersion, earlier: [EarlierRelease], _ workshop: Workshop, scratch: FilePath
  ) throws -> [BuildFinding] {
    var findings: [BuildFinding] = release.warnings.compactMap { warning in
      // Records of version control are never part of a release.
      warning.kind == .reserved ? nil : .leftOut(warning)
    }
    findings += release.saidVersions.filter { $0.version != version }
      .map { .saysOtherVersion($0, version: version) }
    findings += earlier.map(\.version).filter { $0 > version }
      .map { .notEarlier($0, version: version) }
    findings += try migrationFaults(workshop, scratch: scratch)
    findings += configurationFindings()
    findings += rules.filter { rule in !allPaths.contains { rule.glob.matches($0) } }
      .map { .unusedRule(pattern: $0.glob.text) }
    findings += earlier.compactMap(changedBrain)
    findings += author.map { keyFindings($0, since: earlier) } ?? []
    if let author {
      if !author.unknownKeys.isEmpty { findings.append(.unknownKeys(author.unknownKeys)) }
      if let date = author.date, Timestamp(date)?.dateText != date {
        findings.append(.notADay(date))
      }
    }
    let seldom = files.map(\.path.path).filter(Self.isSeldomShipped).map(\.description)
    if !seldom.isEmpty { findings.append(.seldomShipped(seldom)) }
    let edited = files.filter(Self.isLikelyEdited).map(\.path.path.description)
    if !edited.isEmpty { findings.append(.likelyEdited(edited)) }
    if let large = largeFiles { findings.append(large) }
    return findings
  }

  private var allPaths: [RelativePath] { release.listing.items.map(\.path) }

  private func migrationFaults(
    _ workshop: Workshop, scratch: FilePath
  ) throws -> [BuildFinding] {
    let found: MigrationFolder
    do { found = try MigrationFolder(folder, on: workshop.files) } catch MigrationFolderError
      .noMigrations
    { return [] }
    return try found.lint(databases: workshop.databases, scratch: scratch.appending("lint"))
      .findings.filter { $0.severity == .error }.map { .migration($0) }
  }

  private func configurationFindings() -> [BuildFinding] {
    files.filter { $0.layer == .config }.compactMap { file in
      let path = file.path.path
      guard let bytes = release.configurations[path] else {
        return file.size > UInt64(Release.longestConfiguration)
          ? .longConfiguration(path.description, bytes: file.size) : nil
      }
      return ConfigReading.failure(of: bytes, at: path).map {
        .unreadableConfiguration(
          UnreadableConfiguration(path: path.description, reason: $0))
      }
    }
  }

  /// What is amiss with the keys that the author names.
  private func keyFindings(
    _ author: AuthorManifest, since earlier: [EarlierRelease]
  ) -> [BuildFinding] {
    let notices = author.breakingChanges + author.deprecations
    var findings: [BuildFinding] = notices.compactMap(\.key).filter { KeyPattern($0) == nil }
      .map { .unusableKey($0) }
    findings += author.renamedKeys.filter { KeyRename(from: $0.from, to: $0.to) == nil }
      .map { .unusableRename(from: $0.from, to: $0.to) }
    let named = Set((notices.compactMap(\.file) + author.renamedKeys.map(\.file)).map(\.path))
    let shipped = Set(files.filter { $0.layer == .config }.map(\.path.path))
    findings += named.subtracting(shipped).sorted().map { .keysElsewhere($0.description) }
    for key in author.renamedKeys {
      guard let pattern = KeyPattern(key.from) else { continue }
      func first(in bytes: [UInt8]?) -> KeyPlace? {
        bytes.flatMap {
          DeprecatedKeySearch.places(of: [pattern], in: $0, at: key.file.path).first?.first
        }
      }
      let file = key.file.path.description
      if let place = first(in: release.configurations[key.file.path]) {
        findings.append(.stillHasKey(place.path, in: file))
      }
      // Where another rule leads on, no release has it.
      let leadsOn = author.renamedKeys.contains { $0.file == key.file && $0.from == key.to }
      if let now = release.configurations[key.file.path], let name = KeyPattern(key.to), !leadsOn,
        DeprecatedKeySearch.places(of: [name], in: now, at: key.file.path).allSatisfy(\.isEmpty)
      {
        findings.append(.lacksNewKey(key.to, in: file))
      }
      let before = earlier.compactMap { $0.configuration(key.file.path) }
      // Before a rule that another one leads to, no release had the key.
      let isStep = author.renamedKeys.contains { $0.file == key.file && $0.to == key.from }
      if !before.isEmpty, !isStep, before.allSatisfy({ first(in: $0) == nil }) {
        findings.append(.neverHadKey(key.from, in: file))
      }
    }
    return findings
  }

  /// The brain's files that an earlier release shipped with other contents.
  private func changedBrain(since earlier: EarlierRelease) -> BuildFinding? {
    let shipped = Dictionary(
      earlier.files.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
    let changed = files.filter { file in
      file.layer == .brain && shipped[file.path].map { $0 != file.digest } ?? false
    }
    return changed.isEmpty
      ? nil : .changedBrain(changed.map(\.path.path.description), since: earlier.version)
  }

  /// Whether a file is a secret key, what programs leave behind, or an editor's copy, by its name or folder.
  private static func isSeldomShipped(_ path: RelativePath) -> Bool {
    let parts = path.components.map { String(decoding: $0, as: UTF8.self).lowercased() }
    guard let name = parts.last else { return false }
    return parts.contains { seldomNames.contains($0) }
      || seldomEndings.contains { name.hasSuffix($0) } || name.hasPrefix("._")
  }

  private static let seldomNames: Set = [
    "__pycache__", ".venv", "node_modules", "__macosx", ".ds_store", "thumbs.db", "id_rsa",
    "id_ecdsa", "id_ed25519",
  ]
  private static let seldomEndings = [".pyc", ".swp", "~", ".sec", ".pem", ".key", ".p12"]

  /// Whether a core file is a configuration by its name and ending: settings, users, words of one's own.
  private static func isLikelyEdited(_ file: Manifest.File) -> Bool {
    guard file.layer == .core else { return false }
    let name = String(decoding: file.path.path.name, as: UTF8.self).lowercased()
    if name == ".env" || name.hasPrefix(".env.") && !name.hasSuffix(".example") { return true }
    guard ConfigFormat(fileName: name) != nil, !name.hasSuffix(".md"), !name.hasSuffix(".txt")
    else { return false }
    return editedWords.contains { name.contains($0) }
  }

  private static let editedWords = [
    "config", "setting", "preference", "custom", "user", "personal", "local", "dictionary",
  ]

  /// Files of more than this many bytes, at most five, if there are any.
  private var largeFiles: BuildFinding? {
    let large = files.filter { $0.size > Self.large }.sorted {
      ($1.size, $0.path.path) < ($0.size, $1.path.path)
    }
    return large.isEmpty
      ? nil
      : .large(
        large.prefix(5).map {
          BuildFinding.SizedPath(path: $0.path.path.description, bytes: $0.size)
        })
  }

  private static let large: UInt64 = 10_000_000
}
