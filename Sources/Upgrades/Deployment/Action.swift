/// What changes a deployment, as the log says it, and as whoever finds the store locked reads it.
struct Action: ExpressibleByStringLiteral {
  /// As in `gen pin`.
  var command: String
  /// What it is done to: generations, a file, a release; `nil` for all of the deployment.
  var subject: String?
  /// Whether the log has it as well where it is refused.
  var isLoggedWhenRefused = false

  init(_ operation: some Operation) {
    (command, subject) = (operation.command, operation.subject)
    isLoggedWhenRefused = operation.isLoggedWhenRefused
  }

  init(stringLiteral command: String) { self.command = command }

  /// Whether the log has it that it failed with this.
  func isLogged(failingWith error: any Error) -> Bool {
    isLoggedWhenRefused || error.isFailure
  }
}
