import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Generations

@Suite(.tags(.unit)) struct PathStateTests {
  /// A file, another one, a database and a link; a folder, and one that is closed to its owner; nothing.
  private static func entry(_ letter: Character) -> Entry? {
    func leaf(_ kind: Entry.Kind, _ permissions: UInt16) -> Entry {
      Entry(
        kind: kind, layer: .core, permissions: permissions, size: 1,
        object: ObjectID(of: Array(String(letter).utf8)))
    }
    return switch letter {
    case "f", "g": leaf(.file, 0o644)
    case "b": leaf(.database, 0o600)
    case "l": leaf(.link, 0o777)
    // As `c` is before its permissions are set.
    case "d": .directory(permissions: 0o711)
    case "c": .directory(permissions: 0o511)
    default: nil
    }
  }

  /// The states found: as above, a folder that is neither, or a socket.
  private static let found: [(letter: Character, contents: Inspection.PathContents)] =
    "-fgbldc".map { ($0, entry($0).map { .entry($0) } ?? .absent) } + [
      ("o", .entry(.directory(permissions: 0o700))), ("s", .special(.socket)),
    ]

  /// Each row is a state before and one after, and the path's state for each of ``found``: `=` done, `!`
  /// pending, `x` changed meanwhile, `o` obstructed. `?` is pending if unexpected paths are left as they
  /// are, and changed meanwhile if they are refused; nothing else depends on that.
  private static let table = """
    -f !=ooooooo
    -g !o=oooooo
    -b !oo=ooooo
    -l !ooo=oooo
    -d !oooo===o
    -c !oooo!==o
    f- =!xxxxxxo
    fg x!=xxxxxo
    fb x!x=xxxxo
    fl x!xx=xxxo
    fd ?!xxx===o
    fc ?!xxx!==o
    g- =x!xxxxxo
    gf x=!xxxxxo
    gb xx!=xxxxo
    gl xx!x=xxxo
    gd ?x!xx===o
    gc ?x!xx!==o
    b- !xx!xxxxo
    bf x=x!xxxxo
    bg xx=!xxxxo
    bl xxx!=xxxo
    bd ?xx!x===o
    bc ?xx!x!==o
    l- =xxx!xxxo
    lf x=xx!xxxo
    lg xx=x!xxxo
    lb xxx=!xxxo
    ld ?xxx!===o
    lc ?xxx!!==o
    d- =xxxx!xxo
    df ?=xxx!xxo
    dg ?x=xx!xxo
    db ?xx=x!xxo
    dl ?xxx=!xxo
    dc xxxxx!=!o
    c- =xxxx!!xo
    cf ?=xxx!!xo
    cg ?x=xx!!xo
    cb ?xx=x!!xo
    cl ?xxx=!!xo
    cd xxxxx=!!o
    """

  private static func letter(_ state: PathState) -> Character {
    switch state {
    case .done: "="
    case .pending: "!"
    case .unexpected(.changedMeanwhile): "x"
    case .unexpected: "o"
    }
  }

  @Test func `every path has the state that the table says`() {
    let states = "-fgbldc"
    let rows = states.flatMap { before in
      states.filter { $0 != before }.map { after in
        let change = Change(
          path: RelativePath(unchecked: [97]), before: Self.entry(before),
          after: Self.entry(after))
        return "\(before)\(after) "
          + Self.found.map { found in
            let letters = [UnexpectedPathPolicy.refuse, .leave].map { policy in
              Self.letter(
                PathState(of: change, found: .contents(found.contents), policy: policy))
            }
            return letters == ["x", "!"] ? "?" : letters[0] == letters[1] ? "\(letters[0])" : "#"
          }.joined()
      }
    }
    for (row, expected) in zip(rows, Self.table.split(separator: "\n")) {
      #expect(row == expected)
    }
    #expect(rows.count == Self.table.split(separator: "\n").count)
  }

  @Test(arguments: UnexpectedPathPolicy.allCases)
  func `below what is no folder, what goes is gone and what comes needs a folder that is made`(
    policy: UnexpectedPathPolicy
  ) {
    let path = RelativePath(unchecked: [97])
    let comes = Change(path: path, before: nil, after: Self.entry("f"))
    let goes = Change(path: path, before: Self.entry("f"), after: nil)
    let obstacle = GenerationError.blocked(path: "b", by: .kind(.symbolicLink))
    func state(_ change: Change, _ obstacle: GenerationError?) -> PathState {
      PathState(of: change, found: .unreachable(obstacle: obstacle), policy: policy)
    }
    #expect(state(comes, nil) == .pending)
    #expect(state(comes, obstacle) == .unexpected(obstacle))
    #expect(state(goes, nil) == .done)
    #expect(state(goes, obstacle) == .done)
  }

  @Test(arguments: UnexpectedPathPolicy.allCases)
  func `a database that stays is restored unless it is migrated or gone`(
    policy: UnexpectedPathPolicy
  ) {
    let change = Change(
      path: RelativePath(unchecked: [97]), before: Self.entry("b"), after: Self.entry("b"))
    func state(_ found: PathState.Found) -> PathState {
      PathState(of: change, found: found, policy: policy)
    }
    #expect(state(.database(isDone: false)) == .pending)
    #expect(state(.database(isDone: true)) == .done)
    #expect(state(.noDatabase) == .unexpected(.changedMeanwhile(path: "a")))
  }
}
