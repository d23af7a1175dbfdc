import ArgumentParser
import Glibc
import Presentation

/// `cortex`: upgrades a deployment of CORTEX without losing what it has learnt.
@main
struct Cortex: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "cortex",
    abstract: "Upgrade CORTEX without losing what it has learnt",
    usage: "cortex <subcommand>\ncortex --version [--verbose]",
    discussion: """
      Cortex keeps every state of a deployment as a numbered generation. An upgrade creates a new one and \
      switches to it in one step; a rollback switches back. If a switch was interrupted, the next command \
      finishes or undoes it first, whatever it is for.

      Aliases: 'list' is 'gen list', 'undo' is 'rollback', 'version' is '--version'.

      Exit status: 0 success, 1 failed and changed nothing, 2 needs a decision, 3 found damage, 4 failed \
      and undid its changes, 5 needs attention, 64 wrong usage, 75 another cortex is running, 130 \
      interrupted.
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Every day",
        subcommands: [
          Init.self, Status.self, Snapshot.self, Check.self, Upgrade.self, Rollback.self, Log.self,
        ]),
      CommandGroup(
        name: "Releases", subcommands: [Channel.self, Keys.self, ReleaseCommands.self]),
      CommandGroup(name: "Configurations", subcommands: [Config.self]),
      CommandGroup(name: "Generations", subcommands: [Gen.self]),
      CommandGroup(
        name: "Databases",
        subcommands: [ExportBrainCommand.self, ImportBrainCommand.self, Migrate.self]),
      CommandGroup(
        name: "The store",
        subcommands: [
          Collect.self, Verify.self, Doctor.self, ScheduleCommand.self, Debug.self,
        ]),
    ])

  static func main() {
    StandardOutput.prepare()
    let words = OtherWords.replaced(in: RawArguments.words)
    do {
      // Not the parser's: declared there, it is taken away from 'init', which has an option of that name.
      if words == ["--version"] { return show(version + "\n") }
      if let answer = CompletionAnswer.text(words) { return show(answer) }
      if words.count == 2, words[0] == "--generate-completion-script",
        let script = CompletionScript(rawValue: words[1])
      {
        return show(script.text)
      }
      if let details = VersionDetails(words) { return show(try details.text) }
      var command = try parsed(words)
      let form = FailureForm(command)
      Interruption.watch(asJSON: form != .words)
      do {
        try command.run()
        try StandardOutput.finish()
      } catch let error where !isForParser(error) {
        Failure(error).exit(as: form)
      }
    } catch var error {
      if exitCode(for: error).isSuccess, let file = nameTakenForHelp(words) {
        error = BadUsage.nameLikeOptions(file)
      }
      guard let usage = UsageError(error, in: words) else { end(with: error) }
      Failure(usage: usage.phrasing, help: usage.hint).exit(
        as: FailureForm(unreadable: words))
    }
  }

  /// A word such as `-dash.py`, in which the parser finds a request for help.
  private static func nameTakenForHelp(_ words: [String]) -> String? {
    if words.contains(where: ["-h", "-help", "--help", "help"].contains) { return nil }
    return words.prefix { $0 != "--" }.first {
      $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("h") && $0.count > 3
    }
  }

  /// The command of a line; one that the parser refuses is read once more, and written as it takes it.
  static func parsed(_ words: [String]) throws -> any ParsableCommand {
    do { return try parseAsRoot(words) } catch {
      guard exitCode(for: error) == .validationFailure, let program = CommandTree.program,
        let rewritten = CommandLineReading(words, of: program).rewritten
      else { throw error }
      return try parseAsRoot(OtherWords.replaced(in: rewritten))
    }
  }

  /// Without the parser, which would take a millisecond to find out what help there is.
  private static func show(_ text: String) {
    do throws(OutputError) {
      try StandardOutput.write(text)
      try StandardOutput.finish()
    } catch { Failure(error).exit(as: .words) }
  }

  /// Shows what the argument parser has to say, help on standard output, and ends the process.
  private static func end(with error: any Error) -> Never {
    let (text, code) = (fullMessage(for: error), exitCode(for: error))
    if !text.isEmpty && !code.isSuccess { Terminal.warn(text) }
    do throws(OutputError) {
      if !text.isEmpty && code.isSuccess { try StandardOutput.write(text + "\n") }
      try StandardOutput.finish()
    } catch {
      // The exit status says what was found even where the output cannot be written.
      Failure(error).exit(as: .words, orWith: code.isSuccess ? nil : code.rawValue)
    }
    Glibc.exit(code.rawValue)
  }

  /// Whether the argument parser knows what to do: a wrong argument, a request for help, or an exit
  /// status that is all there is to say. To all other errors it gives the status of a failure.
  private static func isForParser(_ error: any Error) -> Bool {
    error is ExitCode || exitCode(for: error) != .failure
  }
}
