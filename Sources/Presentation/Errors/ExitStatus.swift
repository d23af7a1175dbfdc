/// What a command tells the shell.
package enum ExitStatus: Int32, Sendable {
  case failed = 1
  case decisionNeeded = 2
  case damage = 3
  case putBack = 4
  case needsAttention = 5
  case usage = 64
  case locked = 75
}
