/// How keys are moved to other maps: as a release would that has them there, by a merge of its own. So they are
/// spliced, and checked, as everything else is.
extension RenamedText {
  /// A key, and where it goes.
  typealias Move = (match: KeyMatch, target: ConfigPath)

  /// Whether a key may go where a rule says, taken by itself.
  static func isMovable(_ move: Move, in index: KeyIndex) -> Bool {
    let (from, to) = (move.match.path.steps, move.target.steps)
    guard let element = index[move.match.path], !element.value.hasAnchors,
      !element.value.hasAliases
    else { return false }
    // A map cannot go into itself, nor take the place of one that it is in.
    return !to.starts(with: from) && !from.starts(with: to) && index.hasRoom(at: move.target)
  }

  /// The text after all of the moves; `nil` where they cannot be made together.
  static func moved(_ text: ParsedText, _ moves: [Move], by rename: KeyRename) -> [UInt8]? {
    let (here, there) = (KeySketch(), KeySketch())
    for (match, target) in moves {
      // First what it comes from: a key that moves goes behind that.
      there.addMap(at: match.path.steps.dropLast())
      guard here.add(match.element, at: match.path), there.add(match.element, at: target) else {
        return nil
      }
    }
    let merged = MergedFile(
      merging: MergeSides(
        base: here.bytes(text), local: text.bytes, upgrade: there.bytes(text), format: text.format)
    ) { _ in nil }
    guard merged.method == .structure, merged.conflicts.isEmpty,
      case .success(let result) = ParsedText.read(merged.bytes, as: text.format),
      let after = result.documents.first, areMade(moves, by: rename, in: after)
    else { return nil }
    return merged.bytes
  }

  /// Whether each key is where it belongs, with its value, and nowhere else.
  private static func areMade(_ moves: [Move], by rename: KeyRename, in root: Node) -> Bool {
    let left = Set(rename.from.matches(in: root).map(\.path))
    let come = Dictionary(grouping: rename.to.matches(in: root), by: \.path)
    return moves.allSatisfy { match, target in
      guard let found = come[target], found.count == 1 else { return false }
      return !left.contains(match.path) && found[0].element.value.isSame(as: match.element.value)
    }
  }
}
