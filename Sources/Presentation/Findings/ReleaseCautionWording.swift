import FileEffects
public import Releases
import SystemPackage
import Upgrades

extension ReleaseCaution: Worded {
  public var wording: Wording {
    switch self {
    case .unknownKeys(let keys):
      Wording(
        "the release's manifest.json has "
          + (keys.count == 1 ? "an unknown key, which is" : "unknown keys, which are")
          + " ignored: "
          + MachineFinding.folded(keys.map(Spelling.line), limit: 5))
    case .workingTree(let folder, let option):
      Wording(
        "\(folder) is a git working tree: uncommitted changes and untracked files in it count as part of "
          + "the release",
        advice:
          "pass \(option) \(Spelling.shellWord("git:\(folder)@HEAD")) to use only committed files")
    }
  }
}
