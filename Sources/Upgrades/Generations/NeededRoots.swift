import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// The trees that must be whole, and the generations that need them.
struct NeededRoots {
  private var roots: [(number: Generation.Number, tree: ObjectID)] = []
  private let store: Store
  private let generations: [Generation.Number]
  private let trashed: Set<Generation.Number>
  let current: Generation.Number?

  /// Whether the generation in force has a record.
  var hasCurrent: Bool { generations.contains { $0 == current } }

  var trees: [ObjectID] { roots.map(\.tree) }

  /// Of every readable record; the check reports the others.
  init(_ log: GenerationLog) throws {
    store = log.store
    // Looking takes no lock: another process may put the next one in force meanwhile.
    var current = try log.currentNumberIfKnown()
    var readable = try log.readable()
    while case let now = try log.currentNumberIfKnown(), now != current {
      current = now
      readable = try log.readable()
    }
    self.current = current
    trashed = Set(readable.trashed.map(\.generation.number))
    generations = readable.generations.map(\.number)
    for generation in readable.generations + readable.trashed.map(\.generation) {
      roots += generation.roots.map { (generation.number, $0) }
    }
  }

  func damage(_ found: Verification.Damage) -> VerificationReport.Damage {
    VerificationReport.Damage(
      object: found.object.description, generations: numbers(of: [found]),
      paths: found.paths.map(\.description), repaired: false)
  }

  /// Says which of the damaged generations were deleted, and which is the newest without damage.
  func classify(_ report: inout VerificationReport) {
    let damaged = report.damaged
    report.deleted = trashed.intersection(damaged).sorted()
    report.newestWhole = generations.last { !damaged.contains($0) }
  }

  /// The same after a repair: of a pack, the objects still missing.
  func left(
    of file: VerificationReport.File, _ pack: Verification.DamagedPack,
    _ missing: [Verification.Damage]
  ) -> VerificationReport.File {
    let lost = self.file(pack, missing)
    var file = file
    file.repaired = !pack.isForbidden && lost.generations.isEmpty
    if !file.repaired { (file.generations, file.paths) = (lost.generations, lost.paths) }
    return file
  }

  private func numbers(of damage: [Verification.Damage]) -> [Generation.Number] {
    Set(damage.flatMap(\.roots).map { roots[$0].number }).sorted()
  }

  // MARK: Files

  func name(of pack: Verification.DamagedPack) -> String {
    "\(StoreLayout.packs)/\(pack.path.lastComponent?.string ?? "")"
  }

  func file(
    _ pack: Verification.DamagedPack, _ damage: [Verification.Damage]
  ) -> VerificationReport.File {
    let lost = damage.filter { pack.lost.contains($0.object) }
    return VerificationReport.File(
      file: name(of: pack), problem: .pack(pack.fault), generations: numbers(of: lost),
      paths: Array(Set(lost.flatMap { $0.paths.map(\.description) })).sorted(), repaired: false)
  }

  func file(_ finding: SmallFileVerdict) -> VerificationReport.File {
    let number = finding.name.split(separator: "/").last.flatMap { Generation.Number($0) }
    let numbers = number.map { [$0] } ?? []
    return VerificationReport.File(
      file: finding.name, problem: .smallFile(finding.fault), generations: numbers, paths: [],
      repaired: false)
  }

  /// Where nothing says which generation is in force.
  var lackOfCurrent: VerificationReport.File {
    VerificationReport.File(
      file: StoreLayout.current, problem: .noCurrent, generations: [], paths: [], repaired: false)
  }
}
