import Generations
import ObjectStore
public import Upgrades

extension VerificationReport {
  package var text: String {
    Text.list("Damaged files of the store", files.filter { !$0.repaired }.map(\.description))
      + Text.list(
        "Repaired files of the store, with what was wrong",
        files.filter(\.repaired).map(\.description))
      + Text.list("Damaged", damage.filter { !$0.repaired }.map(Self.sentence))
      + Text.list("Repaired", damage.filter(\.repaired).map(Self.sentence))
      + Text.list(
        wasRepaired
          ? "The log was not as it was written; a new one is begun"
          : "The log is not as it was written",
        log.map { "\($0)" })
      + (setAside.map { "Damaged files were moved to \($0).\n" } ?? "")
      + (ok ? whole : advice)
  }

  private static func sentence(_ damage: Damage) -> String {
    let names = damage.generations.map(\.description).joined(separator: ", ")
    return damage.generations.isEmpty
      ? "object \(damage.object), which no readable generation needs"
      : "object \(damage.object), needed by \(damage.generations.count == 1 ? "generation" : "generations") \(names)"
        + (damage.paths.isEmpty ? "" : " for \(damage.paths.joined(separator: ", "))")
  }

  private var whole: String {
    if wasRepaired { return "Everything that the generations need is intact now.\n" }
    return switch level {
    case .quick: "Everything that the generations need is present; contents were not read.\n"
    case .subset:
      "Read \(Text.bytes(bytes)) of \(objects) objects: all intact.\n"
    case .full: "All \(objects) objects are intact (\(Text.bytes(bytes)) read).\n"
    }
  }

  private var advice: String {
    if !wasRepaired && damage.isEmpty && files.isEmpty {
      return "Run 'cortex verify --repair' to set the log aside and begin a new one.\n"
    }
    let lacksCurrent = files.contains { !$0.repaired && $0.file == StoreLayout.current }
    if !wasRepaired {
      return
        (lacksCurrent
        ? "Run 'cortex verify --repair --current N' to rebuild damaged data from intact copies, and to put "
          + "generation N in force.\n"
        : "Run 'cortex verify --repair' to rebuild damaged data from intact copies; add --from SOURCE to use a "
          + "release or an export as well.\n")
        + removal
    }
    var advice = ""
    if !damage.allSatisfy(\.repaired) {
      advice +=
        "A release or an export may contain intact copies: "
        + "run 'cortex verify --repair --from SOURCE'.\n"
    }
    if lacksCurrent {
      advice +=
        "Run 'cortex gen list' to list generations, then 'cortex verify --repair --current N' to put one in "
        + "force.\n"
    }
    var kept = damaged.subtracting(deleted)
    if let current, kept.remove(current) != nil {
      advice +=
        "Generation \(current), which is in force, is damaged"
        + (newestWhole.map {
          ": run 'cortex verify --repair --current \($0)' to put the newest intact one in force, then "
            + "'cortex gen delete \(current)'.\n"
        }
          ?? ", and no other one is intact. If you have no release or export, move the store away and start a "
          + "new one with 'cortex init'; this leaves the deployment's files unchanged.\n")
    }
    if !kept.isEmpty {
      advice +=
        "Run 'cortex gen delete N' to delete a generation that cannot be repaired "
        + "(\(kept.sorted().map(\.description).joined(separator: ", "))).\n"
    }
    for number in damagedPins {
      advice +=
        "Run 'cortex gen pin \(number)' to pin generation \(number) again, or "
        + "'cortex gen unpin \(number)' to remove the damaged pin.\n"
    }
    return advice + removal
  }

  private var removal: String {
    let numbers = damaged.intersection(deleted).sorted()
    if numbers.isEmpty { return "" }
    return "Run 'cortex gc --now' to remove damaged generations that were deleted "
      + "(\(numbers.map(\.description).joined(separator: ", "))).\n"
  }
}

/// Follows the name of the file.
extension VerificationReport.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .pack(.missing): "is missing"
    case .pack(let fault): "is damaged: \(fault)"
    case .smallFile(let fault): "\(fault)"
    case .noCurrent: "names no existing generation"
    }
  }
}

extension VerificationReport.File: CustomStringConvertible {
  public var description: String {
    let name = "\(file) \(problem)"
    guard !generations.isEmpty else { return name }
    let numbers = generations.map(\.description).joined(separator: ", ")
    let shown = paths.prefix(3).joined(separator: ", ")
    let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    return name + ", needed by \(generations.count == 1 ? "generation" : "generations") \(numbers)"
      + (paths.isEmpty ? "" : " for \(shown)\(more)")
  }
}
