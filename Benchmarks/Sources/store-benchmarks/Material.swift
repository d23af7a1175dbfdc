import FileEffects
import ObjectStore
import SystemPackage

/// Numbers that are the same in every run: SplitMix64.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// What the benchmarks work on.
enum Material {
  static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var numbers = Numbers(state: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      withUnsafeBytes(of: numbers.next()) { bytes.append(contentsOf: $0) }
    }
    return Array(bytes[..<count])
  }

  /// Text of words that come again, as programs and notes do: level 3 makes it about a third.
  static func text(_ count: Int, seed: UInt64) -> [UInt8] {
    var numbers = Numbers(state: seed)
    let words = (0..<2000).map { _ in
      let length = 2 + Int(numbers.next() % 9)
      return (0..<length).map { _ in 97 + UInt8(numbers.next() % 26) } + [32]
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 16)
    while bytes.count < count {
      // The product of two numbers is small more often than not: some words are frequent.
      let (a, b) = (numbers.next() % 45, numbers.next() % 45)
      bytes.append(contentsOf: words[Int(a * b)])
      if numbers.next() % 11 == 0 { bytes.append(10) }
    }
    return Array(bytes[..<count])
  }

  struct EveryFile: CaptureRules {
    func layer(of path: RelativePath) -> Layer? { .core }
    func mayHold(_ folder: RelativePath) -> Bool { true }
  }

  /// For folders without databases.
  struct NoDatabases: DatabaseAccess {
    struct Refusal: Error {}

    func snapshot(
      _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws { throw Refusal() }

    func foreignSnapshot(
      _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws { throw Refusal() }

    func restore(
      _ copy: FilePath, into database: FilePath, scratch: FilePath,
      isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
      isRestored: (UnsafeRawBufferPointer?) throws -> Bool
    ) throws { throw Refusal() }

    func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
      throw Refusal()
    }

    func migrate(
      _ migrations: [DatabaseMigration], scratch: FilePath,
      _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
      takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
    ) throws { throw Refusal() }

    func schemaVersion(of database: FilePath) throws -> Int { throw Refusal() }
  }
}
