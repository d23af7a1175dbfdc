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

  /// The folders above this path, the nearest first.
  public var ancestors: UnfoldSequence<RelativePath, RelativePath> {
    sequence(state: self) { path in
      guard let parent = path.parent else { return nil }
      path = parent
      return parent
    }
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

  /// Whether this path is one of the names in `folder`.
  public func isDirectly(in folder: RelativePath) -> Bool {
    isInside(folder) && !bytes[(folder.bytes.count + 1)...].contains(Self.slash)
  }

  /// The path from `root` to `location`; `nil` where that is not below it.
  public init?(_ location: FilePath, below root: FilePath) {
    var rest = location
    guard rest.removePrefix(root) else { return nil }
    self.init(bytes: rest.bytes)
  }

  /// Where this path is when it is taken below `root`.
  public func resolved(in root: FilePath) -> FilePath {
    root.appending(bytes: bytes)
  }
}

extension Set<RelativePath> {
  /// Adds the folders above `path`, up to the first that is a member: those above it came with it.
  public mutating func insertAncestors(of path: RelativePath) {
    for folder in path.ancestors { guard insert(folder).inserted else { return } }
  }
}

extension FilePath {
  public var bytes: [UInt8] {
    withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
  }

  /// The path for people and programs, as ``Spelling`` writes bytes.
  public var spelling: String { Spelling.text(of: bytes) }

  /// The path that these bytes are.
  public init(bytes: [UInt8]) {
    self = FilePath("").appending(bytes: bytes)
  }

  /// The neighbour of this file whose name goes on with `suffix`: names need not be text.
  public func withSuffix(_ suffix: String) -> FilePath { FilePath(bytes: bytes + suffix.utf8) }

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

extension DefaultStringInterpolation {
  /// Writes a path into a sentence, as ``Spelling`` does.
  public mutating func appendInterpolation(_ path: FilePath) { appendLiteral(path.spelling) }
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

/// For people and programs, as ``Spelling`` writes bytes.
extension RelativePath: CustomStringConvertible {
  public var description: String { Spelling.text(of: bytes) }

  public static func text(of bytes: [UInt8]) -> String { Spelling.text(of: bytes) }

  /// What a path stands for that somebody wrote, or that was kept as text: as ``description`` writes
  /// it or, where there is nothing of that name, byte by byte.
  public func reading(
    where isThere: (RelativePath) throws -> Bool
  ) rethrows -> RelativePath {
    guard let read = Spelling.bytes(in: bytes), read != bytes,
      let path = RelativePath(bytes: read)
    else { return self }
    return try !isThere(path) && isThere(self) ? self : path
  }
}
