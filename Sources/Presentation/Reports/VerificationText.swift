import Generations
package import Upgrades

extension VerificationReport {
  package var text: String {
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
