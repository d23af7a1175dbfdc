import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import cortex

/// Completions of a deployment, as the scripts ask for them.
@Suite(.tags(.process)) struct CompletionScriptTests {
  private func words(_ place: Workplace, _ line: String..., in folder: FilePath? = nil) throws
    -> [String]
  {
    let outcome = try Program.run(
      Program.path.string, ["---complete", "words"] + line, in: folder ?? place.deployment,
      environment: place.environment)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n").dropFirst()
    return lines.map { String($0.prefix { $0 != "\t" }) }
  }

  private func upgraded() throws -> Workplace {
    let place = try ConflictTests.conflicted()
    let done = try place.cortex(
      "upgrade", place.release.string, "--on-conflict", "local", "--yes")
    try #require(done.status == 0, "\(done.errors)")
    return place
  }

  @Test func `generations, their paths and conflicts are known, and looking changes nothing`()
    throws
  {
    let place = try upgraded()
    try #require(place.cortex("gen", "pin", "1").status == 0)
    let before = try place.everything()
    let numbers = try words(place, "gen", "show", "")
    #expect(numbers.first == "2" && numbers.last == "1" || numbers.count > 2, "\(numbers)")
    #expect(try words(place, "gen", "unpin", "") == ["1"])
    #expect(try words(place, "gen", "cat", "1", "cortex-b") == ["cortex-brain/"])
    #expect(try words(place, "gen", "cat", "1", "cortex-brain/tier1/conv").count == 1)
    let brain = place.deployment.appending("cortex-brain")
    #expect(try words(place, "gen", "cat", "1", "tier1/conv", in: brain).count == 1)
    #expect(try words(place, "gen", "cat", "1", "../src", in: brain) == ["../src/"])
    let file = try #require(try words(place, "config", "resolve", "").first)
    #expect(try !words(place, "config", "resolve", file, "").isEmpty)
    #expect(
      try words(place, "--workspace", place.deployment.string, "gen", "show", "", in: "/").contains(
        "1"))
    #expect(try place.everything() == before)
  }

  @Test func `where there is nothing to know, nothing is said`() throws {
    let place = try Workplace(isManaged: false)
    for line in [["gen", "show", ""], ["gen", "cat", "1", ""], ["config", "resolve", ""]] {
      let outcome = try Program.run(
        Program.path.string, ["---complete", "words"] + line, in: place.deployment)
      #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.output == "words\t\n")
    }
    #expect(try words(place, "gen", "show", "", in: "/") == [])
  }

  @Test func `a crashed switch is left as it is, and a lock that is held is not waited for`() throws
  {
    let place = try upgraded()
    try place.write(place.store.appending("journal"), "cut short")
    let lock = try #require(try place.files.lock(place.store.appending("lock")))
    let before = try place.everything()
    #expect(try words(place, "gen", "show", "").contains("1"))
    #expect(try words(place, "config", "resolve", "").count == 1)
    #expect(try place.everything() == before)
    withExtendedLifetime(lock) {}
  }

  @Test(arguments: CompletionScript.allCases)
  func `a shell reads its script without an error`(shell: CompletionScript) throws {
    let place = try TemporaryFolder()
    let script = place.path.appending("script")
    let text = try Program.run(
      Program.path.string, ["--generate-completion-script", shell.rawValue], in: "/")
    #expect(text.status == 0 && text.output == shell.text)
    guard Program.isThere(shell.rawValue) else { try Test.cancel("\(shell) is not here") }
    try LocalFileSystem().replace(script, with: Array(shell.text.utf8))
    let read = try Program.run("/usr/bin/env", [shell.rawValue, "-n", script.string], in: "/")
    #expect(read.status == 0 && read.errors.isEmpty, "\(read.errors)")
  }

  /// What bash would offer, one in a line.
  private func bash(_ line: String, in place: Workplace) throws -> String {
    guard Program.isThere("bash") else { try Test.cancel("bash is not here") }
    let script = """
      source <("$1" --generate-completion-script bash)
      COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:' COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9
      compopt() { echo "compopt $*"; }
      _cortex "$1" '' ''
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let outcome = try Program.run(
      "/usr/bin/env", ["bash", "-c", script, "bash", Program.path.string, line],
      in: place.deployment, environment: place.environment)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return outcome.output
  }

  @Test func `in bash a name with blanks, colons and a command in it stays a name`() throws {
    let place = try Workplace()
    let name = "a: $(touch made) `touch made` b.md"
    try place.write(place.deployment.appending("cortex-brain/documents/my notes/\(name)"), "x")
    try #require(place.cortex("snapshot").status == 0)
    #expect(
      try bash("cortex gen cat current cortex-brain/documents/my", in: place)
        == "compopt -o nosort\ncompopt -o nospace\ncortex-brain/documents/my\\ notes/\n")
    #expect(
      try bash(#"cortex gen cat current cortex-brain/documents/my\ notes/a:"#, in: place)
        == "compopt -o nosort\n" + #"\ \$\(touch\ made\)\ \`touch\ made\`\ b.md"# + "\n")
    #expect(try place.files.metadata(place.deployment.appending("made")) == nil)
    #expect(try bash("cortex upgrade --from ", in: place) == "compopt -o default\n\n")
    #expect(try bash("cortex --workspace=", in: place) == "compopt -o dirnames\n\n")
  }
}
