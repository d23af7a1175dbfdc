public import Generations

/// Asks for all generations, ascending, as they were at one moment.
public struct ListGenerations: Inquiry {
  private let measuring: Bool

  /// - Parameter measuring: Also measures what each generation alone holds, for which all trees are read.
  public init(measuring: Bool = false) { self.measuring = measuring }

  public func report(on deployment: Deployment) throws -> GenerationList {
    try deployment.atOneMoment(withObjects: measuring) { log in
      let current = try log.currentNumberIfKnown()
      let (all, damaged) = try deployment.step(.readGenerations) { try log.allRecords() }
      let pins = try log.heldPins(at: deployment.now)
      let unique =
        measuring
        ? try deployment.step(.measureGenerations) { try log.uniqueBytes(of: all) }
        : [UInt64?](repeating: nil, count: all.count)
      return GenerationList(
        current: current,
        generations: zip(all, unique).map { GenerationSummary($0, $1, pins[$0.number]) },
        damaged: damaged.map {
          GenerationList.Damaged(number: $0.number, reason: "\($0.fault)")
        },
        deleted: try log.deleted(beside: all, now: deployment.now).map(DeletedGeneration.init))
    }
  }
}

/// All generations, with damaged and deleted ones.
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
  @OrNull public var pinned: FoundPin?
  public var files: Int
  /// Length of all files, in bytes.
  public var bytes: UInt64
  /// Bytes in the store that only this generation holds; `null` where they were not asked for.
  @OrNull public var uniqueBytes: UInt64?

  init(_ generation: Generation, _ uniqueBytes: UInt64?, _ pin: FoundPin?) {
    number = generation.number
    created = generation.created
    (version, kind, state) = (generation.version, generation.kind, generation.state)
    note = generation.note
    (files, bytes) = (generation.files, generation.bytes)
    (parent, pinned) = (generation.parent, pin)
    self.uniqueBytes = uniqueBytes
  }
}

extension GenerationLog {
  /// The pins that keep something at a moment.
  func heldPins(at now: Timestamp) throws -> [Generation.Number: FoundPin] {
    try foundPins().filter { $0.value.holds(at: now) }
  }
}

extension Deployment {
  /// What `look` sees when nobody has made, deleted or put in force a generation meanwhile. Looking
  /// takes no lock: with a writer that never rests, the last look counts. Unless `withObjects`, it is a look at
  /// records, pins and the trash alone.
  func atOneMoment<Seen>(
    withObjects: Bool = false, _ look: (GenerationLog) throws -> Seen
  ) throws -> Seen {
    var attempts = 100
    while true {
      let log = try withObjects ? self.log() : records()
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
}
