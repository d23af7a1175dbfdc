/// Names under which version control and stores of this program keep their own records.
///
/// Files there can run programs (hooks, settings) or overrule the layers. They are never stored and
/// never written from a store, whatever a release or an older generation holds.
public enum ReservedName {
  /// git, Mercurial, Subversion, Bazaar and Jujutsu, and our own.
  private static let names = [".git", ".hg", ".svn", ".bzr", ".jj", ".cortex"].map {
    Array($0.utf8)
  }

  /// Whether a name is written exactly as these programs write it.
  public static func isPlain(_ name: [UInt8]) -> Bool { names.contains(name) }

  /// Whether some file system takes a name for one of these: in any case, with dots and blanks at its
  /// end, with characters that nobody sees, with a stream after a colon, or as the short name that
  /// Windows gives it.
  public static func isReserved(_ name: [UInt8]) -> Bool {
    mayBeReserved(name) && isReserved(folded: folded(name))
  }

  private static func isReserved(folded name: [UInt8]) -> Bool {
    names.contains { reserved in
      if name == reserved { return true }
      let short = reserved.dropFirst()
      return name.count == short.count + 2 && name.starts(with: short)
        && name[short.count] == UInt8(ascii: "~")
        && (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(name[short.count + 1])
    }
  }

  /// Quick, and `false` for nearly all names.
  private static func mayBeReserved(_ name: [UInt8]) -> Bool {
    name.first == UInt8(ascii: ".") || name.contains { $0 == UInt8(ascii: "~") || $0 >= 0x80 }
  }

  /// The name as the file systems see it that equate most.
  private static func folded(_ name: [UInt8]) -> [UInt8] {
    var bytes = name.prefix { $0 != UInt8(ascii: ":") }[...]
    if bytes.contains(where: { $0 >= 0x80 }) {
      let visible = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter {
        !$0.properties.isDefaultIgnorableCodePoint
      }
      // Both ways, since letters such as the long s have an upper case only.
      bytes = Array(String(String.UnicodeScalarView(visible)).uppercased().lowercased().utf8)[...]
    }
    while bytes.last == UInt8(ascii: ".") || bytes.last == UInt8(ascii: " ") {
      bytes.removeLast()
    }
    return bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
  }
}

extension RelativePath {
  /// Whether it is, or lies below, what ``ReservedName`` is about. A backslash counts as a slash, as it
  /// does on Windows.
  public var isReserved: Bool {
    guard mayBeReserved else { return false }
    return bytes.split { Self.separates($0) }.contains { ReservedName.isReserved(Array($0)) }
  }

  private static func separates(_ byte: UInt8) -> Bool {
    byte == slash || byte == UInt8(ascii: "\\")
  }

  /// Quick, and `false` for nearly all paths.
  private var mayBeReserved: Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var isStart = true
      for byte in bytes {
        if isStart && byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") || byte >= 0x80 {
          return true
        }
        isStart = Self.separates(byte)
      }
      return false
    }
  }
}
