public import FileEffects

/// A fault in a record, or in another small file of a store.
public enum RecordFault: Error, Hashable, Sendable {
  case missing
  case file(FileFault)
  case cutShort
  /// Its last line is not the digest of the lines before it.
  case otherDigest
  /// It does not decode as a record of its kind.
  case malformed(JSONFault)
  /// It has the name of another generation's.
  case ofGeneration(Int)
  /// It holds no number, or not with its digest.
  case noNumber
  /// No program writes the file `format` like this.
  case malformedFormat
}
