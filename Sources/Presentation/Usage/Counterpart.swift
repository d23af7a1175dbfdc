/// This program's equivalent of a command that other programs have.
package enum Counterpart: Hashable, Sendable, CaseIterable {
  case upgrade, check, initialise, goBack, restore, list, snapshot, switchOver, delete, collect
  case verify, doctor, status
  /// The program's own name.
  case program

  /// The command to type, and what it does.
  package var words: String {
    switch self {
    case .upgrade: "'cortex upgrade' upgrades to a newer release"
    case .check: "'cortex check' says whether there is a newer release"
    case .initialise:
      "'cortex init' puts a deployment under management, 'cortex upgrade' upgrades it"
    case .goBack:
      "'cortex rollback' goes back to the previous state, 'cortex gen switch N' to any other"
    case .restore:
      "'cortex rollback' goes back to the previous state, 'cortex gen restore' restores files"
    case .list: "'cortex gen list' lists the saved states"
    case .snapshot: "'cortex snapshot' saves the present state"
    case .switchOver: "'cortex gen switch N' switches to a generation"
    case .delete: "'cortex gen delete N' deletes a generation"
    case .collect: "'cortex gc' drops old generations and frees their space"
    case .verify: "'cortex verify' looks for damage, and --repair repairs it"
    case .doctor: "'cortex doctor' checks the health of the deployment"
    case .program: "leave it out: 'cortex' is the program itself"
    case .status: "'cortex status' shows the version, the generation and what has changed"
    }
  }
}
