import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// What a look remembers that stores nothing.
@Suite(.tags(.unit)) struct LookMemoryTests {
  private let disk = SimulatedDisk()
  private let opened = OpenedFiles()

  /// Looks at the deployment, as a program that was started anew, and remembers what is new; returns what it
  /// found and the names of the files that it opened.
  private func look(_ bench: Bench) throws -> (listing: Listing, opened: [String]) {
    let store = try bench.reopened()
    var capture = Capture(
      root: bench.root, rules: Bench.Rules(), files: opened.files(on: disk),
      databases: bench.databases, scratch: bench.store.staging, store: store)
    capture.passed = try store.lastNote()
    let found = try capture.run(into: nil)
    try found.rememberNews { try $0() }
    return (found.listing, opened.take())
  }

  /// A deployment that was changed since it was captured, a while before the last note.
  private func sample() throws -> Bench {
    let bench = try Bench(disk)
    try bench.write("small", "contents")
    disk.advanceClock(by: .seconds(1))
    _ = try bench.capture()
    try disk.write("/disk/d/large", Bench.noise(2 << 20))
    try disk.write("/disk/d/small", "changed")
    try leaveNote(bench)
    return bench
  }

  private func leaveNote(_ bench: Bench) throws {
    disk.advanceClock(by: .seconds(1))
    try disk.write(bench.location.appending("lock"), "")
  }

  @Test func `a look reads a large file that the store lacks once`() throws {
    let bench = try sample()
    let first = try look(bench)
    #expect(first.opened == ["large", "small"])
    for _ in 1...2 {
      let next = try look(bench)
      #expect(next.opened == ["small"])
      #expect(next.listing == first.listing)
    }
  }

  @Test func `whoever stores it reads it again, and then nobody does`() throws {
    let bench = try sample()
    let first = try look(bench)
    let store = try bench.reopened()
    let stored = try bench.capture(on: opened.files(on: disk), in: store)
    #expect(opened.take() == ["large", "small"])
    #expect(stored.listing == first.listing)
    let entry = try bench.entry("large", in: stored.listing)
    #expect(try ObjectReader(store).contents(of: entry) == Bench.noise(2 << 20))
    let last = try look(bench)
    #expect(last.opened == [] && last.listing == first.listing)
  }

  @Test func `an edit of it, also of the same size, is found`() throws {
    let bench = try sample()
    let first = try look(bench)
    try disk.write("/disk/d/large", Bench.noise(2 << 20, seed: 2))
    let next = try look(bench)
    #expect(next.opened == ["large", "small"])
    #expect(
      try bench.entry("large", in: next.listing) != bench.entry("large", in: first.listing))
    try disk.write("/disk/d/large", "small now")
    #expect(try bench.entry("large", in: look(bench).listing).size == 9)
  }
}
