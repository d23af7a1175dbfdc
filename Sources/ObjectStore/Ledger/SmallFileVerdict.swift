/// The fault of a small file and its copy in the ledger, and what a repair makes of both: decided from the
/// two alone.
public struct SmallFileVerdict: Hashable, Sendable {
  /// The state of the file on disk.
  public enum Found: Hashable, Sendable {
    case missing
    case whole([UInt8])
    /// Also what cannot be read.
    case damaged(RecordFault)
  }

  /// The way to repair a small file.
  public enum Remedy: Hashable, Sendable {
    /// The file is written again, from its copy.
    case rewrite([UInt8])
    /// The file stays, and gets a copy.
    case copy([UInt8])
    /// The file is moved to `damaged/`.
    case setAside
    /// There is nothing left to make it from.
    case none
  }

  /// In the store, as `generations/3`.
  public var name: String
  public var fault: SmallFileFault
  public var remedy: Remedy

  /// `nil` if all is well.
  init?(_ name: String, found: Found, copy: Ledger.Copy, isLedgerWhole: Bool) {
    self.name = name
    switch (found, copy) {
    case (.whole(let bytes), .bytes(let image)):
      if bytes == image { return nil }
      fault = isLedgerWhole ? .outdated : .differs
      remedy = isLedgerWhole ? .rewrite(image) : .copy(bytes)
    case (.whole(let bytes), .gone):
      fault = .cameBack
      remedy = isLedgerWhole ? .setAside : .copy(bytes)
    case (.whole(let bytes), .lost):
      fault = .lostAndCameBack
      remedy = .copy(bytes)
    case (.whole(let bytes), .unknown):
      fault = .noCopy
      remedy = .copy(bytes)
    case (.missing, .bytes(let image)):
      fault = .missing
      remedy = .rewrite(image)
    case (.missing, .lost):
      fault = .lost
      remedy = .none
    case (.missing, .gone), (.missing, .unknown): return nil
    case (.damaged(let reason), .bytes(let image)):
      fault = .damaged(reason)
      remedy = .rewrite(image)
    case (.damaged(let reason), .gone):
      fault = .damagedAndCameBack(reason)
      remedy = .setAside
    case (.damaged(let reason), .unknown), (.damaged(let reason), .lost):
      fault = .damagedForGood(reason)
      remedy = .none
    }
  }

  /// Of a record that is nowhere.
  init(lost name: String) {
    self.init(name, .lost, remedy: .none)
  }

  public init(_ name: String, _ fault: SmallFileFault, remedy: Remedy) {
    (self.name, self.fault, self.remedy) = (name, fault, remedy)
  }

  /// Whether the file is as it should be, and only the ledger is to be written again.
  var isOfLedger: Bool {
    if case .copy = remedy { true } else { false }
  }
}
