import ArgumentParser

/// How a command that can take long shows how far it is.
struct ProgressOptions: ParsableArguments {
  @Option(
    name: .customLong("progress"),
    help: ArgumentHelp(
      "How to show progress on standard error: a line on a terminal (auto), events as lines of JSON, or none",
      valueName: "form"))
  var form: ProgressForm = .auto
}

/// A command whose progress can be lines of JSON; then its failure is one of them.
protocol ShowingProgress: Printing {
  var progress: ProgressOptions { get }
}
