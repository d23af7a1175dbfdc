import FileEffects
public import Generations
import ObjectStore

/// Brings a deleted generation back, if all of it is still there.
public struct UndeleteGeneration: Operation {
  public static let command = "gen undelete"
  public var subject: String? { "\(number)" }

  private let number: Generation.Number

  public init(_ number: Generation.Number) { self.number = number }

  /// Refuses a generation with anything missing or damaged: it would stand in the way of every collection.
  ///
  /// - Throws: ``GenerationError/cannotUndelete(_:objects:paths:)``.
  public func plan(_ survey: Survey) throws -> Generation.Number {
    let log = survey.log
    let roots = try log.trashed(number).generation.roots
    let lost = try survey.deployment.step(.verifyGeneration) {
      try self.lost(below: roots, in: log)
    }
    if lost.isEmpty { return number }
    throw GenerationError.cannotUndelete(
      number, objects: lost.count,
      paths: Set(lost.values.joined()).sorted().map(\.description))
  }

  /// The objects that are missing or damaged, each with its paths.
  private func lost(
    below roots: [ObjectID], in log: GenerationLog
  ) throws -> [ObjectID: [RelativePath]] {
    let missing = try Verification(of: log.store, roots: roots, level: .quick).damage
      .filter { !$0.roots.isEmpty }
    var lost = Dictionary(missing.map { ($0.object, $0.paths) }) { first, _ in first }
    // What is there need not be whole; it is read only where that can be done.
    if lost.isEmpty {
      let reader = try ObjectReader(log.store)
      var seen: Set<ObjectID> = []
      for item in try roots.flatMap({ Array(try reader.listing(of: $0).leaves) })
      where seen.insert(item.entry.object).inserted {
        do { try reader.contents(of: item.entry) { _ in } } catch is StoreError {
          lost[item.entry.object] = [item.path]
        }
      }
    }
    return lost
  }

  public func carryOut(_ plan: Generation.Number, _ writer: Writer) throws -> Generation.Number {
    try writer.log.undelete(plan)
    return plan
  }
}
