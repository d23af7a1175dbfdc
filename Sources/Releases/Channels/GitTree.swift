internal import CCrypto
public import FileEffects

/// The files of a tree of git, by the digests that git gives them.
public struct GitTree: Hashable, Sendable {
  /// In hexadecimal digits: 40 of SHA-1, or 64 of SHA-256.
  public var files: [RelativePath: String] = [:]

  public init() {}

  /// Reads what `git ls-tree -r -z` prints: `MODE TYPE DIGEST`, a tab and a path for each.
  public init(listed text: [UInt8]) {
    for line in text.split(separator: 0) {
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { continue }
      let words = line[..<tab].split(separator: UInt8(ascii: " "))
      guard words.count == 3, words[1].elementsEqual("blob".utf8),
        let path = RelativePath(bytes: Array(line[(tab + 1)...]))
      else { continue }
      files[path] = String(decoding: words[2], as: UTF8.self)
    }
  }

  /// The digest that git gives a file with these bytes, with as many digits as others have. Source:
  /// gitformat-object: the digest of `blob LENGTH`, a zero byte, and the bytes.
  public static func digest(of bytes: [UInt8], digits: Int) -> String {
    let whole = Array("blob \(bytes.count)".utf8) + [0] + bytes
    var digest = [UInt8](repeating: 0, count: digits == 64 ? 32 : 20)
    _ = digits == 64 ? SHA256(whole, whole.count, &digest) : SHA1(whole, whole.count, &digest)
    let letters = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [letters[Int($0 >> 4)], letters[Int($0 & 15)]] }, as: UTF8.self)
  }
}
