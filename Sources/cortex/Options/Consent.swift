import ArgumentParser
import Presentation

extension AskingOptions {
  /// Returns once the user agrees to `proposal`: beforehand with `--yes`, or as the answer to the last
  /// question. What changes nothing needs no consent.
  ///
  /// - Throws: ``ConsentNeeded`` where nobody can be asked, after the proposal was printed as a dry run
  ///   prints it; the status that says that a decision is needed, if the answer is no.
  func consent(
    to proposal: some Proposal, _ output: OutputOptions, verbose: Bool
  ) throws {
    if yes || proposal.changesNothing { return }
    guard canAsk && !output.json else {
      try output.print(proposal, warnings: proposal.warnings) {
        proposal.text(verbose: verbose)
      }
      throw ConsentNeeded()
    }
    for warning in proposal.warnings { Terminal.warn(about: warning) }
    Terminal.write(verbose ? proposal.text(verbose: true) : proposal.stake)
    if !verbose && proposal.savesFirst { Terminal.say(Remark.savedFirst) }
    while true {
      switch ask(Question.goAhead, ["y", "d"], refusal: "n") {
      case "y": return
      case "d": Terminal.write(proposal.text(verbose: true))
      default: throw declined()
      }
    }
  }

  /// Says that nothing was changed; returns the status that says that a decision is needed.
  func declined() -> ExitCode {
    Terminal.warn(Remark.nothingChanged)
    return ExitCode(ExitStatus.decisionNeeded.rawValue)
  }
}
