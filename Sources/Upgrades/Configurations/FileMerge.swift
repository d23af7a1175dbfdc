public import ConfigMerge
public import FileEffects
import Releases
public import SystemPackage

/// Three files to be merged, without a deployment around them.
public struct FileMergeRequest: Sendable {
  /// `nil`, or an empty file, where there is no common base.
  public var base: FilePath?
  public var local: FilePath
  public var upgrade: FilePath
  /// The name that the file has where it belongs, such as the one that git knows it by.
  public var name: String?
  /// Where the result goes; its name too can say the format.
  public var output: FilePath?
  /// `nil` where the name of a file says it.
  public var givenFormat: ConfigFormat?
  public var onConflict = ConflictChoice.abort
  /// Whether conflicts that nobody decides stand in the result between markers.
  public var hasMarkers = false
  public var labels = (base: "base", local: "local", upgrade: "upgrade")
  public var markerSize = 7

  public init(base: FilePath?, local: FilePath, upgrade: FilePath) {
    self.base = base
    self.local = local
    self.upgrade = upgrade
  }
}

/// What merging three files led to.
public struct FileMergeReport: Encodable, Hashable, Sendable {
  public var conflicts: [UpgradePlan.Conflict]
  /// The conflicts, those with one cause together.
  public var questions: [UpgradePlan.Question]
  public var changes: [UpgradePlan.KeyChange]
  public var method: MergedFile.Method
  public var reason: String
  /// The result; `nil` where a conflict is not decided and there are no markers for it.
  public var bytes: [UInt8]?

  private enum CodingKeys: CodingKey {
    case conflicts, questions, changes, method, reason
  }

  public var isDecided: Bool { conflicts.allSatisfy(\.isDecided) }
  /// Whether it was merged line by line.
  public var isByLines: Bool { method == .lines }
}

extension FileMergeRequest {
  /// Merges; writes nothing.
  public func merged(on files: any FileSystem) throws -> FileMergeReport {
    let base = try base.map { try contents($0, files) } ?? []
    let path = RelativePath(name ?? "") ?? RelativePath(unchecked: Array("file".utf8))
    let sides = MergeSides(
      base: base.isEmpty ? nil : base, local: try contents(local, files),
      upgrade: try contents(upgrade, files), format: try format, fileName: telling ?? "")
    let merged = MergedConfiguration(path, sides, Answers(choice: onConflict))
    var report = FileMergeReport(
      conflicts: merged.file.conflicts, questions: merged.file.questions,
      changes: merged.file.changes, method: merged.file.method, reason: merged.file.reason,
      bytes: merged.bytes)
    // A merge by structure has read its result already.
    if report.isDecided, report.method != .structure,
      let unreadable = unreadable(merged.bytes, sides, path)
    {
      report.method = .whole
      report.reason = unreadable.reason
      report.conflicts = [unreadable]
      report.questions = [.wholeFile]
      report.changes = []
      report.bytes = sides.local
    }
    if !report.isDecided {
      report.bytes =
        hasMarkers
        ? MergedFile.marked(
          report.conflicts.contains { $0.question == nil } ? sides.asLines : sides,
          base: labels.base, local: labels.local, upgrade: labels.upgrade, markerSize: markerSize)
        : nil
    }
    return report
  }

  /// The conflict that there is where no program could load the result, and the user's file can be
  /// loaded; `nil` elsewhere. The release's file cannot be the answer to it.
  private func unreadable(
    _ bytes: [UInt8], _ sides: MergeSides, _ path: RelativePath
  ) -> UpgradePlan.Conflict? {
    func failure(_ bytes: [UInt8]) -> String? {
      ConfigReading.failure(of: bytes, as: sides.format, fileName: sides.fileName)
    }
    guard bytes != sides.local, let reason = failure(bytes), failure(sides.local) == nil else {
      return nil
    }
    let upgrade = failure(sides.upgrade)
    return UpgradePlan.Conflict(
      keeping: path, sides,
      reason: upgrade.map { .release($0) } ?? .merged(reason), choice: onConflict)
  }

  /// What a file holds that somebody named, whatever it is.
  private func contents(_ path: FilePath, _ files: any FileSystem) throws -> [UInt8] {
    do { return try files.readNamed(path, atMost: Release.longestConfiguration) } catch {
      switch error.code {
      case .isDirectory: throw UpgradeError.notMerged(path, .folder)
      case .fileTooLarge:
        throw UpgradeError.notMerged(path, .tooLong(limit: Release.longestConfiguration))
      case .noSuchFileOrDirectory where try files.metadata(path)?.kind == .symbolicLink:
        let target = Spelling.text(of: try files.linkTarget(path))
        throw UpgradeError.notMerged(path, .danglingLink(to: target))
      default: throw error
      }
    }
  }

  /// By the word of the user, else by the first name that says it.
  private var format: ConfigFormat {
    get throws(UpgradeError) {
      if let givenFormat { return givenFormat }
      if let found = telling.flatMap({ ConfigFormat(fileName: $0) }) { return found }
      throw .unknownConfigFormat(names: names.filter { !$0.isEmpty })
    }
  }

  /// The first name that says what the file is written in.
  private var telling: String? { names.first { ConfigFormat(fileName: $0) != nil } }

  private var names: [String] {
    [name].compactMap(\.self) + [local, upgrade].map(\.string)
      + [base, output].map { $0?.string ?? "" }
  }
}

/// Why a merge that no program could load is not taken.
package enum UnreadableMerge: Hashable, Sendable {
  /// The release's file cannot be loaded either, for this reason.
  case release(String)
  case merged(String)
}

extension MergeSides {
  /// Two texts without a common base, compared line by line.
  fileprivate var asLines: MergeSides {
    MergeSides(base: nil, local: local, upgrade: upgrade, format: .text)
  }
}

/// Whether a result that is written there takes nothing away but an earlier one, which begins so, or an empty
/// file.
public func takesEarlierResult(
  at path: FilePath, beginning: [UInt8], on files: any FileSystem
) throws(FileError) -> Bool {
  let place = try files.named(path)
  guard let found = try files.metadata(place), found.isRegular else { return true }
  let head = try files.open(place).bytes(at: 0, count: beginning.count)
  return head.isEmpty || head == beginning
}

/// Writes a result in the place of a file, with the permissions and the owner that it has there; a link
/// stays, and what it leads to is replaced. Refuses to replace a folder, a device or a FIFO.
public func writeResult(
  _ bytes: [UInt8], to path: FilePath, on files: any FileSystem
) throws(FileError) {
  let path = try files.named(path)
  let present = try files.metadata(path)
  // A file must not take the place of /dev/null, say.
  if let present, !present.isRegular {
    throw FileError(.write, path, present.isDirectory ? .isDirectory : .invalidArgument)
  }
  try files.replace(
    path, with: bytes, permissions: present?.permissions ?? 0o644, owner: present?.owner)
}
