import FileEffects

/// The 64-bit name of a key pair, drawn by chance when it was made.
public struct KeyID: Hashable, Sendable {
  /// Eight, as they are in files.
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension KeyID: CustomStringConvertible {
  /// As minisign shows it: 16 hexadecimal digits of a little-endian number.
  public var description: String {
    bytes.reversed().map { String($0, radix: 16, uppercase: true).zeroPadded(to: 2) }.joined()
  }
}

/// A key that verifies signatures, as in minisign's public key files.
///
/// Source: https://jedisct1.github.io/minisign/#public-key-format
public struct PublicKey: Hashable, Sendable {
  public let id: KeyID
  let point: [UInt8]

  init(id: KeyID, point: [UInt8]) { (self.id, self.point) = (id, point) }

  /// Reads a public key file, or its second line alone.
  ///
  /// - Throws: ``SigningFault``.
  public init(_ bytes: [UInt8]) throws(SigningFault) {
    let line = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard bytes.count <= CommentedLines.longest,
      let contents = CommentedLines(bytes, count: 1)?.pairs[0].contents
        ?? (line.count == 1 ? Base64.decoded(line[0]) : nil),
      contents.count == 2 + 8 + Sodium.publicKeyBytes
    else { throw .notA(.publicKey) }
    guard contents.starts(with: "Ed".utf8) else {
      throw .unknownAlgorithm(RelativePath.text(of: Array(contents.prefix(2))))
    }
    self.init(id: KeyID(Array(contents[2..<10])), point: Array(contents[10...]))
  }

  /// The file's second line, which is all of the key: what minisign's `-P` takes.
  public var line: String {
    Base64.text(of: Array("Ed".utf8) + id.bytes + point)
  }

  /// The contents of a public key file.
  public var file: [UInt8] {
    Array("untrusted comment: minisign public key \(id)\n\(line)\n".utf8)
  }
}
