/// The second line of a record: the digest of the first, so that a flipped bit is found out.
public enum Seal {
  /// A record of this line, which ends with a line end.
  public static func sealed(_ line: [UInt8]) -> [UInt8] {
    line + Array("\(StoreLayout.sealWord)\(ObjectID(of: line))\n".utf8)
  }

  /// Why a record is not whole.
  public enum Fault: String, Error, Sendable {
    case isCutShort = "it is cut short"
    case hasOtherDigest = "it does not have its digest"
  }

  /// The record's first line, with its line end.
  public static func line(of record: [UInt8]) throws(Fault) -> [UInt8] {
    guard let end = record.firstIndex(of: UInt8(ascii: "\n")) else { throw .isCutShort }
    let line = Array(record[...end])
    guard record == sealed(line) else { throw .hasOtherDigest }
    return line
  }
}
