/// Why a key or a signature cannot be used.
public enum SigningFault: Error, Hashable, Sendable {
  /// The lines are not those of the kind of file that was wanted.
  case notA(SigningFile)
  /// It was made in a way that is not read here: the two letters that name it.
  case unknownAlgorithm(String)
  /// The passphrase is not the one that the key was encrypted with.
  case wrongPassphrase
  /// The key is encrypted, and nobody said the passphrase.
  case noPassphrase
  /// Encrypting or decrypting the key needs so many bytes of memory.
  case noMemory(bytes: UInt64)
  /// The secret key's own checksum does not fit it.
  case damagedKey
}

/// The kinds of file that minisign knows.
public enum SigningFile: Hashable, Sendable {
  case publicKey, secretKey, signature
}

/// Lines of one of minisign's files: a comment and a text in base64, one or two times.
struct CommentedLines {
  /// Each comment without what introduces it, and what the line below it stands for.
  private(set) var pairs: [(comment: [UInt8], contents: [UInt8])] = []

  private static let introductions = ["untrusted comment: ", "trusted comment: "].map {
    Array($0.utf8)
  }
  /// More than any of these files has.
  static let longest = 64 << 10

  /// - Parameter count: How many pairs there must be.
  init?(_ bytes: [UInt8], count: Int) {
    guard bytes.count <= Self.longest else { return nil }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    while lines.last?.isEmpty ?? false { lines.removeLast() }
    guard lines.count == 2 * count else { return nil }
    for index in 0..<count {
      let introduction = Self.introductions[index]
      guard lines[2 * index].starts(with: introduction),
        let contents = Base64.decoded(lines[2 * index + 1])
      else { return nil }
      pairs.append((Array(lines[2 * index].dropFirst(introduction.count)), contents))
    }
  }

  /// The text of such a file.
  static func text(_ pairs: [(comment: [UInt8], contents: [UInt8])]) -> [UInt8] {
    var text: [UInt8] = []
    for (introduction, pair) in zip(introductions, pairs) {
      text += introduction + pair.comment
      text += Array("\n\(Base64.text(of: pair.contents))\n".utf8)
    }
    return text
  }
}
