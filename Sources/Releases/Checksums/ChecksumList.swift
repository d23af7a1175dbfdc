public import FileEffects
public import ObjectStore
import SystemPackage

/// A list of digests, `SHA256SUMS.txt`, as `sha256sum` writes it: a line of 64 hexadecimal digits, a
/// blank, a blank or `*`, and a name for each file.
public struct ChecksumList: Sendable {
  public struct Line: Hashable, Sendable {
    public var path: RelativePath
    public var digest: ObjectID

    public init(path: RelativePath, digest: ObjectID) { (self.path, self.digest) = (path, digest) }
  }

  public static let fileName = "SHA256SUMS.txt"
  static let path = RelativePath(unchecked: Array(fileName.utf8))
  /// The longest list that is read, in bytes.
  public static let longest = 16 << 20

  /// Each file once, in the order of the list. A line for the list itself, which `sha256sum *` writes
  /// while the list is still empty, says nothing.
  public private(set) var lines: [Line] = []

  /// Reads a list; `place` is where it is, for people.
  ///
  /// - Throws: ``ReleaseError/malformedChecksums(list:line:_:)``.
  public init(_ bytes: [UInt8], at place: String) throws(ReleaseError) {
    var known: [RelativePath: ObjectID] = [:]
    var number = 0
    var remaining = bytes[...]
    while !remaining.isEmpty {
      let line = remaining.prefix { $0 != UInt8(ascii: "\n") }
      remaining = remaining[min(line.endIndex + 1, remaining.endIndex)...]
      number += 1
      func malformed(_ fault: ChecksumListFault) -> ReleaseError {
        .malformedChecksums(list: place, line: number, fault)
      }
      var rest = line
      if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
      if rest.isEmpty { continue }
      // A backslash at the start says that the name is written with escapes.
      let isEscaped = rest.first == UInt8(ascii: "\\")
      if isEscaped { rest.removeFirst() }
      guard let digest = Self.digest(rest.prefix(64)) else {
        throw malformed(.noDigest)
      }
      rest = rest.dropFirst(64)
      guard rest.first == UInt8(ascii: " "), let mark = rest.dropFirst().first,
        mark == UInt8(ascii: " ") || mark == UInt8(ascii: "*")
      else { throw malformed(.noSeparator) }
      guard let name = isEscaped ? Self.unescaped(rest.dropFirst(2)) : Array(rest.dropFirst(2))
      else {
        throw malformed(.unknownEscape)
      }
      guard let path = RelativePath(bytes: name.starts(with: "./".utf8) ? Array(name[2...]) : name)
      else {
        throw malformed(.badPath(name))
      }
      if path == Self.path { continue }
      if let other = known[path] {
        guard other == digest else {
          throw malformed(.contradiction(path))
        }
        continue
      }
      known[path] = digest
      lines.append(Line(path: path, digest: digest))
    }
  }

  /// The text of a list.
  public static func text(_ lines: [Line]) -> [UInt8] {
    lines.flatMap { Array("\($0.digest)  ".utf8) + $0.path.bytes + [UInt8(ascii: "\n")] }
  }

  private static func digest(_ digits: ArraySlice<UInt8>) -> ObjectID? {
    ObjectID(
      String(decoding: digits.map { (0x41...0x46).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self))
  }

  private static func unescaped(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = name
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
      default: return nil
      }
    }
    return result
  }
}

/// What a list of digests said of a release.
public enum ChecksumFinding: Hashable, Sendable {
  /// So many files are the ones that `list` lists.
  case agrees(list: String, files: Int)
  /// There is a list beside the package, and no line of it is about the package.
  case notNamed(list: String, name: String)
  /// No line of the list is about these.
  case unlisted(list: String, names: [RelativePath])
  /// They do not agree, and whoever reads the release wanted to hear of it only.
  case disagrees(ReleaseError)
}
