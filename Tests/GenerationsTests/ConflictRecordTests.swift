import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Generations

/// The records of conflicts: in a generation, and for the next time.
@Suite(.tags(.unit)) struct ConflictRecordTests {
  private static let identity = ObjectID(of: Array("question".utf8))
  private static let answers: [ConflictAnswer] = [.local, .upgrade, .both, .text("a: 1\n")]

  private func record(_ answer: ConflictAnswer) -> ConflictRecord {
    ConflictRecord(
      file: "cortex-brain/response-templates.yaml", key: "templates.plan.title",
      kind: "both_changed", identity: Self.identity, base: .init(line: 3, text: "Plan"),
      local: .init(line: 4, text: "Plan on deck"), upgrade: nil, answer: answer)
  }

  private static let file = "response-templates.yaml"

  private func remembered(_ answer: ConflictAnswer) -> RememberedAnswer {
    RememberedAnswer(file: Self.file, key: "a", answer: answer, since: Shelf.time)
  }

  @Test(arguments: answers)
  func `a conflict and its answer come back with the record`(answer: ConflictAnswer) throws {
    let log = try Shelf.make(on: SimulatedDisk(), [["a": "one"]])
    var generation = try log.generation(Shelf.number(1))
    generation.number = Shelf.number(2)
    generation.conflicts = [record(answer)]
    generation.mergedFrom = Shelf.number(1)
    try log.add(generation)
    #expect(try log.generation(Shelf.number(2)) == generation)
    #expect(try log.generation(Shelf.number(1)).conflicts == nil)
  }

  @Test func `a record from before there were conflicts is read, and one without them is the same`()
    throws
  {
    let old = Scene.generation(2, tree: Self.identity)
    let line = String(decoding: try SealedRecord.encode(old), as: UTF8.self)
    #expect(!line.contains("conflicts") && !line.contains("merged_from"))
    #expect(try SealedRecord.decode(Generation.self, from: Array(line.utf8), at: "/r") == old)
  }

  @Test func `an answer of another kind is refused`() throws {
    let bytes = try SealedRecord.encode(["take": "neither"])
    #expect(throws: GenerationError.self) {
      try SealedRecord.decode(ConflictAnswer.self, from: bytes, at: "/r")
    }
  }

  @Test func `a long value is cut in the record`() {
    let side = ConflictRecord.Side(line: 1, text: String(repeating: "x", count: 5000))
    #expect(side.text.count == ConflictRecord.Side.longestText + 1 && side.text.hasSuffix("…"))
  }

  @Test func `what is remembered comes back, and the last answer counts`() throws {
    let disk = SimulatedDisk()
    let log = try Shelf.make(on: disk, [["a": "one"]])
    #expect(try log.rememberedAnswers().isEmpty)
    for answer in Self.answers {
      try log.remember(remembered(answer), for: Self.identity)
      #expect(try log.rememberedAnswers() == [Self.identity: remembered(answer)])
    }
    try disk.write("/d/.cortex/resolutions/notes.txt", "not an answer")
    #expect(try log.rememberedAnswers().count == 1)
  }

  @Test func `a damaged answer without a copy is refused by name`() throws {
    let disk = SimulatedDisk()
    let log = try Shelf.make(on: disk, [["a": "one"]])
    try log.remember(remembered(.local), for: Self.identity)
    try disk.write(FilePath("/d/.cortex/resolutions/\(Self.identity)"), "{}\n")
    #expect(try log.rememberedAnswers().count == 1, "the ledger has a copy")
    try disk.erase("/d/.cortex/ledger")
    let error = try #require(throws: GenerationError.self) { try log.rememberedAnswers() }
    #expect("\(error)".contains("resolutions/\(Self.identity)"))
  }

  // MARK: Power cuts

  private func loop() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    let log = try Shelf.make(on: disk, [["a": "one"]])
    try log.remember(remembered(.local), for: Self.identity)
    try disk.syncAll(at: "/")
    let (old, new) = (remembered(.local), remembered(.upgrade))
    return PowerCutLoop(
      disk: disk,
      command: { disk in
        let lock = try StoreLock(Scene.location, on: disk, holder: "test")
        try GenerationLog(try Scene.open(disk)).remember(new, for: Self.identity)
        lock.hold()
      },
      next: { _ = try Scene.recover(on: $0) },
      fault: { disk, isFinished in
        let found = try GenerationLog(try Scene.open(disk)).rememberedAnswers()
        let allowed = isFinished ? [new] : [old, new]
        if found.count == 1, let answer = found[Self.identity], allowed.contains(answer) {
          return nil
        }
        return "\(found)"
      })
  }

  @Test func `whenever the power is cut the old answer or the new one is there, whole`() throws {
    let loop = try loop()
    #expect(loop.faults() == [])
    for seed in 0..<4 as Range<UInt64> { #expect(loop.faults(seed: seed) == []) }
  }

  @Test(arguments: ["resolutions/.tmp-\(identity)", "resolutions"])
  func `without its sync an answer is lost`(name: String) throws {
    // Of the file and its copy in the ledger one is enough.
    let paths = [name, "ledger"].map { Scene.location.appending($0).string }
    #expect(try loop().canFail { paths.contains($0) })
  }

  @Test func `whoever takes the lock takes away what a cut left`() throws {
    let disk = SimulatedDisk()
    let log = try Shelf.make(on: disk, [["a": "one"]])
    try log.remember(remembered(.local), for: Self.identity)
    try disk.write("/d/.cortex/resolutions/.tmp-x", "a piece")
    let lock = try StoreLock(Scene.location, on: disk, holder: "test")
    #expect(try !disk.exists("/d/.cortex/resolutions/.tmp-x"))
    lock.hold()
  }
}
