import FileEffects
import Releases
public import Upgrades

extension BuildFinding: Worded {
  public var wording: Wording {
    switch self {
    case .leftOut(let warning): warning.wording
    case .saysOtherVersion(let said, let version):
      Wording(
        "\(said.file) says version \(Spelling.line(said.text)), but this is \(version)",
        advice: "change it, or build with --version \(Spelling.shellWord(said.text))")
    case .notEarlier(let earlier, let version):
      Wording(
        "\(earlier) is newer than \(version): users who have it would downgrade",
        advice: "check --version and --from")
    case .migration(let finding):
      Wording(
        "migration \(finding.file)\(finding.line.map { ", line \($0)" } ?? ""): \(finding.message)",
        advice: finding.remedy)
    case .unreadableConfiguration(let found):
      Wording("upgrades would refuse this release: \(found)", advice: "correct the file")
    case .longConfiguration(let path, let bytes):
      Wording(
        "\(path) has \(Text.bytes(bytes)): upgrades merge configurations of at most 16.8 MB",
        advice: "split it")
    case .unusedRule(let pattern):
      Wording(
        "layers.yaml: no file matches '\(Spelling.line(pattern))'",
        advice: "correct the pattern or remove it")
    case .unusableKey(let text):
      Wording(
        "manifest.json: \(Spelling.line(text)) names no key of a configuration",
        advice:
          "write keys as conflicts are named, such as templates.greeting.title; * is any one key")
    case .unusableRename(let from, let to):
      Wording(
        "manifest.json: cannot rename \(Spelling.line(from)) to \(Spelling.line(to))",
        advice:
          "write keys as conflicts are named, with as many * on both sides, and a key at the end")
    case .lacksNewKey(let key, let path):
      Wording(
        "manifest.json: \(Spelling.line(key)) is a new name, but \(path) does not have it",
        advice: "correct the key, or add it to the file")
    case .neverHadKey(let key, let path):
      Wording(
        "manifest.json: \(Spelling.line(key)) is renamed, but no earlier release has it in \(path)",
        advice: "correct the key")
    case .keysElsewhere(let path):
      Wording(
        "manifest.json: \(path) is no configuration of this release",
        advice: "correct the path, or make it one in layers.yaml")
    case .stillHasKey(let key, let path):
      Wording(
        "manifest.json: \(key) is renamed, but \(path) still has it",
        advice: "rename it in the file, too")
    case .changedBrain(let paths, let version):
      Wording(
        "\(Text.count(paths.count, "file")) of the brain changed since \(version), and users who have "
          + "\(paths.count == 1 ? "it keep theirs" : "them keep theirs"): "
          + MachineFinding.folded(paths, limit: 3),
        advice: "say 'core' or 'config' in layers.yaml for what is not the user's")
    case .unknownKeys(let keys):
      Wording(
        "manifest.json has \(keys.count == 1 ? "an unknown key" : "unknown keys"): "
          + MachineFinding.folded(keys.map(Spelling.line), limit: 5),
        advice: "correct or remove \(keys.count == 1 ? "it" : "them")")
    case .notADay(let text):
      Wording(
        "manifest.json: the date \"\(Spelling.line(text))\" is not a day",
        advice: "write one such as 2026-01-31")
    case .seldomShipped(let paths):
      Wording(
        "\(Text.count(paths.count, "file")) that users seldom need: "
          + MachineFinding.folded(paths, limit: 5),
        advice: "say 'none' in layers.yaml for what is not meant for them")
    case .likelyEdited(let paths):
      Wording(
        "\(Text.count(paths.count, "core file")) that users are likely to edit, and upgrades replace: "
          + MachineFinding.folded(paths, limit: 5),
        advice: "say 'config' in layers.yaml to merge \(paths.count == 1 ? "it" : "them")")
    case .large(let files):
      Wording(
        "large files: "
          + files.map { "\($0.path) (\(Text.bytes($0.bytes)))" }.joined(separator: ", "),
        advice: "say 'none' in layers.yaml for what users do not need")
    }
  }
}
