import FileEffects
public import Upgrades

extension MachineFinding: Worded {
  public var wording: Wording {
    switch self {
    case .room(let space): Wording("the \(Text.bytes(space.needed)) needed are available")
    case .tooLittleRoom(let space):
      Wording(
        "\(space.texts.needed) needed, only \(space.texts.free) free", advice: "free some space")
    case .roomForBrain(let space):
      Wording(
        "\(Text.bytes(space.needed)) needed (twice the brain), \(Text.bytes(space.free)) free")
    case .tooLittleRoomForBrain(let space):
      Wording(
        "\(space.texts.needed) needed (twice the brain), only \(space.texts.free) free",
        advice: "free some space")
    case .tooFewFiles(let left, let needed):
      Wording(
        "the disk has room for \(left) more file\(left == 1 ? "" : "s"), and \(needed) may be needed",
        advice: "remove some files")
    case .writable: Wording("everything that an upgrade changes is writable")
    case .notWritable(let refusals):
      Wording(
        refusals.map(\.words).joined(separator: "; "),
        advice: Self.advice(against: refusals))
    case .unreadable(let files):
      Wording(
        "cannot read " + Self.folded(files.map(\.words), limit: 5),
        advice: "\(Self.permission), and stop any program that keeps a database locked")
    case .foreignOwners(let paths):
      Wording(
        "\(Self.folded(paths.map(\.description), limit: 5)) \(paths.count == 1 ? "belongs" : "belong") to "
          + "another user or group; files that an upgrade replaces become yours",
        advice: "run the upgrade as the owner or as root to avoid that")
    case .ownersLost(let paths):
      Wording(
        "\(Self.folded(paths.map(\.description), limit: 5)) \(paths.count == 1 ? "belongs" : "belong") to "
          + "another user or group, and will be yours once replaced",
        advice: "run the command as the owner or as root to avoid that")
    case .noGit, .noRepository, .gitFails, .committed, .uncommitted: gitWording
    case .noPackages, .noPython, .packagesInstalled, .packages: pythonWording
    case .noPythonAnswer:
      Wording("python3 was not found or gave no answer: no source file was compiled")
    case .sourcesCompile(let count):
      Wording("\(Words.number(count, "source file")) compiled, and the agents' modules found")
    case .sources(let faults):
      Wording(
        Self.folded(faults.map(\.words), limit: 5, between: "; "),
        advice: faults.allSatisfy { $0.module != nil }
          ? ""
          : "check that the release supports this version of python3 ('python3 --version')")
    case .sqlite(let version): Wording("version \(version)")
    case .sqliteBugUnused(let version):
      Wording("version \(version) has the WAL-reset bug, but no database is in WAL mode")
    case .sqliteBug(let version, let databases):
      Wording(
        "version \(version) has the WAL-reset bug, which can damage a database in WAL mode "
          + "(\(databases.joined(separator: ", "))) that several programs write to",
        advice: "install SQLite 3.51.3 or later")
    case .databaseNames: Wording("every file named like a database is one")
    case .foreignFiles(let paths):
      Wording(
        "not SQLite databases (encrypted, or another program's), so stored as plain bytes: "
          + paths.joined(separator: ", "),
        advice: "stop the program that writes to them before an upgrade or a snapshot")
    }
  }

  private var gitWording: Wording {
    switch self {
    case .noRepository: Wording("the deployment is not in a git repository")
    case .gitFails: Wording("'git status' fails here", advice: "run it yourself to see why")
    case .committed: Wording("all managed files are committed")
    case .uncommitted(let paths):
      Wording(
        "uncommitted changes in \(Self.folded(paths, limit: 5))",
        advice: "commit them first, so that git can tell your changes from an upgrade's")
    default: Wording("git is not installed")
    }
  }

  private var pythonWording: Wording {
    switch self {
    case .noPython:
      Wording("python3 does not run, and CORTEX needs it", advice: "install Python 3.8 or later")
    case .packagesInstalled(let count):
      Wording(count == 1 ? "1 required, installed" : "\(count) required, all installed")
    case .packages(let packages):
      Wording(
        packages.map(\.words).joined(separator: ", "),
        advice: "run 'python3 -m pip install -r requirements.txt'")
    default: Wording("none required")
    }
  }

  /// What ends protections, and what to do where it is a matter of permissions.
  private static func advice(against refusals: [Refused]) -> String {
    let commands = refusals.compactMap(\.by).map { "'\($0.words.remedy)'" }
    let undoing = commands.isEmpty ? [] : ["undo that with \(commands.joined(separator: " and "))"]
    return (undoing + (refusals.contains { $0.by == nil } ? [permission] : []))
      .joined(separator: "; ")
  }

  private static let permission =
    "give yourself permission with chmod or chown, or run cortex as the owner"

  /// Some names, and how many more there are.
  static func folded(_ names: [String], limit: Int, between separator: String = ", ") -> String {
    names.prefix(limit).joined(separator: separator)
      + (names.count > limit ? " and \(names.count - limit) more" : "")
  }
}

extension MachineFinding.Refused {
  fileprivate var words: String {
    let names = MachineFinding.folded(paths, limit: 10)
    guard let by else { return "no permission to write to \(names)" }
    return "\(names) \(paths.count == 1 ? by.words.one : by.words.several)"
  }
}

extension MachineFinding.SourceFault {
  fileprivate var words: String {
    if let module { return "\(path) imports \(module.replacing("/", with: ".")), which is missing" }
    return
      "\(path) does not compile (\(line.map { "line \($0): " } ?? "")\(problem ?? "unknown error"))"
  }
}

extension MachineFinding.Package {
  fileprivate var words: String {
    installed.map { "\(name) \($0) is too old (\(needed) needed)" } ?? "\(name) is missing"
  }
}

extension UnreadableFile {
  /// What kept it from being read, without its name once more where that is an error of a file, and without
  /// what to do about it: that is said once.
  fileprivate var words: String {
    guard let error = reason.error as? FileError else {
      return "\(path) (\(Phrasing(reason.error).message))"
    }
    return "\(path) (\(error.code))"
  }
}
