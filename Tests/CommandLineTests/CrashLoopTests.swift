import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.sweep), .exceptQuick) struct CrashLoopTests {
  private static let script =
    FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .appending("Scripts/crash-loop")

  /// The short form; `Scripts/crash-loop` takes every system call.
  @Test
  func `ended at system calls over its whole length a command leaves the old or the new state`()
    throws
  {
    // Some machines let no process look into another.
    let probe = try Program.run(
      "/usr/bin/env", ["strace", "-qq", "-o", "/dev/null", "true"], in: "/")
    if probe.status != 0 {
      try Test.cancel("\(probe.errors)")
    }
    let outcome = try Program.run(
      Self.script.string, ["--quick", "--cortex", Program.path.string], in: "/")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  /// The short form; `Scripts/damage-store` takes nine kinds of damage.
  @Test func `each file of a store can be damaged, and is found, named and healed`() throws {
    let script = Self.script.removingLastComponent().appending("damage-store")
    let outcome = try Program.run(
      script.string, ["--quick", "--cortex", Program.path.string], in: "/")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
