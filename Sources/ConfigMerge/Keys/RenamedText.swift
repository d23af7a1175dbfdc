/// A configuration in which keys have other names than before, or are elsewhere.
struct RenamedText {
  private(set) var bytes: [UInt8]
  private(set) var followed: [FollowedKey] = []
  /// Digests of what the keys in ``followed`` hold, by what they were called.
  private(set) var values: [String: Int] = [:]

  /// How often a rule tries to move keys; what is left then stays.
  private static let mostMerges = 40

  /// The keys that could not be renamed.
  private(set) var stayed: Set<ConfigPath> = []
  private let spared: Set<ConfigPath>

  /// - Parameter spared: Keys that are not renamed.
  init(
    _ bytes: [UInt8], _ rename: KeyRename, _ format: ConfigFormat,
    sparing spared: Set<ConfigPath> = []
  ) {
    (self.bytes, self.spared) = (bytes, spared)
    guard format != .text, bytes.count <= ParsedText.maximumBytes else { return }
    renameInPlace(rename, format)
    var merges = Self.mostMerges
    move(rename, format, &merges)
    let known = Set(followed.map(\.to))
    if let (_, root) = Self.read(self.bytes, format) {
      stayed = Set(
        rename.from.matches(in: root).map(\.path).filter { !known.contains($0.description) })
    }
  }

  private static func read(_ bytes: [UInt8], _ format: ConfigFormat) -> (ParsedText, root: Node)? {
    guard case .success(let text) = ParsedText.read(bytes, as: format), text.documents.count == 1,
      let root = text.documents.first
    else { return nil }
    return (text, root)
  }

  private func matches(of rename: KeyRename, in root: Node) -> [Move] {
    // What has come here by the same rule does not go on.
    let known = Set(followed.map(\.to))
    return rename.from.matches(in: root).compactMap { match in
      guard match.element.key != nil, !spared.contains(match.path),
        !known.contains(match.path.description),
        let target = rename.target(of: match), target != match.path
      else { return nil }
      return (match, target)
    }
  }

  /// Writes other names in the places of those that stay in their maps: nothing else changes.
  private mutating func renameInPlace(_ rename: KeyRename, _ format: ConfigFormat) {
    guard let (text, root) = Self.read(bytes, format) else { return }
    let found = matches(of: rename, in: root).filter { match, target in
      target.steps.dropLast() == match.path.steps.dropLast()
        && !match.parent.elements.contains { $0.key?.text == target.lastKey }
    }
    if found.isEmpty || Set(found.map(\.match.path)).count < found.count { return }
    var renamed: [UInt8] = []
    var names: [Int: String] = [:]
    var end = 0
    for (match, target) in found {
      guard let old = match.element.key, old.tag == nil, old.anchor == nil, old.body >= end,
        let name = target.lastKey
      else { return }
      renamed += text.bytes[end..<old.body] + Self.key(name, like: old, format)
      end = old.end
      names[old.start] = name
    }
    renamed += text.bytes[end...]
    guard let (result, after) = Self.read(renamed, format),
      text.duplicateKeys == result.duplicateKeys, after.isSame(as: root, renaming: names)
    else { return }
    bytes = renamed
    note(found)
  }

  private mutating func note(_ moves: [Move]) {
    for (match, target) in moves {
      let from = match.path.description
      followed.append(FollowedKey(from: from, to: target.description))
      values[from] = match.element.value.digest
    }
  }

  /// Moves the keys that go to other maps: all together, and where that fails, by halves.
  ///
  /// - Parameter paths: Those that are meant; `nil` for all.
  private mutating func move(
    _ rename: KeyRename, _ format: ConfigFormat, _ merges: inout Int,
    of paths: Set<ConfigPath>? = nil
  ) {
    guard merges > 0, let (text, root) = Self.read(bytes, format) else { return }
    let index = KeyIndex(of: root)
    let moves = matches(of: rename, in: root).filter { move in
      paths?.contains(move.match.path) ?? true
        && move.target.steps.dropLast() != move.match.path.steps.dropLast()
        && Self.isMovable(move, in: index)
    }
    if moves.isEmpty { return }
    merges -= 1
    if let moved = Self.moved(text, moves, by: rename) {
      bytes = moved
      note(moves)
      return
    }
    if moves.count == 1 { return }
    let half = moves.count / 2
    move(rename, format, &merges, of: Set(moves[..<half].map(\.match.path)))
    move(rename, format, &merges, of: Set(moves[half...].map(\.match.path)))
  }

  /// A key as the text writes the one that it takes the place of.
  static func key(_ name: String, like old: Node?, _ format: ConfigFormat) -> [UInt8] {
    if format == .yaml, ScalarText.isSafePlain(name), old.map({ $0.style == .plain }) ?? true {
      return Array(name.utf8)
    }
    return Array(ScalarText.doubleQuoted(name, escapingNonASCII: false).utf8)
  }
}

extension ConfigPath {
  /// The key that it ends with; `nil` where it ends with an item.
  fileprivate var lastKey: String? {
    if case .key(let key)? = steps.last { key } else { nil }
  }
}

extension Node {
  /// Whether it means the same as another one in which the keys at some places have these names.
  fileprivate func isSame(as other: Node, renaming names: [Int: String]) -> Bool {
    guard isMap == other.isMap, isList == other.isList, isCollection,
      elements.count == other.elements.count
    else { return isSame(as: other) }
    return tag == other.tag
      && zip(elements, other.elements).allSatisfy { element, old in
        let isSameKey: Bool =
          switch (element.key, old.key) {
          case (nil, nil): true
          case (let key?, let oldKey?):
            names[oldKey.start].map { key.text == $0 } ?? key.isSame(as: oldKey)
          default: false
          }
        return isSameKey && element.value.isSame(as: old.value, renaming: names)
      }
  }
}
