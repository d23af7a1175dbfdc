/// The second line of a record: the digest of the first, so that a flipped bit is found out.
public enum Seal {
  /// A record of this line, which ends with a line end.
  public static func sealed(_ line: [UInt8]) -> [UInt8] {
    line + Array("\(StoreLayout.sealWord)\(ObjectID(of: line))\n".utf8)
  }

  /// The record's first line, with its line end.
  ///
  /// - Throws: ``RecordFault/cutShort`` or ``RecordFault/otherDigest``.
  public static func line(of record: [UInt8]) throws(RecordFault) -> [UInt8] {
    guard let end = record.firstIndex(of: UInt8(ascii: "\n")) else { throw .cutShort }
    let line = Array(record[...end])
    guard record == sealed(line) else { throw .otherDigest }
    return line
  }
}
