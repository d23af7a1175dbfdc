import FileEffects
import Synchronization

/// Encodes objects against the ones that they replace, on any thread.
///
/// An object for which that does not pay is handed back, to be stored in a group like any other. The
/// rules are in `store-format.md`, "Grouping, chunks and deltas".
final class DeltaWork: Sendable {
  /// An object, and the one that it is to be encoded against.
  struct Candidate: Sendable {
    var object: ObjectID
    var type: ObjectType
    var base: ObjectID
    var bytes: [UInt8]
  }

  /// Objects of fewer bytes are not worth a frame of their own; larger ones are not worth the memory.
  static let sizes = 256...(8 << 20)
  /// What a frame of its own costs beside its bytes: the head, a row, and the base's name.
  private static let overhead =
    FrameHead.size(objects: 1) + StoreLayout.Pack.frameRowSize + ObjectID.byteCount

  private let store: Store
  private let output: PackOutput
  private let refused = Mutex<[Candidate]>([])

  init(_ store: Store, _ output: PackOutput) {
    self.store = store
    self.output = output
  }

  /// The object to encode against where `replaced` is replaced: that, or, where its chain is as long
  /// as one may be, the one at the chain's end, which needs none. `nil` if it is in no pack.
  func base(replacing replaced: ObjectID) -> ObjectID? {
    guard let chain = store.chain(of: replaced) else { return nil }
    return chain.count < StoreLayout.Pack.chainLimit ? replaced : chain.last
  }

  /// Encodes candidates; what goes wrong is kept for the output's commit.
  ///
  /// They come into the pack in the order in which their bases are best read, whichever thread is done
  /// first.
  func encode(_ candidates: [Candidate], threads: Int) {
    let work = StoreOrder(store).groups(candidates, of: \.base)
    let results = Mutex([[[UInt8]?]](repeating: [], count: work.count))
    output.attempt {
      try Parallel.forEach(count: work.count, workers: threads) {
        try ObjectReader(store)
      } _: { reader, number in
        try output.withCompressor { compressor in
          let deltas = try work[number].map { try delta(of: $0, compressor, reader) }
          results.withLock { $0[number] = deltas }
        }
      }
      for (group, deltas) in zip(work, results.withLock { $0 }) {
        for (candidate, delta) in zip(group, deltas) { try add(candidate, delta) }
      }
    }
  }

  /// The objects handed back so far; the caller stores them in another way.
  func takeRefused() -> [Candidate] {
    refused.withLock { list in
      defer { list = [] }
      return list
    }
  }

  /// What a candidate becomes, encoded against its base; `nil` where that does not pay.
  private func delta(
    of candidate: Candidate, _ compressor: FrameCompressor, _ reader: ObjectReader
  ) throws -> [UInt8]? {
    // A base that cannot be read costs nothing but the economy.
    guard let base = try? reader.bytes(of: candidate.base), Self.sizes.contains(base.count) else {
      return nil
    }
    return try base.withUnsafeBytes { base in
      let delta = try compressor.compress(candidate.bytes, against: base) { Array($0) }
      let cost = delta.count + Self.overhead
      if cost > candidate.bytes.count / 16 {
        let alone = try compressor.compress(candidate.bytes) { $0.count }
        guard cost * 5 < alone * 3 else { return nil }
      }
      return delta
    }
  }

  private func add(_ candidate: Candidate, _ delta: [UInt8]?) throws {
    guard let delta else { return refused.withLock { $0.append(candidate) } }
    let size = candidate.bytes.count
    try delta.withUnsafeBytes {
      try output.add(
        $0, rawSize: size, base: candidate.base,
        holding: [
          PackOutput.Pending(object: candidate.object, offset: 0, size: size, type: candidate.type)
        ])
    }
  }
}
