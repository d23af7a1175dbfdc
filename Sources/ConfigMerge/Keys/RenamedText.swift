/// A configuration in which keys have other names than before, or are elsewhere.
struct RenamedText {
  private(set) var bytes: [UInt8]
  private(set) var followed: [FollowedKey] = []

  /// How many keys one rule moves to other maps, each by a merge of its own; what is left are conflicts.
  private static let mostMoves = 200

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
    var moves = 0
    while moves < Self.mostMoves, move(rename, format) { moves += 1 }
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

  private func matches(
    of rename: KeyRename, in root: Node
  ) -> [(match: KeyMatch, target: ConfigPath)] {
    // What has come here by the same rule does not go on.
    let known = Set(followed.map(\.to))
    return rename.from.matches(in: root).compactMap { match in
      guard match.element.key != nil, !spared.contains(match.path),
        !known.contains(match.path.description),
        let target = rename.target(of: match), target != match.path, root.value(at: target) == nil
      else { return nil }
      return (match, target)
    }
  }

  /// Writes other names in the places of those that stay in their maps: nothing else changes.
  private mutating func renameInPlace(_ rename: KeyRename, _ format: ConfigFormat) {
    guard let (text, root) = Self.read(bytes, format) else { return }
    let found = matches(of: rename, in: root).filter {
      $0.target.steps.dropLast() == $0.match.path.steps.dropLast()
    }
    if found.isEmpty { return }
    var renamed = text.bytes
    for (match, target) in found.reversed() {
      guard let old = match.element.key, old.tag == nil, old.anchor == nil,
        case .key(let name)? = target.steps.last
      else { return }
      renamed.replaceSubrange(old.body..<old.end, with: Self.key(name, like: old, format))
    }
    guard let (result, after) = Self.read(renamed, format), root.weight == after.weight,
      text.duplicateKeys == result.duplicateKeys
    else { return }
    let isAsMeant = found.allSatisfy { match, target in
      after.value(at: match.path) == nil
        && after.value(at: target)?.isSame(as: match.element.value) ?? false
    }
    guard isAsMeant else { return }
    bytes = renamed
    followed += found.map {
      FollowedKey(from: $0.match.path.description, to: $0.target.description)
    }
  }

  /// Moves one key to another map; says whether there was one that can be moved.
  private mutating func move(_ rename: KeyRename, _ format: ConfigFormat) -> Bool {
    guard let (text, root) = Self.read(bytes, format) else { return false }
    for (match, target) in matches(of: rename, in: root)
    where target.steps.dropLast() != match.path.steps.dropLast() {
      guard let moved = Self.moved(text, root, match, target) else { continue }
      bytes = moved
      followed.append(FollowedKey(from: match.path.description, to: target.description))
      return true
    }
    return false
  }

  /// A key as the text writes the one that it takes the place of.
  static func key(_ name: String, like old: Node?, _ format: ConfigFormat) -> [UInt8] {
    if format == .yaml, ScalarText.isSafePlain(name), old.map({ $0.style == .plain }) ?? true {
      return Array(name.utf8)
    }
    return Array(ScalarText.doubleQuoted(name, escapingNonASCII: false).utf8)
  }
}

extension Node {
  /// The value at a path, however it is named; `nil` where there is none, or several.
  func value(at path: ConfigPath) -> Node? {
    var node = self
    for step in path.steps {
      let found = node.elements.enumerated().filter { index, element in
        switch step {
        case .key(let key): element.key?.text == key
        case .identity(let key, let value): element.key == nil && element.value[key]?.text == value
        case .item(let text): element.key == nil && element.value.text == text
        case .index(let place): element.key == nil && index == place
        case .document, .otherDocument: false
        }
      }
      guard let one = found.first, found.count == 1 else { return nil }
      node = one.element.value
    }
    return node
  }
}
