import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What a path can mean that was typed in some folder.
@Suite(.tags(.unit)) struct TypedPathTests {
  private static let root = FilePath("/home/me/cortex")

  private func meanings(_ text: String, in folder: FilePath?) throws -> [[String]] {
    try TypedPath(text).meanings(in: folder, root: Self.root).map {
      $0.map { $0?.description ?? "." }
    }
  }

  @Test(
    arguments: [
      ("a.py", "/home/me/cortex", [["a.py"], ["a.py"]]),
      ("a.py", "/home/me/cortex/src", [["src/a.py"], ["a.py"]]),
      ("./a.py", "/home/me/cortex/src", [["src/a.py"]]),
      ("../a.py", "/home/me/cortex/src", [["a.py"]]),
      ("../../cortex/a.py", "/home/me/cortex/src", [["a.py"]]),
      ("src/", "/home/me/cortex", [["src"], ["src"]]),
      ("x/../src//a.py", "/home/me/cortex", [["src/a.py"], ["src/a.py"]]),
      (".", "/home/me/cortex/src", [["src"]]), ("..", "/home/me/cortex/src", [["."]]),
      ("/home/me/cortex/src/a.py", "/", [["src/a.py"]]), ("/home/me/cortex", "/", [["."]]),
      ("cortex/a.py", "/home/me", [["a.py"], ["cortex/a.py"]]),
      ("a.py", "/home/me", [["a.py"]]), ("./a.py", "/home/me", [["a.py"]]),
      (".hidden", "/home/me/cortex/src", [["src/.hidden"], [".hidden"]]),
      ("...", "/home/me/cortex/src", [["src/..."], ["..."]]),
      (#"a\x0ab"#, "/home/me/cortex", [[#"a\x0ab"#, #"a\\x0ab"#], [#"a\x0ab"#, #"a\\x0ab"#]]),
    ])
  func `this folder first, then the deployment's`(
    text: String, folder: String, expected: [[String]]
  ) throws {
    #expect(try meanings(text, in: FilePath(folder)) == expected)
  }

  @Test func `where no folder is known, it is the deployment's`() throws {
    #expect(try meanings("src/a.py", in: nil) == [["src/a.py"]])
    #expect(try meanings("./a.py", in: nil) == [["a.py"]])
  }

  @Test(
    arguments: [
      ("../a", "/home/me/cortex", "/home/me/a"), ("/etc/passwd", "/home/me/cortex", "/etc/passwd"),
      ("../../../../../..", "/home/me/cortex/src", nil), ("../x", "/home/me", "/home/x"),
      ("/home/me/cortex2/a", "/home/me/cortex", "/home/me/cortex2/a"),
    ])
  func `what leads out of it is refused, and where it leads is said`(
    text: String, folder: String, place: String?
  ) throws {
    let error = try #require(throws: UpgradeError.self) {
      _ = try meanings(text, in: FilePath(folder))
    }
    guard case .outside(_, let means, _) = error else { throw error }
    #expect(means == place)
  }
}
