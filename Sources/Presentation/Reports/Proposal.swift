package import Upgrades

/// The changes a command would make, as shown before anybody agrees to them.
package protocol Proposal: Encodable {
  var warnings: [Finding] { get }
  /// Whether carrying it out changes nothing.
  var changesNothing: Bool { get }
  /// All of it; `verbose` names every file.
  func text(verbose: Bool) -> String
  /// Whether the present state is saved before anything changes.
  var savesFirst: Bool { get }
  /// A summary of what would change, in a dozen lines at most.
  var stake: String { get }
}

extension Proposal {
  package var savesFirst: Bool { true }
}
