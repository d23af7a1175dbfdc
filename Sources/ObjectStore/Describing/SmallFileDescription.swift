/// A small file of a store and its second copy, for whoever looks into a store.
public struct SmallFileDescription: Encodable, Hashable, Sendable {
  /// How the copy in the ledger compares.
  public enum Copy: String, Encodable, Hashable, Sendable {
    case same, different, missing
  }

  /// Its path in the store.
  public var name: String
  /// Its bytes as text; left out where it is missing or cannot be read.
  public var text: String?
  /// Why it does not count; left out where it is whole.
  public var fault: String?
  public var copy: Copy
}

extension SmallFiles {
  /// Reads a small file and its copy; `nil` where neither exists.
  public func describe(_ name: String) throws -> SmallFileDescription? {
    let bytes = try readable(name)
    let copy = try ledger()?.image(of: name)
    let found = look(at: name)
    if case .missing = found, copy == nil { return nil }
    let fault: RecordFault? =
      switch found {
      case .missing: .missing
      case .damaged(let fault): fault
      default: nil
      }
    return SmallFileDescription(
      name: name, text: bytes.map { String(decoding: $0, as: UTF8.self) },
      fault: fault.map { "\($0)" },
      copy: copy == nil ? .missing : copy == bytes ? .same : .different)
  }
}
