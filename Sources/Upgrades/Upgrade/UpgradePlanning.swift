import FileEffects
import Generations
import ObjectStore
import SystemPackage

extension UpgradePlan {
  /// Decides about every file. A pure function: the same inputs give the same plan.
  ///
  /// - Throws: ``UpgradeError/inTheWay(path:local:release:)`` where a file and a folder meet.
  init(_ inputs: UpgradeInputs) throws {
    self.init(from: inputs.from, to: inputs.to)
    let base = inputs.base.byPath
    let local = inputs.local.byPath
    let upgrade = inputs.upgrade.byPath
    var after = local
    var shipped = upgrade
    var core: [RelativePath: Entry] = [:]
    var removed: [RelativePath] = []
    let versionFiles = [VersionFile.atRoot, VersionFile.inBrain]

    let paths = Set(base.keys).union(upgrade.keys).subtracting(versionFiles)
    for path in paths.sorted() where !path.isReserved {
      let (b, u) = (base[path].leaf, upgrade[path].leaf)
      let l = local[path].leaf
      guard b != nil || u != nil else { continue }
      let rule = inputs.workspace.rule(for: path)
      // What the workspace says is none of ours is not looked at, whatever is shipped.
      if let rule, rule.layer == nil { continue }
      let layer = Self.layer(rule?.layer, base: b, local: l, upgrade: u)
      let isOurs = !inputs.hasBase && Layers.isInCoreFolder(path)
      let decision = FileDecision.decide(
        layer: layer, base: b, local: l, upgrade: u, isOurs: isOurs)
      if layer == .core, b != nil { core[path] = l }
      if decision == .removed { removed.append(path) }
      if decision == .conflict, layer == .config, let l, let sides = inputs.configurations[path] {
        let merged = MergedConfiguration(path, sides, inputs.answers)
        after[path] = try merged.entry(over: l)
        merges[path] = merged.bytes
        config.append(merged.file)
        continue
      }
      if u == nil && l != nil && decision != .removed { files.left.append(path.description) }
      if decision == .replacedEdited, let b, let l, let u {
        let edited = CoreDecision(
          inputs.core, base: b, local: l, upgrade: u, texts: inputs.coreTexts[path],
          onConflict: inputs.answers.choice)
        switch edited.resolution {
        case .merged: after[path] = try edited.entry(over: l, layer: layer)
        case .replaced:
          after[path] = u.withPermissions(of: l)
          after[path]?.layer = layer
        case .kept:
          shipped[path] = b
          shipped[path]?.layer = u.layer
        }
        note(path, edited, after: after[path], local: l)
        continue
      }
      let isTaken = note(
        decision, path, layer, (b, l, u), inputs.wholeFiles[path], inputs.answers)
      if isTaken {
        after[path] = u?.withPermissions(of: l)
        after[path]?.layer = u?.kind == .database ? .brain : layer
      } else if decision == .conflict && layer != .config {
        shipped[path] = nil
      }
    }
    let removals = Removals(
      removed, of: core, release: upgrade, base: base, announced: inputs.announced)
    (self.removals, coreCount) = (removals.toBeMeant, removals.coreCount)
    after = Self.withoutEmptied(after, local: local, upgrade: upgrade)
    try Self.checkWays(after, local: local)
    try Self.checkBesideDatabases(after, local: local)
    self.after = Listing(after) { local[$0].folder ?? upgrade[$0].folder }
      .written(over: inputs.local)
    self.shipped = Listing(shipped) { upgrade[$0].folder }
    isNewBase =
      !inputs.hasBase || Set(base.keys) != Set(shipped.keys)
      || !base.allSatisfy { shipped[$0.key]?.hasSameContents(as: $0.value) ?? false }
    bytesNeeded = Self.bytesNeeded(from: inputs.local, to: self.after)
    filesNeeded =
      UInt64(inputs.local.changes(to: self.after).count { $0.after != nil })
      + Deployment.filesBeside
    plan = try inputs.id(of: self)
  }

  private init(from: String, to: String) {
    self.plan = ""
    self.from = from
    self.to = to
    self.after = Listing()
    self.shipped = Listing()
  }

  /// A database is brain whatever the rules say; then the workspace's word counts, then the
  /// release's.
  static func layer(
    _ rule: Layer?, base: Entry?, local: Entry?, upgrade: Entry?
  ) -> Layer {
    if [base, local, upgrade].contains(where: { $0?.kind == .database }) { return .brain }
    return rule ?? upgrade?.layer ?? base?.layer ?? local?.layer ?? .core
  }

  /// Enters a decision in the plan; returns whether the path becomes what the release has.
  private mutating func note(
    _ decision: FileDecision, _ path: RelativePath, _ layer: Layer,
    _ sides: (base: Entry?, local: Entry?, upgrade: Entry?), _ whole: WholeFile?,
    _ answers: Answers
  ) -> Bool {
    let name = path.description
    var config = ConfigFile(path: name)
    var isTaken = true
    switch decision {
    case .unchanged:
      isTaken = false
      if layer == .config, let local = sides.local, let upgrade = sides.upgrade,
        !local.hasSameContents(as: upgrade)
      {
        config.kept = 1
      }
    case .added:
      files.added.append(name)
      config.added = 1
    case .replaced:
      files.replaced.append(name)
      config.merged = 1
    case .replacedEdited: break  // Decided by itself.
    case .removed: files.removed.append(name)
    case .preserved:
      files.preserved.append(name)
      isTaken = false
    case .keptEdited:
      files.editedCore.append(name)
      core.append(
        CoreFile(
          path: name, resolution: .kept, reason: CoreFile.noLongerShipped, isChanged: false))
      isTaken = false
    case .conflict:
      let conflict = Conflict(
        wholeFile: path, sides, as: whole ?? WholeFile(sides), answers)
      isTaken = conflict.resolution == ConflictChoice.upgrade.rawValue
      if layer == .config {
        config.conflicts = [conflict]
        config.questions = [.wholeFile]
      } else {
        conflicts.append(
          FileConflict(
            path: name, base: sides.base?.object.description,
            local: sides.local?.object.description, upgrade: sides.upgrade?.object.description,
            resolution: ConflictChoice(rawValue: conflict.resolution) ?? .abort,
            identity: conflict.identity))
      }
    }
    if layer == .config && config != ConfigFile(path: name) { self.config.append(config) }
    return isTaken
  }

  /// Nothing may be both a file and a folder.
  private static func checkWays(
    _ after: [RelativePath: Entry], local: [RelativePath: Entry]
  ) throws {
    guard let path = pathInTheWay(in: after), let blocking = after[path] else { return }
    let isLocal = local[path].leaf != nil
    throw UpgradeError.inTheWay(
      path: path.description, local: isLocal ? Self.word(blocking) : "a folder",
      release: isLocal ? "a folder" : Self.word(blocking))
  }

  /// Nothing new may be where SQLite keeps files of its own beside a database: it would be read as a part
  /// of that.
  private static func checkBesideDatabases(
    _ after: [RelativePath: Entry], local: [RelativePath: Entry]
  ) throws {
    for path in after.keys.filter({ local[$0] == nil }).sorted() {
      for found in [path] + path.ancestors {
        if let database = found.database({ after[$0] }) {
          throw UpgradeError.besideDatabase(
            path: path.description, database: database.description)
        }
      }
    }
  }

  private static func word(_ entry: Entry) -> String {
    switch entry.kind {
    case .link: "a symbolic link"
    case .directory: "a folder"
    case .file, .database: "a file"
    }
  }

  /// The entries without the folders that only held what was removed.
  private static func withoutEmptied(
    _ after: [RelativePath: Entry], local: [RelativePath: Entry], upgrade: [RelativePath: Entry]
  ) -> [RelativePath: Entry] {
    let used = foldersInUse(by: after)
    let wasUsed = foldersInUse(by: local)
    var result = after.filter { path, entry in
      !entry.isDirectory || used.contains(path) || !wasUsed.contains(path)
    }
    // A folder that the release ships empty comes along, where nothing else has the name.
    let shipped = foldersInUse(by: upgrade)
    for (path, entry) in upgrade where entry.isDirectory && result[path] == nil {
      if !shipped.contains(path) { result[path] = entry }
    }
    return result
  }

  private static func bytesNeeded(from local: Listing, to after: Listing) -> UInt64 {
    let brain = local.items.reduce(UInt64(0)) {
      $0 + ($1.entry.layer == .brain ? $1.entry.size : 0)
    }
    let new = local.changes(to: after).reduce(UInt64(0)) { $0 + ($1.after?.size ?? 0) }
    // The brain twice, as the safety that the backup asks for; what is new in the store and in place.
    return 2 * brain + 2 * new
  }
}

/// The folders that hold a file or link somewhere below.
func foldersInUse(by entries: [RelativePath: Entry]) -> Set<RelativePath> {
  var folders: Set<RelativePath> = []
  for (path, entry) in entries where !entry.isDirectory { folders.insertAncestors(of: path) }
  return folders
}

/// The first path that is no folder although others lie below it; `nil` where there is none.
func pathInTheWay(in entries: [RelativePath: Entry]) -> RelativePath? {
  pathInTheWay(of: entries.mapValues { $0 }, over: Listing())
}

/// The first path that is no folder although some of `entries` lie below it, `listing` saying what is
/// at others; `nil` where there is none.
func pathInTheWay(
  of entries: [RelativePath: Entry?], over listing: Listing
) -> RelativePath? {
  var found: RelativePath?
  var seen: Set<RelativePath> = []
  for (path, entry) in entries where entry != nil {
    for folder in path.ancestors {
      guard seen.insert(folder).inserted else { break }
      if let entry = entries[folder] ?? listing[folder], !entry.isDirectory {
        found = found.map { min($0, folder) } ?? folder
      }
    }
  }
  return found
}

extension Entry? {
  /// The entry if it is no folder.
  var leaf: Entry? { flatMap { $0.isDirectory ? nil : $0 } }

  /// The entry if it is a folder.
  var folder: Entry? { flatMap { $0.isDirectory ? $0 : nil } }
}
