import Glibc
public import SystemPackage

/// A path below a deployment's folder: names separated by `/`, as bytes.
///
/// It is never absolute and has no empty, `.` or `..` component, so that
/// appending it to a folder stays inside that folder (links aside).
public struct RelativePath: Hashable, Sendable {
  public let bytes: [UInt8]

  static let slash = UInt8(ascii: "/")

  /// Checks `bytes`; `nil` where they are no such path.
  public init?(bytes: [UInt8]) {
    guard !bytes.isEmpty, !bytes.contains(0) else { return nil }
    for part in bytes.split(separator: Self.slash, omittingEmptySubsequences: false) {
      if part.isEmpty || part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
        return nil
      }
    }
    self.bytes = bytes
  }

  public init?(_ text: some StringProtocol) {
    self.init(bytes: Array(text.utf8))
  }

  /// Bytes that are known to be well formed, such as a name that a folder listed.
  public init(unchecked bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// This path with one more name; `nil` stands for the folder itself.
  public static func appending(_ name: [UInt8], to folder: RelativePath?) -> RelativePath {
    guard let folder else { return RelativePath(unchecked: name) }
    var bytes = folder.bytes
    bytes.reserveCapacity(bytes.count + 1 + name.count)
    bytes.append(slash)
    bytes.append(contentsOf: name)
    return RelativePath(unchecked: bytes)
  }

  /// The folder that holds this path; `nil` for a name at the top.
  public var parent: RelativePath? {
    guard let cut = bytes.lastIndex(of: Self.slash) else { return nil }
    return RelativePath(unchecked: Array(bytes[..<cut]))
  }

  /// The last name.
  public var name: [UInt8] {
    guard let cut = bytes.lastIndex(of: Self.slash) else { return bytes }
    return Array(bytes[(cut + 1)...])
  }

  public var components: [[UInt8]] {
    bytes.split(separator: Self.slash).map(Array.init)
  }

  /// Whether this path lies somewhere below `folder`.
  public func isInside(_ folder: RelativePath) -> Bool {
    bytes.count > folder.bytes.count + 1 && bytes[folder.bytes.count] == Self.slash
      && bytes.starts(with: folder.bytes)
  }

  /// The path from `root` to `location`; `nil` where that is not below it.
  public init?(_ location: FilePath, below root: FilePath) {
    var rest = location
    guard rest.removePrefix(root) else { return nil }
    self.init(
      bytes: rest.withPlatformString { text in
        Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
      })
  }

  /// Where this path is when it is taken below `root`.
  public func resolved(in root: FilePath) -> FilePath {
    root.appending(bytes: bytes)
  }
}

extension FilePath {
  /// This path with the bytes of a relative one added: names need not be text.
  public func appending(bytes: [UInt8]) -> FilePath {
    withPlatformString { root in
      let length = strlen(root)
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + bytes.count + 2) {
        guard let start = $0.baseAddress else { return self }
        var end = start
        end.update(from: root, count: length)
        end += length
        if length > 0 && end[-1] != CChar(bitPattern: RelativePath.slash) {
          end.pointee = CChar(bitPattern: RelativePath.slash)
          end += 1
        }
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(start: end, count: $0.count).copyMemory(from: $0)
        }
        end[bytes.count] = 0
        return FilePath(platformString: start)
      }
    }
  }
}

/// The bytes at once: by default an array's elements are compared and hashed one by one.
extension RelativePath {
  public static func == (left: RelativePath, right: RelativePath) -> Bool {
    left.bytes.withUnsafeBytes { a in
      right.bytes.withUnsafeBytes { b in
        guard a.count == b.count else { return false }
        guard let start = a.baseAddress, let other = b.baseAddress, start != other else {
          return true
        }
        return memcmp(start, other, a.count) == 0
      }
    }
  }

  public func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

/// Byte order, with `/` before every other byte, so that a folder's contents follow it at once:
/// the order of a depth-first walk.
extension RelativePath: Comparable {
  public static func < (left: RelativePath, right: RelativePath) -> Bool {
    left.bytes.withUnsafeBytes { a in
      right.bytes.withUnsafeBytes { b in
        let shared = min(a.count, b.count)
        var index = 0
        while index + 8 <= shared
          && a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            == b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        {
          index += 8
        }
        while index < shared && a[index] == b[index] { index += 1 }
        if index == shared { return a.count < b.count }
        if a[index] == slash { return true }
        if b[index] == slash { return false }
        return a[index] < b[index]
      }
    }
  }
}

/// For people: bytes that are not text are shown as `\xNN`.
extension RelativePath: CustomStringConvertible {
  public var description: String { RelativePath.text(of: bytes) }

  /// `bytes` as text, with what is not UTF-8 or not printable as `\xNN`.
  public static func text(of bytes: [UInt8]) -> String {
    if let whole = String(validating: bytes, as: UTF8.self),
      !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f })
    {
      return whole
    }
    return bytes.map { byte in
      byte >= 0x20 && byte < 0x7f
        ? String(UnicodeScalar(byte))
        : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
