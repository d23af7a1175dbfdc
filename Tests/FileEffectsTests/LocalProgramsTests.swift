import FileEffects
import TestSupport
import Testing

@Suite(.tags(.process)) struct LocalProgramsTests {
  @Test func `a program's output and status come back, and its errors do not`() {
    let answer = LocalPrograms().run("sh", ["-c", "echo out; echo err >&2; exit 3"])
    #expect(answer == ProgramAnswer(status: 3, output: "out\n"))
  }

  @Test func `a program that is not installed gives no answer`() {
    #expect(LocalPrograms().run("no-such-program-anywhere", []) == nil)
  }

  // They would never end by themselves, nor would the tests.
  @Test(.timeLimit(.minutes(1)))
  func `a program that does not end in time is ended, with what it started`() {
    let programs = LocalPrograms(timeLimit: .milliseconds(200))
    #expect(programs.run("sh", ["-c", "sleep infinity & sleep infinity"]) == nil)
    #expect(programs.run("sh", ["-c", "exec >&-; sleep infinity"]) == nil)
  }

  @Test func `no more output is kept than asked for, and the program still ends`() {
    let answer = LocalPrograms(outputLimitBytes: 5).run("sh", ["-c", "seq 1 100000"])
    #expect(answer == ProgramAnswer(status: 0, output: "1\n2\n3"))
  }

  @Test func `git is asked without its optional locks`() {
    let answer = LocalPrograms().run("sh", ["-c", "echo $GIT_OPTIONAL_LOCKS $LC_ALL"])
    #expect(answer?.output == "0 C\n")
  }
}
