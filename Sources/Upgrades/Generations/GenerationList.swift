import FileEffects
public import Generations
import ObjectStore

/// One generation, as lists show it.
public struct GenerationSummary: Encodable, Hashable, Sendable {
  public var number: Generation.Number
  @OrNull public var parent: Generation.Number?
  public var created: Timestamp
  public var version: String
  public var kind: Generation.Kind
  public var state: Generation.State
  public var note: String
  /// The reason; `null` if it is not pinned.
  @OrNull public var pinned: String?
  public var files: Int
  /// Length of all files, in bytes.
  public var bytes: UInt64
  /// Bytes in the store that only this generation holds.
  public var uniqueBytes: UInt64
}

public struct GenerationList: Encodable, Hashable, Sendable {
  /// A generation that is there and whose record cannot be read.
  public struct Damaged: Encodable, Hashable, Sendable {
    public var number: Generation.Number
    public var reason: String
  }

  @OrNull public var current: Generation.Number?
  public var generations: [GenerationSummary]
  public var damaged: [Damaged]
  /// Those that `gen undelete` can bring back.
  public var deleted: [DeletedGeneration]
}

/// A generation with the paths of its files.
public struct GenerationContents: Encodable, Hashable, Sendable {
  public struct File: Encodable, Hashable, Sendable {
    public var path: String
    /// file, link or database.
    public var kind: String
    public var layer: String
    /// Four octal digits.
    public var mode: String
    public var size: UInt64
    public var object: String
  }

  public var generation: GenerationSummary
  public var databases: [DatabaseRecord]
  public var contents: [File]
}

extension Deployment {
  /// All generations, ascending, as they were at one moment.
  public func generations() throws -> GenerationList {
    try atOneMoment { log in
      let current = try log.currentNumberIfKnown()
      let all = try log.all()
      let pins = try heldPins(log)
      let unique = try log.uniqueBytes(of: all)
      return GenerationList(
        current: current,
        generations: zip(all, unique).map { GenerationSummary($0, $1, pins[$0.number]) },
        damaged: try log.damagedRecords().map {
          GenerationList.Damaged(number: $0.number, reason: $0.reason)
        },
        deleted: try log.deleted(now: now).map(DeletedGeneration.init))
    }
  }

  /// What `look` sees when nobody has made, deleted or put in force a generation meanwhile. Looking
  /// takes no lock: with a writer at work that never rests it is what was seen last.
  func atOneMoment<Seen>(_ look: (GenerationLog) throws -> Seen) throws -> Seen {
    var attempts = 100
    while true {
      let log = try self.log()
      let before = try (log.currentNumberIfKnown(), log.numbers())
      func isSame() throws -> Bool { try (log.currentNumberIfKnown(), log.numbers()) == before }
      attempts -= 1
      do {
        let seen = try look(log)
        if try attempts == 0 || isSame() { return seen }
      } catch {
        // What was listed may have gone: then there is another moment to see.
        guard try attempts > 0 && !isSame() else { throw error }
      }
    }
  }

  /// The pins that keep something now.
  private func heldPins(_ log: GenerationLog) throws -> [Generation.Number: Pin] {
    try log.readablePins().filter { $0.value.holds(at: now) }
  }

  /// One generation and what is in it.
  public func contents(of number: Generation.Number) throws -> GenerationContents {
    let log = try self.log()
    let generation = try log.generation(number)
    let all = try log.all()
    let unique = zip(all, try log.uniqueBytes(of: all)).first { $0.0.number == number }?.1 ?? 0
    let listing = try ObjectReader(log.store).listing(of: generation.tree)
    return GenerationContents(
      generation: GenerationSummary(generation, unique, try heldPins(log)[number]),
      databases: generation.databases ?? [],
      contents: listing.leaves.map { item in
        GenerationContents.File(
          path: item.path.description, kind: "\(item.entry.kind)",
          layer: item.entry.layer.map { "\($0)" } ?? "none",
          mode: String(item.entry.permissions, radix: 8).zeroPadded(to: 4),
          size: item.entry.size, object: item.entry.object.description)
      })
  }
}

extension GenerationSummary {
  init(_ generation: Generation, _ uniqueBytes: UInt64, _ pin: Pin?) {
    self.init(
      number: generation.number, parent: generation.parent, created: generation.created,
      version: generation.version, kind: generation.kind, state: generation.state,
      note: generation.note, pinned: pin?.reason, files: generation.files,
      bytes: generation.bytes, uniqueBytes: uniqueBytes)
  }
}
