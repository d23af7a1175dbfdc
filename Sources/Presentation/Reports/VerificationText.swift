import Generations
import ObjectStore
public import Upgrades

extension VerificationReport {
  package var text: String {
    Text.list("damaged files of the store", files.filter { !$0.repaired }.map(\.description))
      + Text.list("repaired files of the store", files.filter(\.repaired).map(\.description))
      + Text.list("damaged", damage.filter { !$0.repaired }.map(Self.sentence))
      + Text.list("repaired", damage.filter(\.repaired).map(Self.sentence))
      + (setAside.map { "Damaged files were moved to \($0).\n" } ?? "")
      + (ok ? whole : advice)
  }

  private static func sentence(_ damage: Damage) -> String {
    let names = damage.generations.map(\.description).joined(separator: ", ")
    return damage.generations.isEmpty
      ? "object \(damage.object), which no generation needs"
      : "object \(damage.object), needed by \(damage.generations.count == 1 ? "generation" : "generations") \(names)"
        + (damage.paths.isEmpty ? "" : " for \(damage.paths.joined(separator: ", "))")
  }

  private var whole: String {
    if wasRepaired { return "Everything that the generations need is intact now.\n" }
    return switch level {
    case .quick: "Everything that the generations need is present; contents were not read.\n"
    case .subset:
      "What was read of \(objects) objects (\(Text.bytes(bytes))) is intact.\n"
    case .full: "All \(objects) objects are intact (\(Text.bytes(bytes)) read).\n"
    }
  }

  private var advice: String {
    let lacksCurrent = files.contains { !$0.repaired && $0.file == StoreLayout.current }
    if !wasRepaired {
      return "'cortex verify --repair' rebuilds it from what is still good"
        + (lacksCurrent ? "; '--current N' says which generation is in force.\n" : ".\n")
        + removal
    }
    var advice = ""
    if !damage.allSatisfy(\.repaired) {
      advice +=
        "A release or an export may have what is still damaged: "
        + "'cortex verify --repair --from SOURCE'.\n"
    }
    if lacksCurrent {
      advice +=
        "'cortex gen list' shows the generations, and "
        + "'cortex verify --repair --current N' puts a generation in force.\n"
    }
    var kept = damaged.subtracting(deleted)
    if let current, kept.remove(current) != nil {
      advice +=
        "Generation \(current) is in force"
        + (newestWhole.map {
          ": 'cortex verify --repair --current \($0)' puts the newest intact one in force, and then "
            + "'cortex gen delete \(current)' gives it up.\n"
        }
          ?? ", and none is intact. Without a release or an export, move the store away and start a new one "
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

/// What is said after the name of the file.
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
