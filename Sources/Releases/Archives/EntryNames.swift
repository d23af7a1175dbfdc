import FileEffects

/// The names seen in an archive so far, and the rule for the next one.
///
/// Admitted entries can be written below one folder, in any order, on any disk, without one touching
/// another.
struct EntryNames {
  private enum Holder { case leaf, folder, impliedFolder }

  /// The most that all names may take, with the folders above each, in bytes.
  private static let maximumBytes = 128 << 20
  /// The longest name on Linux, in bytes (PATH_MAX).
  private static let maximumNameBytes = 4096
  /// How many folders may be in one another: what takes time for each folder above takes little.
  private static let maximumDepth = 256

  private var bytesSeen = 0
  /// By the name as a disk that ignores case and the spelling of accents sees it.
  private var seen: [String: (bytes: [UInt8], holder: Holder)] = [:]

  /// Checks a name of the archive and remembers it; `nil` for the root itself.
  mutating func admit(
    _ name: [UInt8], isDirectory: Bool
  ) throws(EntryRefusal) -> RelativePath? {
    guard let path = try Self.path(name, isDirectory: isDirectory) else { return nil }
    try admitFolders(above: path)
    let key = Self.key(path.bytes)
    if let known = seen[key] {
      guard known.bytes == path.bytes else { throw .sameButForCase(other: known.bytes) }
      guard isDirectory == (known.holder != .leaf) else { throw .fileAndFolder }
      guard known.holder == .impliedFolder else { throw .duplicate }
    }
    try remember(path, key, isDirectory ? .folder : .leaf)
    return path
  }

  private mutating func admitFolders(above path: RelativePath) throws(EntryRefusal) {
    for folder in path.ancestors {
      let key = Self.key(folder.bytes)
      if let known = seen[key] {
        guard known.bytes == folder.bytes else { throw .sameButForCase(other: known.bytes) }
        guard known.holder != .leaf else { throw .belowFile(folder.bytes) }
        // Those above it were admitted with it.
        return
      }
      try remember(folder, key, .impliedFolder)
    }
  }

  /// A name has a folder above it for each slash, so that few entries can have very many.
  private mutating func remember(
    _ path: RelativePath, _ key: String, _ holder: Holder
  ) throws(EntryRefusal) {
    bytesSeen += path.bytes.count + key.utf8.count
    guard bytesSeen <= Self.maximumBytes else { throw .tooMuchInNames }
    seen[key] = (path.bytes, holder)
  }

  /// The path that a name in an archive stands for, without a leading `./` and a trailing `/`.
  private static func path(
    _ name: [UInt8], isDirectory: Bool
  ) throws(EntryRefusal) -> RelativePath? {
    let slash = UInt8(ascii: "/")
    guard name.count <= maximumNameBytes else { throw .nameTooLong }
    guard name.first != slash else { throw .absoluteName }
    var rest = name[...]
    while rest.starts(with: "./".utf8) { rest.removeFirst(2) }
    if isDirectory {
      if rest.last == slash { rest.removeLast() }
      if rest.isEmpty && !name.isEmpty || rest.elementsEqual(".".utf8) { return nil }
    }
    if rest.split(separator: slash).contains(where: { $0.elementsEqual("..".utf8) }) {
      throw .climbingName
    }
    guard let path = RelativePath(bytes: Array(rest)) else { throw .malformedName }
    if path.isReserved { throw .reservedName }
    guard path.components.count <= maximumDepth else { throw .tooDeep }
    if rest.dropFirst().first == UInt8(ascii: ":"), let letter = rest.first,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter | 0x20
    {
      throw .driveLetter
    }
    if hasControls(path.bytes) { throw .controlCharacter }
    return path
  }

  /// Whether something in a name moves a cursor, or turns the direction in which it is read.
  private static func hasControls(_ name: [UInt8]) -> Bool {
    if name.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return true }
    guard name.contains(where: { $0 >= 0x80 }), let text = String(validating: name, as: UTF8.self)
    else { return false }
    return text.unicodeScalars.contains {
      $0.properties.generalCategory == .control || $0.properties.isBidiControl
        || $0.properties.generalCategory == .lineSeparator
        || $0.properties.generalCategory == .paragraphSeparator
    }
  }

  /// Equal for names that some disk takes for the same: it may ignore case, the spelling of accents,
  /// characters that nobody sees, and dots and blanks at the end. Names that are not text differ in ASCII case
  /// at most.
  private static func key(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // No valid path has a zero byte, so that this is no other name's key.
      let folded = bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
      return "\0" + String(String.UnicodeScalarView(folded.map { Unicode.Scalar($0) }))
    }
    var folded = text
    if bytes.contains(where: { $0 >= 0x80 }) {
      let visible = text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
      // Both ways, since letters such as the long s have an upper case only.
      folded = String(String.UnicodeScalarView(visible)).uppercased()
    }
    folded = folded.lowercased()
    guard text.contains("./") || text.contains(" /") || text.hasSuffix(".") || text.hasSuffix(" ")
    else { return folded }
    return folded.split(separator: "/", omittingEmptySubsequences: false).map { part in
      var part = part
      while part.last == "." || part.last == " " { part.removeLast() }
      return String(part)
    }.joined(separator: "/")
  }
}
