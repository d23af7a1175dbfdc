/// What is wrong with a small file and its copy in the ledger, and what a repair makes of both: decided
/// from the two and nothing else.
public struct SmallFileVerdict: Hashable, Sendable {
  /// What was found in the file's place.
  public enum Found: Hashable, Sendable {
    case missing
    case whole([UInt8])
    /// Also what cannot be read.
    case damaged(reason: String)
  }

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
  /// What is wrong, in words that follow the name.
  public var problem: String
  public var remedy: Remedy

  /// `nil` if all is well.
  init?(_ name: String, found: Found, copy: Ledger.Copy, isLedgerWhole: Bool) {
    self.name = name
    switch (found, copy) {
    case (.whole(let bytes), .bytes(let image)):
      if bytes == image { return nil }
      problem =
        isLedgerWhole ? "is not what was written last" : "is not what the ledger has of it"
      remedy = isLedgerWhole ? .rewrite(image) : .copy(bytes)
    case (.whole(let bytes), .gone):
      problem = "was removed and is back"
      remedy = isLedgerWhole ? .setAside : .copy(bytes)
    case (.whole(let bytes), .lost):
      problem = "was lost and is back"
      remedy = .copy(bytes)
    case (.whole(let bytes), .unknown):
      problem = "has no copy in the ledger"
      remedy = .copy(bytes)
    case (.missing, .bytes(let image)):
      problem = "is missing"
      remedy = .rewrite(image)
    case (.missing, .lost):
      problem = Self.lost
      remedy = .none
    case (.missing, .gone), (.missing, .unknown): return nil
    case (.damaged(let reason), .bytes(let image)):
      problem = "is damaged: \(reason)"
      remedy = .rewrite(image)
    case (.damaged(let reason), .gone):
      problem = "was removed and is back, damaged: \(reason)"
      remedy = .setAside
    case (.damaged(let reason), .unknown), (.damaged(let reason), .lost):
      problem = "is damaged: \(reason), and there is no copy of it"
      remedy = .none
    }
  }

  /// Of a record that is nowhere.
  init(lost name: String) {
    self.init(name, problem: Self.lost, remedy: .none)
  }

  private static let lost = "is missing, and there is no copy of it"

  public init(_ name: String, problem: String, remedy: Remedy) {
    (self.name, self.problem, self.remedy) = (name, problem, remedy)
  }

  /// Whether the file is as it should be, and only the ledger is to be written again.
  var isOfLedger: Bool {
    if case .copy = remedy { true } else { false }
  }
}
