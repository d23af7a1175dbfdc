import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Deleting on disks that have no room left: of bytes, or of files.
@Suite(.tags(.unit)) struct ReserveTests {
  private static let spare = Workplace.store.appending("spare")

  private func managed() throws -> Workplace {
    let place = try Workplace.sample()
    place.disk.capacityFiles = place.disk.usedFiles + 200
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    for text in ["two", "three", "four"] {
      try place.write("cortex-brain/documents/note.md", text)
      _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    }
    #expect(try place.disk.contents(of: Self.spare).count == 16)
    return place
  }

  private func number(_ value: Int) -> Generation.Number {
    Generation.Number(rawValue: value) ?? .first
  }

  @Test(arguments: [0, 1, 5, 15])
  func `on a disk that can hold no more files, generations are deleted and collected`(left: Int)
    throws
  {
    let place = try managed()
    place.disk.capacityFiles = place.disk.usedFiles + left
    try place.deployment.carryOut(DeleteGenerations([number(2)]))
    place.disk.capacityFiles = min(place.disk.capacityFiles ?? 0, place.disk.usedFiles + 16)
    let report = try place.deployment.carryOut(
      CollectGarbage(Retention(keepLast: 1), skippingGrace: true))
    #expect(report.freedBytes > 0)
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    #expect(try place.deployment.log().numbers().contains(number(4)))
    // The room is taken again.
    place.disk.capacityFiles = nil
    place.disk.capacityFiles = place.disk.usedFiles + 1000
    _ = try place.deployment.carryOut(CollectGarbage(Retention(), skippingGrace: false))
    #expect(try place.disk.contents(of: Self.spare).count == 16)
  }

  @Test func `without a free file nothing but deleting goes, and nothing breaks`() throws {
    let place = try managed()
    place.disk.capacityFiles = place.disk.usedFiles
    try place.write("cortex-brain/documents/note.md", "five")
    // The log has a file already: that the snapshot failed is in it.
    func others() throws -> [String: String] {
      try place.disk.snapshotOfTree(Workplace.root).filter {
        !$0.key.hasSuffix("/lock") && !$0.key.hasSuffix("/log")
      }
    }
    let before = try others()
    let error = try #require(throws: FileError.self) {
      try place.deployment.carryOut(TakeSnapshot(note: ""))
    }
    #expect(error.isNoSpace)
    #expect(try others() == before)
  }

  @Test func `an older store gets its spare files with the next collection, and needs none`() throws
  {
    let place = try managed()
    try place.disk.erase(Self.spare)
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    try place.deployment.carryOut(DeleteGenerations([number(2)]))
    _ = try place.deployment.carryOut(CollectGarbage(Retention(), skippingGrace: false))
    #expect(try place.disk.contents(of: Self.spare).count == 16)
  }

  @Test func `a user's share that is full is found out, and the reserve given up for it`() throws {
    let place = try managed()
    let first = place.disk.effects
    let clean = Workplace(disk: place.disk.copy())
    try clean.deployment.carryOut(DeleteGenerations([number(2), number(3)]))
    let effects = clean.disk.effects - first
    var hasGivenUp = false
    for effect in 1...effects {
      let copy = Workplace(disk: place.disk.copy())
      copy.disk.failEffect(number: effect, with: .diskQuotaExceeded)
      guard (try? copy.deployment.carryOut(DeleteGenerations([number(2), number(3)]))) != nil else {
        continue
      }
      #expect(try copy.deployment.log().numbers() == [number(1), number(4)], "\(effect)")
      #expect(try copy.deployment.log().trashed().count == 2, "\(effect)")
      hasGivenUp = try hasGivenUp || !copy.disk.exists(Workplace.store.appending("reserve"))
    }
    #expect(hasGivenUp)
    for effect in 1...200 {
      let copy = Workplace(disk: place.disk.copy())
      copy.disk.failEffect(number: effect, with: .noSpace)
      guard
        let report = try? copy.deployment.carryOut(
          CollectGarbage(Retention(keepLast: 1), skippingGrace: true))
      else { continue }
      #expect(report.dropped == [number(2)], "\(effect)")
      #expect(try copy.deployment.report(VerifyStore(.full)).ok, "\(effect)")
    }
  }

  @Test func `where files are not counted none are spared`() throws {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    #expect(try !place.disk.exists(Self.spare))
  }
}
