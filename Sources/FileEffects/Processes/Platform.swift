import Glibc

/// The system that this program runs on.
public enum Platform {
  /// Such as `Linux x86_64, glibc 2.36`.
  public static var description: String {
    var system = utsname()
    var words: [String] = []
    if uname(&system) == 0 {
      words = ["\(text(&system.sysname)) \(text(&system.machine))"]
    }
    let library = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) {
        min(confstr(Int32(_CS_GNU_LIBC_VERSION), $0.baseAddress, $0.count), $0.count)
      }
    }
    // As C ends it, with a zero.
    if !library.isEmpty { words.append(String(decoding: library.dropLast(), as: UTF8.self)) }
    return words.joined(separator: ", ")
  }

  private static func text<Field>(_ field: inout Field) -> String {
    withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
