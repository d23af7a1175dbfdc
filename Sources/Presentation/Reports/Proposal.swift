package import Upgrades

/// What a command would change, as it is shown before anybody agrees to it.
package protocol Proposal: Encodable {
  var warnings: [Finding] { get }
  /// Whether carrying it out changes nothing.
  var changesNothing: Bool { get }
  /// All of it; `verbose` names every file.
  func text(verbose: Bool) -> String
  /// What is at stake, in ten lines at most.
  var stake: String { get }
}
