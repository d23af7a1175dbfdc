import FileEffects
public import Generations
import ObjectStore
public import SystemPackage

/// Reads everything in the store and repairs damage: from copies, from other packs, from
/// the deployment's own files, and from a release or an export.
///
/// This is no ``Operation``: what it would do is not known before it has begun. The small files come first,
/// since without them nothing says which generations there are; ``VerifyStore`` reports the damage.
public struct RepairStore {
  private let source: FilePath?
  private let current: Generation.Number?

  /// - Parameters:
  ///   - source: A release or an export that may have lost objects.
  ///   - current: Is in force where nothing says any more which generation is.
  public init(from source: FilePath?, current: Generation.Number? = nil) {
    (self.source, self.current) = (source, current)
  }

  public func carryOut(on deployment: Deployment) throws -> VerificationReport {
    let source = try source.map { try deployment.files.named($0) }
    if let source, try deployment.files.metadata(source) == nil {
      throw FileError(.read, source, .noSuchFileOrDirectory)
    }
    let damaged = deployment.storeLocation.appending(StoreLayout.damaged)
    func names() throws -> Set<[UInt8]> {
      guard try deployment.files.metadata(damaged) != nil else { return [] }
      return try Set(deployment.files.contents(of: damaged).map(\.name))
    }
    let before = try names()
    var small: SmallFileCheck?
    return try deployment.writing(
      "verify --repair",
      repairing: { log in
        small = try deployment.step(.repairRecords) {
          try repairSmallFiles(log, source, deployment)
        }
      }
    ) { writer in
      guard let small else { throw StoreError.noStore(deployment.storeLocation) }
      var report = try repairObjects(after: small, RepairSources(given: source, writer), writer)
      if try names() != before { report.setAside = damaged.spelling }
      return report
    }
  }

  // MARK: Small files

  /// Repairs records and their copies, and returns the damage.
  private func repairSmallFiles(
    _ log: GenerationLog, _ source: FilePath?, _ deployment: Deployment
  ) throws -> SmallFileCheck {
    let found = try log.smallFileCheck()
    let present = try log.currentNumberIfKnown()
    if let current {
      if let present, present != current, isUsable(present, log) {
        throw UpgradeError.currentIsKnown(present)
      }
      _ = try log.generation(current)
    }
    try log.store.smallFiles.repair(found, current: current?.rawValue)
    if let source, ExportGeneration.isFile(source) {
      let file = try ExportFile(at: source, on: deployment.files, workers: deployment.workers)
      try log.restoreRecord(file.record, from: source)
    }
    return found
  }

  /// Whether a generation can be in force, and left again: its record can be read, and all that it needs is there.
  private func isUsable(_ number: Generation.Number, _ log: GenerationLog) -> Bool {
    guard let generation = try? log.generation(number) else { return false }
    let found = try? Verification(of: log.store, roots: generation.roots, level: .quick)
    return found?.isOK ?? false
  }

  // MARK: Objects

  private func repairObjects(
    after small: SmallFileCheck, _ sources: RepairSources, _ writer: Writer
  ) throws -> VerificationReport {
    let deployment = writer.deployment
    let (left, state) = try deployment.step(.readGenerations) {
      (try writer.log.smallFileCheck(), try NeededRoots(writer.log))
    }
    let found = try deployment.step(.verifyStore) {
      try Verification(of: writer.store, roots: state.trees, level: .full)
    }
    let actions = ActionLog(of: writer.store)
    let faults = try ActionLogCheck(of: actions).faults
    if !faults.isEmpty { try actions.setAside() }
    var report = VerificationReport(found, .full, state, small, log: faults)
    if found.isOK && small.findings.isEmpty && report.files.isEmpty && faults.isEmpty {
      return report
    }
    let repair = try Repair(of: writer.store, roots: state.trees, found)
    let missing =
      found.isOK
      ? [] : try deployment.step(.repairObjects) { try heal(repair, sources, writer) }
    report.enter(missing, of: found, state) { writer.store.contains($0) }
    report.enterFiles(missing, of: found, state, stillWrong: Set(left.findings.map(\.name)))
    report.conclude(isWhole: missing.isEmpty, state)
    return report
  }

  /// Returns the objects still missing.
  private func heal(
    _ repair: Repair, _ sources: RepairSources, _ writer: Writer
  ) throws -> [Verification.Damage] {
    try repair.salvage()
    let missing = try repair.heal { try sources.supply($1, into: $0) }
    try repair.setDamagedAside()
    // When everything is there, no earlier pack is missed.
    if missing.isEmpty { try writer.store.forgetStatCache() }
    writer.store.rememberPacks()
    return missing
  }
}

extension VerificationReport {
  /// Enters which objects exist now, and which were found to be missing meanwhile: the objects that a lost
  /// tree names were not known before.
  fileprivate mutating func enter(
    _ missing: [Verification.Damage], of found: Verification, _ state: NeededRoots,
    isThere: (ObjectID) -> Bool
  ) {
    for number in found.damage.indices {
      damage[number].repaired = isThere(found.damage[number].object)
    }
    let known = Set(damage.map(\.object))
    damage += missing.filter { !known.contains($0.object.description) }.map { state.damage($0) }
    damage.sort { $0.object < $1.object }
  }

  /// Enters which files of the store are whole now, or not needed any more.
  fileprivate mutating func enterFiles(
    _ missing: [Verification.Damage], of found: Verification, _ state: NeededRoots,
    stillWrong: Set<String>
  ) {
    for number in files.indices {
      let name = files[number].file
      if let pack = found.damagedPacks.first(where: { state.name(of: $0) == name }) {
        files[number] = state.left(of: files[number], pack, missing)
      } else {
        files[number].repaired =
          !(stillWrong.contains(name) || name == StoreLayout.current && !state.hasCurrent)
      }
    }
  }

  fileprivate mutating func conclude(isWhole: Bool, _ state: NeededRoots) {
    wasRepaired = true
    state.classify(&self)
    unreadable = files.filter { !$0.repaired }.map { "\($0)" }
    ok = isWhole && unreadable.isEmpty
  }
}
