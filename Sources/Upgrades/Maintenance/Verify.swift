import FileEffects
public import Generations
public import ObjectStore
import Releases
public import SystemPackage

/// What a verification found.
public struct VerificationReport: Encodable, Hashable, Sendable {
  public struct Damage: Encodable, Hashable, Sendable {
    public var object: String
    public var generations: [Generation.Number]
    public var paths: [String]
    public var repaired: Bool
  }

  /// A file of the store that is not as it was written.
  public struct File: Encodable, Hashable, Sendable {
    /// In the store, as `packs/….pack` or `generations/3`.
    public var file: String
    /// Words that follow the name.
    public var problem: String
    /// What is lost with it, unless it is made whole again from elsewhere; empty where a copy is whole.
    public var generations: [Generation.Number]
    public var paths: [String]
    public var repaired: Bool
  }

  /// How much was read: quick, subset or full.
  public var level: String
  /// Whether it was repaired as far as it could be.
  public var wasRepaired: Bool
  /// Whether all is whole: now, if it was repaired.
  public var ok: Bool
  public var objects: Int
  public var bytes: UInt64
  public var damage: [Damage]
  public var files: [File]
  /// The generation in force; `null` where nothing says which.
  @OrNull public var current: Generation.Number?
  /// The newest generation without damage; `null` where there is none.
  @OrNull public var newestWhole: Generation.Number?
  /// Of the generations with damage, those that were deleted and can still be brought back.
  public var deleted: [Generation.Number]
  /// Of ``files``, those that are not repaired, as sentences.
  public var unreadable: [String]
  /// Where a repair put damaged files; `null` where there were none.
  @OrNull public var setAside: String?
}

extension Deployment {
  /// Reads what is in the store, as far as `level` says, and compares digests.
  public func verify(_ level: Verification.Level) throws -> VerificationReport {
    let log = try self.log()
    let small = try settledCheck(log)
    let state = try NeededRoots(log)
    return report(
      try Verification(of: log.store, roots: state.trees, level: level), level, state, small)
  }

  /// The small files, but for what another process is changing right now, or was ended in.
  private func settledCheck(_ log: GenerationLog) throws -> SmallFileCheck {
    let found = try log.smallFileCheck()
    if !found.isInterrupted { return found }
    // Whoever takes the lock finishes it; who has it will.
    do { try writing("verify") { _ in } } catch StoreError.locked {
      return found.withoutFindings
    }
    return try log.smallFileCheck()
  }

  /// Reads everything in the store and makes what is damaged whole again: from copies, from other packs,
  /// from the deployment's own files, and from `source`, a release or an export.
  ///
  /// Where nothing says any more which generation is in force, `chosen` is.
  public func repair(
    from source: FilePath?, current chosen: Generation.Number? = nil
  ) throws -> VerificationReport {
    let source = try source.map { try files.named($0) }
    if let source, try files.metadata(source) == nil {
      throw FileError(.read, source, .noSuchFileOrDirectory)
    }
    var small: SmallFileCheck?
    return try writing(
      "verify --repair",
      repairing: { log in
        small = try repairSmallFiles(log, chosen, source)
      }
    ) { writer in
      guard let small else { throw StoreError.noStore(storeLocation) }
      let left = try writer.log.smallFileCheck()
      let state = try NeededRoots(writer.log)
      let found = try Verification(of: writer.store, roots: state.trees, level: .full)
      var result = report(found, .full, state, small)
      if found.isOK && small.findings.isEmpty && result.files.isEmpty { return result }
      result.wasRepaired = true
      let repair = try Repair(of: writer.store, roots: state.trees, found)
      var missing: [Verification.Damage] = []
      if !found.isOK {
        try repair.salvage()
        // Each may bring what the other one needs: a release, the layers of the own files.
        missing = try repair.heal { batch, damage in
          try supplyOwnFiles(into: batch, writer)
          try supplyOwnDatabases(damage, into: batch, writer)
          if let source { try supply(source, into: batch, writer) }
        }
        try repair.setDamagedAside()
        // When everything is there, no earlier pack is missed.
        if missing.isEmpty { try writer.store.forgetStatCache() }
        writer.store.rememberPacks()
      }
      for number in found.damage.indices {
        result.damage[number].repaired = writer.store.contains(found.damage[number].object)
      }
      // What a lost tree names was not known before.
      let known = Set(result.damage.map(\.object))
      result.damage += missing.filter { !known.contains($0.object.description) }
        .map { state.damage($0) }
      result.damage.sort { $0.object < $1.object }
      let stillWrong = Set(left.findings.map(\.name))
      for number in result.files.indices {
        let name = result.files[number].file
        if let pack = found.damagedPacks.first(where: { state.name(of: $0) == name }) {
          result.files[number] = state.left(of: result.files[number], pack, missing)
        } else {
          result.files[number].repaired =
            !(stillWrong.contains(name) || name == StoreLayout.current && !state.hasCurrent)
        }
      }
      state.classify(&result)
      result.unreadable = result.files.filter { !$0.repaired }.map(\.sentence)
      result.ok = missing.isEmpty && result.unreadable.isEmpty
      if try files.metadata(writer.store.damagedFolder) != nil {
        result.setAside = writer.store.damagedFolder.spelling
      }
      return result
    }
  }

  /// Makes records and their copies whole, and says what was wrong with them.
  private func repairSmallFiles(
    _ log: GenerationLog, _ chosen: Generation.Number?, _ source: FilePath?
  ) throws -> SmallFileCheck {
    let found = try log.smallFileCheck()
    let present = try log.currentNumberIfKnown()
    if let chosen {
      if let present, present != chosen, isUsable(present, log) {
        throw UpgradeError.currentIsKnown(present)
      }
      _ = try log.generation(chosen)
    }
    try log.store.smallFiles.repair(found, current: chosen?.rawValue)
    if let source, Self.isExportFile(source) {
      let file = try ExportFile(at: source, on: files, workers: workers)
      try log.restoreRecord(file.record, from: source)
    }
    return found
  }

  /// Whether a generation can be in force: its record and its trees can be read.
  private func isUsable(_ number: Generation.Number, _ log: GenerationLog) -> Bool {
    guard let generation = try? log.generation(number) else { return false }
    return (try? ObjectReader(log.store).listing(of: generation.tree)) != nil
  }

  private func report(
    _ found: Verification, _ level: Verification.Level, _ state: NeededRoots,
    _ small: SmallFileCheck
  ) -> VerificationReport {
    var report = VerificationReport(
      level: level.name, wasRepaired: false, ok: found.isOK && small.findings.isEmpty,
      objects: found.objects, bytes: found.bytes, damage: found.damage.map { state.damage($0) },
      files: small.findings.map { state.file($0) }
        + found.damagedPacks.map { state.file($0, found.damage) },
      current: state.current, deleted: [], unreadable: [])
    if !state.hasCurrent {
      report.files.append(state.lackOfCurrent)
      report.ok = false
    }
    report.unreadable = report.files.map(\.sentence)
    state.classify(&report)
    return report
  }

  /// Every file of the deployment, and the trees that it makes.
  private func supplyOwnFiles(into batch: ObjectBatch, _ writer: Writer) throws {
    // The layers of a tree's rows come from what the generations hold, as far as that can be read.
    let reader = try ObjectReader(writer.store)
    let generations = try writer.log.readable().generations
    let listings = generations.flatMap(\.roots).compactMap { try? reader.listing(of: $0) }
    let rules = Layers(
      workspace: try workspaceRules(), hasBase: generations.contains { $0.base != nil },
      shippedIn: listings)
    let captured = try Capture(
      root: root, rules: rules, files: files, databases: databases,
      scratch: writer.store.staging, store: nil
    ).run(into: batch)
    _ = try batch.addTrees(of: captured)
    // The version that an upgrade wrote itself is core, and nothing but the tree that may be lost says so.
    let listing = captured.listing
    var own: [RelativePath: Entry?] = [:]
    for path in [VersionFile.atRoot, VersionFile.inBrain] {
      guard var entry = listing[path] else { continue }
      entry.layer = .core
      own[path] = .some(entry)
    }
    if own.isEmpty { return }
    _ = try batch.addTrees(of: listing.with(own) { listing[$0] })
  }

  /// First pieces of databases of which the rows are still those of a generation, and only what SQLite
  /// counts in their headers is not.
  private func supplyOwnDatabases(
    _ damage: [Verification.Damage], into batch: ObjectBatch, _ writer: Writer
  ) throws {
    let reader = try ObjectReader(writer.store)
    let listings = try writer.log.readable().generations.compactMap {
      try? reader.listing(of: $0.tree)
    }
    var wanted: [RelativePath: [ObjectID]] = [:]
    for found in damage {
      for path in found.paths where listings.contains(where: { $0[path]?.kind == .database }) {
        wanted[path, default: []].append(found.object)
      }
    }
    for (path, objects) in wanted {
      let place = path.resolved(in: root)
      guard try files.metadata(place)?.isRegular ?? false else { continue }
      var first: [UInt8] = []
      // One that cannot be read, or is locked, helps nobody.
      guard
        (try? databases.snapshot(
          place, scratch: writer.store.staging.appending("own-database")
        ) { piece in
          first += piece.prefix(Self.databasePiece - first.count)
        }) != nil
      else { continue }
      let others = listings.compactMap { $0[path] }.compactMap { try? reader.firstChunk(of: $0) }
      // Of a large database only one piece is the first.
      for object in objects.prefix(Self.mostPieces) {
        if let piece = LostHeader.chunk(object, from: first, others: others) {
          try batch.add(piece)
        }
      }
    }
  }

  private static let databasePiece = 64 << 10
  /// Each costs a second if it is not the one.
  private static let mostPieces = 4

  private func supply(
    _ source: FilePath, into batch: ObjectBatch, _ writer: Writer
  ) throws {
    if Self.isExportFile(source) {
      return try ExportFile(at: source, on: files, workers: workers).addWhole(to: batch)
    }
    let reader = try releaseReader(for: .contents, scratch: writer.store.staging)
    // Whatever it has besides, only what the store lacks is taken, by its own digest.
    let release = try reader.read(source, into: batch)
    _ = try batch.addTrees(of: release.listing)
  }
}

extension Verification.Level {
  fileprivate var name: String {
    switch self {
    case .quick: "quick"
    case .subset: "subset"
    case .full: "full"
    }
  }
}

extension VerificationReport {
  /// The generations of which something is damaged, and not repaired. A pin only says that one is kept.
  public var damaged: Set<Generation.Number> {
    Set(
      damage.filter { !$0.repaired }.flatMap(\.generations)
        + files.filter { !$0.repaired && !$0.isPin }.flatMap(\.generations))
  }

  /// The generations of which the pin is damaged, and not repaired.
  public var damagedPins: [Generation.Number] {
    files.filter { !$0.repaired && $0.isPin }.flatMap(\.generations)
  }
}

extension VerificationReport.File {
  fileprivate var isPin: Bool { file.hasPrefix(StoreLayout.pins + "/") }

  public var sentence: String {
    let name = "\(file) \(problem)"
    guard !generations.isEmpty else { return name }
    let numbers = generations.map(\.description).joined(separator: ", ")
    let shown = paths.prefix(3).joined(separator: ", ")
    let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    return name + ": at stake \(generations.count == 1 ? "is generation" : "are generations") "
      + numbers + (paths.isEmpty ? "" : " with \(shown)\(more)")
  }
}
