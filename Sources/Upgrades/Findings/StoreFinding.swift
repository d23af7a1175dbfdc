/// What is found in the store.
public enum StoreFinding: Hashable, Sendable {
  /// At least one.
  case damagedFiles([DamagedFile])
  case switchUnfinished

  /// A small file of the store, and what is wrong with it.
  public struct DamagedFile: Hashable, Sendable {
    public var name: String
    public var problem: String

    public init(name: String, problem: String) { (self.name, self.problem) = (name, problem) }
  }
}
