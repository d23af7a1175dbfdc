import ArgumentParser

/// Whether a command shows its work.
struct TraceOptions: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Time each step, name every file and say why; twice, log every change to the disk"
  )
  var verbose: Int

  var isVerbose: Bool { verbose > 0 }

  /// Shows the work while it goes on; `nil` without `--verbose`.
  var trace: Trace? { isVerbose ? Trace(showsEffects: verbose > 1) : nil }
}
