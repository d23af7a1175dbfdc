import TestSupport
import Testing

@testable import FileEffects

@Suite(.tags(.unit)) struct LockHolderTests {
  @Test(arguments: [
    ("/usr/local/bin/cortex\0upgrade\0--from\0/r\0", "cortex upgrade"),
    ("cortex\0gen\0import\0x.pack\0", "cortex gen import"), ("cortex\0--version\0", "cortex"),
    ("/usr/bin/python3\0-c\0import time\0", "python3"), ("python3\0/tmp/x.py\0run\0", "python3"),
    ("a\u{1b}[2J\0gc\0", #"a\x1b[2J gc"#),
  ])
  func `a program is named with its command and nothing that it was given`(
    arguments: String, command: String
  ) {
    #expect(LockHolder.command(of: Array(arguments.utf8)) == command)
  }

  @Test func `who shows no arguments has no command`() {
    #expect(LockHolder.command(of: []) == nil)
    #expect(
      LockHolder(program: "cortex", process: 7, command: nil).description == "cortex (process 7)")
    #expect(
      LockHolder(program: "cortex", process: 7, command: "cortex gc").description
        == "cortex gc (process 7)")
  }
}
