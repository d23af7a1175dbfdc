import ArgumentParser

/// Whether a command shows its work.
struct TraceOptions: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Time each step, name every file and say why; twice, log every change to the disk"
  )
  var verbose: Int

  var isVerbose: Bool { verbose > 0 }

  /// Shows each step; `nil` without `--verbose`.
  var trace: Trace? { isVerbose ? Trace(showsEffects: verbose > 1) : nil }

  /// Shows the work of a command that prints bytes.
  var display: WorkDisplay { WorkDisplay(trace, nil, isQuiet: false, isJSON: false) }
}
