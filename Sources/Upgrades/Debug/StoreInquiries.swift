public import Generations
public import ObjectStore
public import SystemPackage

/// What the index of a pack says.
public struct DescribePack: Inquiry {
  private let file: FilePath

  /// - Parameter file: A name in the store's `packs/`, or any file.
  public init(_ file: FilePath) { self.file = file }

  public func report(on deployment: Deployment) throws -> PackDescription {
    try deployment.log().store.describePack(file)
  }
}

/// A generation's record as it lies on disk, and how its copy compares.
public struct DescribeRecord: Inquiry {
  private let number: Generation.Number

  public init(of number: Generation.Number) { self.number = number }

  public func report(on deployment: Deployment) throws -> SmallFileDescription {
    try deployment.openLog().describeRecord(of: number)
  }
}

/// The switch that is under way; `nil` where there is none.
public struct DescribeJournal: Inquiry {
  public init() {}

  /// Unlike other commands this one leaves the journal unchanged.
  public func report(on deployment: Deployment) throws -> JournalDescription? {
    try deployment.openLog().describeJournal()
  }
}

/// What the stat cache remembers.
public struct DescribeStatCache: Inquiry {
  public init() {}

  public func report(on deployment: Deployment) throws -> StatCacheDescription {
    try deployment.openLog().store.describeStatCache()
  }
}
