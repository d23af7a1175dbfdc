import FileEffects
import SystemPackage

extension FilePath {
  /// The path's bytes for a URI: only unambiguous bytes stay unescaped.
  var percentEncoded: String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/".utf8)
    return withPlatformString { start in
      UnsafeBufferPointer(start: start, count: length).map { byte in
        let byte = UInt8(bitPattern: byte)
        return plain.contains(byte)
          ? String(UnicodeScalar(byte))
          : "%" + byte.hexadecimal
      }.joined()
    }
  }
}
