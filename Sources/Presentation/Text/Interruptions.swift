/// What an interruption leaves, for a signal handler, which may not allocate. As JSON it is an error like any
/// other.
extension Remark {
  package static var interrupted: StaticString { "\nInterrupted; nothing was changed.\n" }

  package static var interruptedChanging: StaticString {
    "\nInterrupted; the deployment is as it was. What was written so far stays where it is.\n"
  }

  package static var interruptedSwitching: StaticString {
    "\nInterrupted in the middle of the change; the next command, 'cortex status' too, completes or undoes it.\n"
  }

  package static var interruptedAfterwards: StaticString {
    "\nInterrupted after the change, which is in force; 'cortex status' shows it, 'cortex rollback' takes it back.\n"
  }

  package static var interruptedInSteps: StaticString {
    """

    Interrupted between the steps of an upgrade: those that are done stay in force ('cortex log' shows them); \
    the same command goes on, 'cortex rollback --to N' goes back.

    """
  }

  package static var interruptedInStepsJSON: StaticString {
    """
    {"error":{"advice":"run the same command to go on, or 'cortex rollback --to N' to go back","code":"interrupted",\
    "message":"interrupted between the steps of an upgrade; those that are done stay in force","outcome":"needs_attention","phase":null}}

    """
  }

  package static var interruptedJSON: StaticString {
    """
    {"error":{"advice":"","code":"interrupted","message":"interrupted; nothing was changed",\
    "outcome":"nothing_changed","phase":null}}

    """
  }

  package static var interruptedChangingJSON: StaticString {
    """
    {"error":{"advice":"look at what was written, then run the command again","code":"interrupted",\
    "message":"interrupted; the deployment is as it was, and what was written stays where it is","outcome":"needs_attention","phase":null}}

    """
  }

  package static var interruptedSwitchingJSON: StaticString {
    """
    {"error":{"advice":"run 'cortex status', which completes or undoes it","code":"interrupted",\
    "message":"interrupted in the middle of the change","outcome":"needs_attention","phase":null}}

    """
  }

  package static var interruptedAfterwardsJSON: StaticString {
    """
    {"error":{"advice":"run 'cortex status', which shows what is in force","code":"interrupted",\
    "message":"interrupted after the change, which is in force","outcome":"needs_attention","phase":null}}

    """
  }
}
