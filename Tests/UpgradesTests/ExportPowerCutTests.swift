import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The power is cut after every effect of writing a generation out, and of taking one in.
@Suite(.tags(.sweep), .exceptQuick) struct ExportPowerCutTests {
  private static let file: FilePath = "/releases/state.pack"

  private static func deployment(_ text: String) throws -> Workplace {
    let place = try Workplace.tiny(text)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  /// A deployment, and beside it the export of another one that its store knows nothing of.
  private static func withExport() throws -> SimulatedDisk {
    let other = try deployment("the other one\n")
    _ = try ExportGeneration(.first, to: file).carryOut(on: other.deployment)
    let place = try deployment("this one\n")
    try place.disk.write(file, try other.disk.read(file))
    return place.disk
  }

  /// The faults after each cut, in words; on disks that reorder, for each seed.
  ///
  /// Where syncs are forgotten one fault is enough. Equal disks are looked at once.
  private static func faults(
    _ disk: SimulatedDisk, forgetting isForgotten: (@Sendable (String) -> Bool)?,
    _ command: (Workplace) throws -> Void, fault: (Workplace, _ isFinished: Bool) throws -> String?
  ) throws -> [String] {
    var faults: [String] = []
    var seen: Set<[Int]> = []
    try disk.syncAll(at: "/")
    for seed in [nil, 0, 1, 2, 3] as [UInt64?] {
      for cut in 0... {
        let copy = disk.copy(seed: seed.map { $0 &+ UInt64(cut) &* 1_000_003 })
        if let isForgotten { copy.forgetSyncs(where: isForgotten) }
        copy.cutPower(afterEffects: cut)
        let isFinished = (try? command(Workplace(disk: copy))) != nil
        let wasCut = copy.isPowerCut
        copy.restart()
        let state = [copy.fingerprint(leavingOut: "scratch"), isFinished ? 1 : 0]
        do {
          if seen.insert(state).inserted,
            let fault = try fault(Workplace(disk: copy), isFinished)
          {
            faults.append("\(fault), after \(cut) effects, seed \(seed?.description ?? "none")")
          }
        } catch { faults.append("\(error), after \(cut) effects") }
        if !isFinished && !wasCut { faults.append("it failed although there was power") }
        if isForgotten != nil && !faults.isEmpty { return faults }
        if isFinished || !wasCut { break }
      }
    }
    return faults
  }

  private static func exportFaults(
    forgetting isForgotten: (@Sendable (String) -> Bool)? = nil
  ) throws -> [String] {
    try faults(try deployment("the only one\n").disk, forgetting: isForgotten) { place in
      _ = try ExportGeneration(.first, to: file).carryOut(on: place.deployment)
    } fault: { place, isFinished in
      if try place.disk.exists(file) {
        // Reads all of it.
        _ = try place.deployment.plan(ImportGeneration(file, note: "")).report
      } else {
        if isFinished { return "the export is gone" }
        _ = try ExportGeneration(.first, to: file).carryOut(on: place.deployment)
      }
      return try place.deployment.report(VerifyStore(.full)).ok ? nil : "the store is damaged"
    }
  }

  @Test func `an export is there whole or not at all, whenever the power was cut`() throws {
    let faults = try Self.exportFaults()
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(arguments: [".tmp-state.pack", ""])
  func `without its sync an export is lost`(name: String) throws {
    let path = Self.file.removingLastComponent().appending(name).string
    #expect(try !Self.exportFaults { $0 == path }.isEmpty)
  }

  private static func importFaults(
    forgetting isForgotten: (@Sendable (String) -> Bool)? = nil
  ) throws -> [String] {
    try faults(try withExport(), forgetting: isForgotten) { place in
      _ = try place.deployment.carryOut(ImportGeneration(file, note: ""))
    } fault: { place, isFinished in
      _ = try place.deployment.report(ShowStatus())
      let verified = try place.deployment.report(VerifyStore(.full))
      if !verified.ok { return "\(verified)" }
      let found = try place.deployment.report(ListGenerations()).generations
      if isFinished && found.count == 1 { return "what was taken in is gone" }
      if found.count > 2 { return "it was taken in twice" }
      _ = try place.deployment.carryOut(ImportGeneration(file, note: ""))
      return nil
    }
  }

  @Test func `what is taken in is a whole generation or none, whenever the power was cut`() throws {
    let faults = try Self.importFaults()
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(arguments: ["staging/objects.pack", "packs", "generations/.tmp-2", "generations"])
  func `without its sync what is taken in is lost`(name: String) throws {
    let path = Workplace.store.appending(name).string
    #expect(try !Self.importFaults { $0 == path }.isEmpty)
  }

  private static let brain: FilePath = "/exports/brain"

  private static func brainFaults(
    forgetting isForgotten: (@Sendable (String) -> Bool)? = nil
  ) throws -> [String] {
    try faults(try deployment("the only one\n").disk, forgetting: isForgotten) { place in
      _ = try ExportBrain(to: brain).carryOut(on: place.deployment)
    } fault: { place, isFinished in
      let list = brain.appending(BrainExportList.name)
      if try place.disk.exists(list) {
        _ = try place.deployment.plan(ImportBrain(from: brain)).report
      } else if isFinished {
        return "the export is gone"
      }
      guard try place.disk.exists(brain) else { return nil }
      for entry in try place.disk.contents(of: brain) {
        let path = brain.appending(bytes: entry.name)
        if path == list || entry.name.starts(with: NewFile.temporaryPrefix.utf8) { continue }
        if try !place.disk.read(path).suffix(3).elementsEqual("end".utf8) {
          return "half of a database has its name"
        }
      }
      return nil
    }
  }

  @Test func `a brain is exported whole or has no list, whenever the power was cut`() throws {
    let faults = try Self.brainFaults()
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(arguments: [".tmp-tier1-conversations.yaml", ".tmp-brain-export.yaml", ""])
  func `without its sync an exported brain is lost`(name: String) throws {
    let path = (name.isEmpty ? Self.brain : Self.brain.appending(name)).string
    #expect(try !Self.brainFaults { $0 == path }.isEmpty)
  }
}
