import Glibc
import Presentation

/// Ctrl-C while a question is open, which is before anything is changed.
enum Interruption {
  /// Calls `body`; if the process is interrupted meanwhile, it says so and ends as the signal ends it.
  static func named<Result>(_ body: () -> Result) -> Result {
    var before = sigaction()
    // Whoever started the process may have it ignore the signal.
    guard sigaction(SIGINT, nil, &before) == 0, before.__sigaction_handler.sa_handler == nil else {
      return body()
    }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      // Nothing but what a handler may call.
      let words = Remark.interrupted
      _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      signal(SIGINT, SIG_DFL)
      raise(SIGINT)
    }
    sigaction(SIGINT, &action, nil)
    defer { sigaction(SIGINT, &before, nil) }
    return body()
  }
}
