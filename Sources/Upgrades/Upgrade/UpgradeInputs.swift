import ConfigMerge
import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// Everything that a plan depends on.
struct UpgradeInputs {
  var from: String
  var to: String
  /// What the installed release shipped; empty if not known.
  var base: Listing
  var hasBase: Bool
  var local: Listing
  var upgrade: Listing
  var workspace: [LayerRule]
  var answers: Answers
  /// Files of earlier releases that this one says it no longer has.
  var announced: Set<RelativePath> = []
  /// Keys of configurations that the release calls otherwise.
  var renamedKeys = RenamedKeys()
  /// The contents of the configurations at ``pathsToMerge``, as far as they can be looked into.
  var configurations: [RelativePath: MergeSides] = [:]
  /// The facts about the other ones that both sides changed.
  var wholeFiles: [RelativePath: WholeFile] = [:]
  /// The choice for core files that the user edited.
  var core = CoreChoice.replace
  /// The contents of those, if they are to be merged, as far as they can be looked into.
  var coreTexts: [RelativePath: Sides<[UInt8]>] = [:]
  /// The release's migrations for the databases that exist.
  var migrations: [PendingMigrations] = []
  /// The downgrade that this upgrade is; `nil` if it is none.
  var downgrade: Downgrade?

  /// The digest of the inputs, and of the decisions on them: the trees, and nothing else, stand for the
  /// contents.
  func id(of plan: UpgradePlan) throws -> String {
    let resolutions = plan.config.flatMap { file in
      file.conflicts.map {
        "\(file.path)=\($0.identity)=\($0.resolution.rawValue)=\($0.text ?? "")"
      }
    }
    let core = plan.core.filter { $0.resolution != .replaced && $0.isAsked }
      .map { "\($0.path)=\($0.resolution)" }
    let text =
      try [
        from, to, hasBase ? base.treeID().description : "", local.treeID().description,
        upgrade.treeID().description, answers.choice.rawValue,
        workspace.map { "\($0.glob.text)=\($0.layer.map { "\($0)" } ?? "none")" }
          .joined(separator: "\n"),
        plan.after.treeID().description, resolutions.joined(separator: "\n"),
        plan.conflicts.map { "\($0.path)=\($0.resolution.rawValue)" }.joined(separator: "\n"),
        migrations.flatMap { database in
          database.migrations.map { "\(database.path)=\($0.fileName)=\($0.digest)" }
        }.joined(separator: "\n"),
      ].joined(separator: "\0") + (core.isEmpty ? "" : "\0" + core.joined(separator: "\n"))
    return String(ObjectID(of: Array(text.utf8)).description.prefix(16))
  }

  /// What is decided about a path; `nil` for what an upgrade does not look at.
  ///
  /// A configuration that the release left alone is merged all the same if it has keys that are renamed.
  func decided(_ path: RelativePath, _ sides: Sides<Entry?>) -> DecidedFile? {
    var file = DecidedFile(path, sides, workspace: workspace, hasBase: hasBase)
    if file?.layer == .config, file?.decision == .unchanged, let local = sides.local,
      let target = sides.target, !local.hasSameContents(as: target), !renamedKeys[path].isEmpty
    {
      file?.decision = .conflict
    }
    return file
  }

  var listings: Sides<Listing> { Sides(base: base, local: local, target: upgrade) }

  /// Hands `body` every path that a side has, in path order.
  func forEachPath(_ body: (RelativePath, Sides<Entry?>) throws -> Void) rethrows {
    try Listing.beside([base, local, upgrade]) { path, entries in
      try body(path, Sides(base: entries[0], local: entries[1], target: entries[2]))
    }
  }
}

/// The release's files that are looked into before anything is decided.
struct FilesToRead {
  /// The configurations that may change.
  private(set) var toTake: [RelativePath] = []
  /// Those of them that both sides changed.
  private(set) var inConflict: [RelativePath] = []
  /// The core files that the user edited, and in whose place the release has others.
  private(set) var editedCore: [RelativePath] = []

  init(_ inputs: UpgradeInputs) {
    inputs.forEachPath { path, sides in
      guard sides.target.leaf != nil,
        let file = inputs.decided(path, sides.leaves)
      else { return }
      switch (file.layer, file.decision) {
      case (.config, .added), (.config, .replaced): toTake.append(path)
      case (.config, .conflict):
        toTake.append(path)
        inConflict.append(path)
      case (_, .replacedEdited): editedCore.append(path)
      default: break
      }
    }
  }
}
