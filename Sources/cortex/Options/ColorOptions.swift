import ArgumentParser
import Glibc
import Presentation
import SystemPackage

/// Whether to use colour.
struct ColorOptions: ParsableArguments {
  enum Choice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  @Option(help: ArgumentHelp("When to use colour", valueName: "when"))
  var color = Choice.auto

  /// Colour for output to `target`: by default only on a terminal that has any.
  func paint(for target: FileDescriptor) -> Paint {
    switch color {
    case .always: return Paint(isOn: true)
    case .never: return Paint(isOn: false)
    case .auto:
      let isRefused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
      let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
      return Paint(isOn: !isRefused && !isDumb && isatty(target.rawValue) == 1)
    }
  }
}
