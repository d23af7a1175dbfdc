import Generations
import Upgrades

extension SnapshotReport {
  func text(verb: String) -> String {
    var text = recovered.map { "First, \($0).\n" } ?? ""
    let size = "\(Text.count(files, "file")), \(Text.bytes(bytes))"
    let release =
      version.isEmpty ? "" : ", version \(version)" + (versionSource.map { " (\($0))" } ?? "")
    text += fits.map { $0.text } ?? ""
    if dryRun {
      return text
        + (created
          ? "Generation \(generation) would be made: \(size)\(release).\n"
          : "Nothing has changed since generation \(generation).\n")
    }
    if !created { return text + "Nothing has changed since generation \(generation).\n" }
    text +=
      "Generation \(generation) is in force: \(size)\(release); "
      + "the store grew by \(Text.bytes(newBytes)).\n"
    if verb == "init" { text += "Next: 'cortex upgrade --from RELEASE', or 'cortex status'.\n" }
    return text
  }
}

extension ReleaseFit {
  var text: String {
    "\(Words.digits(same)) of the release's \(Words.digits(total)) core files are as it shipped them, "
      + "\(Words.digits(edited)) edited, \(Words.digits(missing)) missing.\n"
  }
}

extension StatusReport {
  var text: String {
    var text = recovered.map { "First, \($0).\n" } ?? ""
    text += Text.table([
      ["workspace", workspace],
      [
        "version", version.isEmpty ? "unknown" : version + (versionSource.map { " (\($0))" } ?? ""),
      ],
      ["generation", "\(current)" + (parent.map { ", parent \($0)" } ?? "")],
      [
        "store",
        "\(Text.bytes(store.bytes)) in \(Text.count(store.packs, "pack")), "
          + Text.count(store.objects, "object"),
      ],
    ])
    if modified.isEmpty && missing.isEmpty && added.isEmpty {
      return text + "Nothing has changed since generation \(current).\n"
    }
    return text + Text.list("changed since", modified) + Text.list("missing", missing)
      + Text.list("new since", added)
  }
}

extension GenerationList {
  /// What can be brought back, and until when.
  var deletedText: String {
    guard !deleted.isEmpty else { return "No deleted generation can be brought back.\n" }
    return Text.table(
      [["N", "created", "version", "can be brought back until"]]
        + deleted.map { ["\($0.number)", "\($0.created)", $0.version, "\($0.until)"] })
      + "'cortex gen undelete N' brings one back.\n"
  }

  var text: String {
    guard !generations.isEmpty || !damaged.isEmpty else { return "There are no generations.\n" }
    let header = ["", "N", "created", "version", "kind", "files", "size", "only here", "note"]
    return Text.table(
      [header]
        + generations.map { generation in
          [
            generation.number == current ? "*" : " ", "\(generation.number)",
            "\(generation.created)", generation.version,
            generation.kind.rawValue + (generation.state == .failed ? " (failed)" : ""),
            "\(generation.files)", Text.bytes(generation.bytes),
            Text.bytes(generation.uniqueBytes),
            generation.note + (generation.pinned.map { " [pinned: \($0)]" } ?? ""),
          ]
        })
      + Text.list(
        "damaged for good", damaged.map { "generation \($0.number): \($0.reason)" })
      + (deleted.isEmpty
        ? ""
        : "\(deleted.count) deleted: 'cortex gen list --deleted' shows until when 'gen undelete' brings "
          + "\(deleted.count == 1 ? "it" : "one") back.\n")
  }
}

extension GenerationContents {
  var text: String {
    var rows = [
      ["generation", "\(generation.number)"],
      ["parent", generation.parent.map { "\($0)" } ?? "none"],
      ["created", "\(generation.created)"],
      ["version", generation.version],
      ["kind", generation.kind.rawValue],
      ["state", generation.state.rawValue],
      ["files", "\(generation.files), \(Text.bytes(generation.bytes))"],
    ]
    if !generation.note.isEmpty { rows.append(["note", generation.note]) }
    if let pinned = generation.pinned { rows.append(["pinned", pinned]) }
    return Text.table(rows) + "\n"
      + Text.table(contents.map { [$0.mode, $0.layer, $0.kind, "\($0.size)", $0.path] })
  }
}

extension DifferenceReport {
  var text: String {
    let text =
      Text.list("added", files.added) + Text.list("removed", files.removed)
      + Text.list("modified", files.modified)
      + Text.list("keys of configurations", config.filter { !$0.key.isEmpty }.map(\.words))
      + databaseText
    return text.isEmpty ? "The two generations are the same.\n" : text
  }

  /// What differs in databases: their schemas, and how many rows their tables have.
  var databaseText: String {
    let rows = databases.flatMap { database in
      database.tables.map { table in
        "\(database.path) \(table.name): \(table.rowsBefore.map(String.init) ?? "–") → "
          + "\(table.rowsAfter.map(String.init) ?? "–") rows"
      }
    }
    let schemas = databases.flatMap { database in
      database.schemaChanges.map { "\(database.path): \($0)" }
    }
    return Text.list("schemas", schemas) + Text.list("tables", rows)
  }
}

extension DifferenceReport.Config {
  fileprivate var words: String {
    let change =
      switch (before, after) {
      case (nil, let after?): "added: \(after)"
      case (let before?, nil): "removed: \(before)"
      default: "\(before ?? "–") → \(after ?? "–")"
      }
    return "\(path) \(key): \(change)"
  }
}

extension CollectionReport: Proposal {
  var warnings: [String] { [] }
  var changesNothing: Bool { dropped.isEmpty && expired.isEmpty }
  var stake: String { text }
  func text(verbose: Bool) -> String { text }

  var text: String {
    let rows =
      kept.map { ["kept", "\($0.number)", $0.reasons.joined(separator: ", ")] }
      + dropped.map { number in
        [
          dryRun ? "would drop" : "dropped", "\(number)",
          deleted.first { $0.number == number }.map(\.words) ?? "for good",
        ]
      }
    let gone = expired.filter { !dropped.contains($0) }
      .map { [dryRun ? "would free" : "freed", "\($0)", "deleted earlier, for good"] }
    return Text.table(rows + gone)
      + "\(Text.bytes(freedBytes)) \(dryRun ? "would be" : "are") free again.\n"
      + (deleted.first.map {
        "'cortex gen undelete N' brings back what is dropped, until \($0.until.words).\n"
      } ?? "")
      + (freedByNow.map {
        "The disk is nearly full: 'cortex gc --now' frees \(Text.bytes($0)) more, and what was deleted "
          + "cannot be brought back then.\n"
      } ?? "")
  }
}

extension VerificationReport {
  var text: String {
    Text.list("damaged files of the store", files.filter { !$0.repaired }.map(\.sentence))
      + Text.list("repaired files of the store", files.filter(\.repaired).map(\.sentence))
      + Text.list("damaged", damage.filter { !$0.repaired }.map(Self.sentence))
      + Text.list("repaired", damage.filter(\.repaired).map(Self.sentence))
      + (setAside.map { "What was damaged was set aside in \($0).\n" } ?? "")
      + (ok ? whole : advice)
  }

  private static func sentence(_ damage: Damage) -> String {
    let names = damage.generations.map(\.description).joined(separator: ", ")
    return damage.generations.isEmpty
      ? "object \(damage.object), which no generation needs"
      : "object \(damage.object), needed by generation \(names)"
        + (damage.paths.isEmpty ? "" : " for \(damage.paths.joined(separator: ", "))")
  }

  private var whole: String {
    if wasRepaired { return "All that the generations need is whole now.\n" }
    return switch level {
    case "quick": "All that the generations need is there; its bytes were not read.\n"
    case "subset": "What was read of \(objects) objects (\(Text.bytes(bytes))) is whole.\n"
    default: "All \(objects) objects are whole (\(Text.bytes(bytes)) read).\n"
    }
  }

  private var advice: String {
    let lacksCurrent = files.contains { !$0.repaired && $0.file == "current" }
    if !wasRepaired {
      return "'cortex verify --repair' stores it again from wherever its bytes are left"
        + (lacksCurrent ? "; '--current N' says which generation is in force.\n" : ".\n")
        + removal
    }
    var advice = ""
    if !damage.allSatisfy(\.repaired) {
      advice +=
        "What is still damaged may be in a release or an export: "
        + "'cortex verify --repair --from SOURCE'.\n"
    }
    if lacksCurrent {
      advice +=
        "'cortex gen list' shows what is there, and "
        + "'cortex verify --repair --current N' puts a generation in force.\n"
    }
    var kept = damaged.subtracting(deleted)
    if let current, kept.remove(current) != nil {
      advice +=
        "Generation \(current) is in force"
        + (newestWhole.map {
          ": 'cortex verify --repair --current \($0)' puts the newest whole one in force, and then "
            + "'cortex gen delete \(current)' gives it up.\n"
        }
          ?? ", and none is whole. Without a release or an export, move the store away and begin a new one "
          + "with 'cortex init'; the deployment's own files stay as they are.\n")
    }
    if !kept.isEmpty {
      advice +=
        "'cortex gen delete N' gives up a generation that is damaged for good "
        + "(\(kept.sorted().map(\.description).joined(separator: ", "))).\n"
    }
    for number in damagedPins {
      advice +=
        "'cortex gen pin \(number)' pins generation \(number) again, 'cortex gen unpin \(number)' gives the "
        + "pin up.\n"
    }
    return advice + removal
  }

  private var removal: String {
    let numbers = damaged.intersection(deleted).sorted()
    if numbers.isEmpty { return "" }
    return "'cortex gc --now' removes deleted generations for good "
      + "(\(numbers.map(\.description).joined(separator: ", "))).\n"
  }
}
