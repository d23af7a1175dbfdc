import TestSupport
import Testing

@testable import ConfigMerge

/// A place in YAML where a comment may stand: what is in `‹›` is it, with the blanks around it.
private struct CommentPlace: CustomTestStringConvertible, Sendable {
  var name: String
  var before = "a: 1\n"
  /// The element that it stands at, whose value is `OLD`.
  var element: String
  var after = "z: 1\n"
  /// An element that can stand before it or behind it.
  var neighbour = "n: 1\n"

  init(
    _ name: String, _ element: String, before: String = "a: 1\n", after: String = "z: 1\n",
    neighbour: String = "n: 1\n"
  ) {
    (self.name, self.element) = (name, element)
    (self.before, self.after, self.neighbour) = (before, after, neighbour)
  }

  var testDescription: String { name }

  enum Variant { case plain, removed, neighbourBefore, neighbourAfter }

  func text(_ value: String, hasComment: Bool, _ variant: Variant = .plain) -> String {
    var parts = [before, element, after]
    switch variant {
    case .plain: break
    case .removed: parts.remove(at: 1)
    case .neighbourBefore: parts.insert(neighbour, at: 1)
    case .neighbourAfter: parts.insert(neighbour, at: 2)
    }
    let text = parts.joined().replacing("OLD", with: value)
    return hasComment
      ? text.filter { !"‹›".contains($0) }
      : text.replacing(/‹[^›]*›/.dotMatchesNewlines(), with: "")
  }

  static let all = [
    // Around documents.
    CommentPlace("before the document", "k: OLD\n", before: "‹# c\n›"),
    CommentPlace("before the document, apart", "k: OLD\n", before: "‹# c\n\n›"),
    CommentPlace("before ---", "k: OLD\n", before: "‹# c\n›---\n"),
    CommentPlace("beside ---", "k: OLD\n", before: "---‹ # c›\n"),
    CommentPlace("after ---", "k: OLD\n", before: "---\n‹# c\n›"),
    CommentPlace("beside a directive", "k: OLD\n", before: "%YAML 1.1‹ # c›\n---\n"),
    CommentPlace("after a directive", "k: OLD\n", before: "%YAML 1.1\n‹# c\n›---\n"),
    CommentPlace("beside ...", "k: OLD\n", after: "...‹ # c›\n"),
    CommentPlace("after ...", "k: OLD\n", after: "...\n‹# c\n›"),
    // Above and beside entries.
    CommentPlace("above an entry", "‹# c\n›k: OLD\n"),
    CommentPlace("above an entry, apart", "\n‹# c\n\n›k: OLD\n"),
    CommentPlace("above an entry, too deep", "‹    # c\n›k: OLD\n"),
    CommentPlace("above an entry inside, too shallow", "k:\n‹# c\n›  v: OLD\n"),
    CommentPlace("above the first entry inside", "k:\n‹  # c\n›  v: OLD\n  w: 1\n"),
    CommentPlace("beside the key of a map", "k:‹  # c›\n  v: OLD\n"),
    CommentPlace("beside the key of a list", "k:‹  # c›\n  - OLD\n"),
    CommentPlace("beside the key of a list that is not indented", "k:‹  # c›\n- OLD\n"),
    CommentPlace(
      "beside -", "-‹ # c›\n  v: OLD\n", before: "- 1\n", after: "- 2\n", neighbour: "- n\n"),
    CommentPlace(
      "beside - of a list", "-‹ # c›\n  - OLD\n", before: "- 1\n", after: "- 2\n",
      neighbour: "- n\n"),
    CommentPlace(
      "beside an item", "- OLD‹ # c›\n", before: "- 1\n", after: "- 2\n", neighbour: "- n\n"),
    CommentPlace(
      "above an item", "‹# c\n›- OLD\n", before: "- 1\n", after: "- 2\n", neighbour: "- n\n"),
    CommentPlace(
      "beside the first entry of an item", "- id: 5‹ # c›\n  v: OLD\n", before: "- id: 1\n",
      after: "- id: 2\n", neighbour: "- id: 9\n"),
    CommentPlace(
      "beside the last entry of an item", "- id: 5\n  v: OLD‹ # c›\n", before: "- id: 1\n",
      after: "- id: 2\n", neighbour: "- id: 9\n"),
    CommentPlace(
      "in a list in a list", "- - 1\n‹  # c\n›  - OLD\n", before: "- 1\n", after: "- 2\n",
      neighbour: "- n\n"),
    CommentPlace("beside ? and its key", "? k‹ # c›\n: OLD\n"),
    CommentPlace("between a key and :", "? k\n‹# c\n›: OLD\n"),
    CommentPlace("beside :", "? k\n:‹ # c›\n  v: OLD\n"),
    CommentPlace("beside a key that is a list", "? [k, l]‹ # c›\n: OLD\n"),
    CommentPlace("inside a key that is a list", "? - k‹ # c›\n  - l\n: OLD\n"),
    // Between key and value.
    CommentPlace("beside a key whose value is below", "k:‹ # c›\n  OLD\n"),
    CommentPlace("between key and value", "k:\n‹  # c\n›  OLD\n"),
    CommentPlace("beside an anchor whose value is below", "k: &x‹ # c›\n  OLD\n"),
    CommentPlace("below an anchor", "k: &x\n‹  # c\n›  OLD\n"),
    CommentPlace("beside a tag whose value is below", "k: !t‹ # c›\n  OLD\n"),
    CommentPlace("below a tag", "k: !t\n‹  # c\n›  OLD\n"),
    CommentPlace("beside the anchor of a map", "k: &x‹ # c›\n  v: OLD\n"),
    CommentPlace("beside the tag of a list", "k: !t‹ # c›\n  - OLD\n"),
    CommentPlace("beside an anchor on its own line", "k:\n  &x‹ # c›\n  v: OLD\n"),
    // Beside and below texts.
    CommentPlace("beside |", "k: |‹  # c›\n  OLD\n"),
    CommentPlace("beside |-", "k: |-‹ # c›\n  OLD\n"),
    CommentPlace("beside |+", "k: |+‹ # c›\n  OLD\n\n"),
    CommentPlace("beside >", "k: >‹ # c›\n  OLD\n"),
    CommentPlace("beside >2-", "k: >2-‹ # c›\n  OLD\n"),
    CommentPlace(
      "beside | of an item", "- |‹ # c›\n  OLD\n", before: "- 1\n", after: "- 2\n",
      neighbour: "- n\n"),
    CommentPlace("below a block of text", "k: |\n  OLD\n‹# c\n›"),
    CommentPlace("below a block of text, deeper than its key", "k: |\n    OLD\n‹  # c\n›"),
    CommentPlace("below a text that keeps its blank lines", "k: |+\n  OLD\n\n‹# c\n›"),
    CommentPlace("beside a plain scalar", "k: OLD‹ # c›\n"),
    CommentPlace("beside a scalar in quotes", "k: \"OLD\"‹ # c›\n"),
    CommentPlace("beside a scalar in single quotes", "k: 'OLD'‹ # c›\n"),
    CommentPlace("beside the last line of a plain scalar", "k: x\n  OLD‹ # c›\n"),
    CommentPlace("beside the last line of quotes", "k: \"x\n  OLD\"‹ # c›\n"),
    CommentPlace("beside the last line of single quotes", "k: 'x\n  OLD'‹ # c›\n"),
    CommentPlace("beside nothing", "k:‹ # c›\nl: OLD\n"),
    CommentPlace("beside an alias", "k: *x‹ # c›\nl: OLD\n", before: "a: &x 1\n"),
    // In brackets.
    CommentPlace("beside [", "k: [‹ # c›\n  OLD, 2]\n"),
    CommentPlace("beside {", "k: {‹ # c›\n  v: OLD}\n"),
    CommentPlace("beside an item in brackets", "k: [\n  OLD,‹ # c›\n  2\n  ]\n"),
    CommentPlace("beside the last item in brackets", "k: [\n  1,\n  OLD‹ # c›\n  ]\n"),
    CommentPlace("on a line in brackets", "k: [\n  1,\n‹  # c\n›  OLD\n  ]\n"),
    CommentPlace("before ]", "k: [\n  1,\n  OLD,\n‹  # c\n›  ]\n"),
    CommentPlace("before }", "k: {\n  v: OLD\n‹  # c\n›  }\n"),
    CommentPlace("beside ]", "k: [OLD, 2]‹ # c›\n"),
    CommentPlace("beside ] on its own line", "k: [\n  OLD\n  ]‹ # c›\n"),
    CommentPlace("between : and a value in brackets", "k: {v:‹ # c›\n  OLD}\n"),
    CommentPlace("in brackets in brackets", "k: [\n  {v: OLD,‹ # c›\n   w: 1},\n  2\n  ]\n"),
    // Below maps and lists, and at the end.
    CommentPlace("below a map, as deep as it", "k:\n  v: OLD\n‹  # c\n›"),
    CommentPlace("below a map, deeper", "k:\n  v: OLD\n‹      # c\n›"),
    CommentPlace("below a map, less deep", "k:\n    v: OLD\n‹  # c\n›"),
    CommentPlace("below a map, not deep at all", "k:\n  v: OLD\n‹# c\n›"),
    CommentPlace("below a list, as deep as it", "k:\n  - OLD\n‹  # c\n›"),
    CommentPlace("below a list, deeper", "k:\n  - OLD\n‹    # c\n›"),
    CommentPlace("below a list that is not indented", "k:\n- OLD\n‹# c\n›"),
    CommentPlace("at the end", "k: OLD\n", after: "‹# c\n›"),
    CommentPlace("at the end, apart", "k: OLD\n", after: "\n‹# c\n›"),
    CommentPlace("at the end, without a line break", "k: OLD\n", after: "‹# c›"),
    CommentPlace("at the end, deep", "k: OLD\n", after: "‹    # c\n›"),
    CommentPlace("beside the last line, without a line break", "k: OLD‹ # c›", after: ""),
  ]
}

@Suite(.tags(.unit)) struct CommentPlacesTests {
  private func merge(_ base: String, _ local: String, _ upgrade: String) -> (Bool, String) {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade)
    return (merged.conflicts.isEmpty, ThreeWayMergeTests.text(merged))
  }

  private func count(_ text: String) -> Int { text.components(of: "# c") }

  @Test(arguments: CommentPlace.all)
  private func `a comment of the user's stays when the release changes the value`(
    place: CommentPlace
  ) {
    let base = place.text("OLD", hasComment: false)
    let (isClean, text) = merge(
      base, place.text("OLD", hasComment: true), place.text("NEW", hasComment: false))
    #expect(count(text) == 1, "\(text)")
    #expect(!isClean || (text.contains("NEW") && !text.contains("OLD")), "\(text)")
  }

  @Test(arguments: CommentPlace.all)
  private func `a comment that all have is there once when one side changes the value`(
    place: CommentPlace
  ) {
    let base = place.text("OLD", hasComment: true)
    let changed = place.text("NEW", hasComment: true)
    for (local, upgrade) in [(base + "\n", changed), (changed, base + "\n")] {
      let (isClean, text) = merge(base, local, upgrade)
      #expect(isClean && count(text) == 1 && text.contains("NEW"), "\(text)")
    }
  }

  @Test(arguments: CommentPlace.all)
  private func `a comment of the user's stays when the release removes what it stands at`(
    place: CommentPlace
  ) {
    let base = place.text("OLD", hasComment: false)
    let (_, text) = merge(
      base, place.text("OLD", hasComment: true), place.text("OLD", hasComment: false, .removed))
    #expect(count(text) == 1, "\(text)")
  }

  @Test(arguments: CommentPlace.all)
  private func `a comment that all have is there once when one side adds a neighbour`(
    place: CommentPlace
  ) {
    let base = place.text("OLD", hasComment: true)
    let other = place.text("NEW", hasComment: true)
    for variant in [CommentPlace.Variant.neighbourBefore, .neighbourAfter] {
      let added = place.text("OLD", hasComment: true, variant)
      for (local, upgrade) in [(other, added), (added, other)] {
        let (isClean, text) = merge(base, local, upgrade)
        #expect(count(text) == 1, "\(text)")
        #expect(!isClean || text.contains("NEW"), "\(text)")
      }
    }
  }

  @Test(arguments: CommentPlace.all)
  private func `a comment that both added is there once when one side changes the value`(
    place: CommentPlace
  ) {
    let base = place.text("OLD", hasComment: false)
    let local = place.text("OLD", hasComment: true)
    let upgrade = place.text("NEW", hasComment: true)
    let (isClean, text) = merge(base, local, upgrade)
    #expect(count(text) == 1, "\(text)")
    #expect(!isClean || text.contains("NEW"), "\(text)")
  }

  @Test(arguments: ["# c\n", "# c", "\n# c\n", "---\n# c\n", "# c\n---\n", "# c\n...\n"])
  func `a comment in an otherwise empty file stays`(local: String) {
    for base in ["", local] {
      for upgrade in ["k: 1\n", local + "\nk: 1\n"] where base == "" || upgrade != "k: 1\n" {
        #expect(count(merge(base, local, upgrade).1) == 1, "\(base) \(upgrade)")
      }
    }
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
