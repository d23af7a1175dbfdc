import ArgumentParser
import Presentation

/// Words that are none of the program's names, but that people type.
enum OtherWords {
  /// Short names: all that can follow the real one can follow these.
  static let aliases = [
    "list": ["gen", "list"], "undo": ["rollback"], "version": ["--version"], "-v": ["--version"],
    "-V": ["--version"],
  ]

  /// A command line with the program's own names in it: aliases are replaced, and a command with
  /// nothing but `help` behind it is a request for its help.
  static func replaced(in line: [String]) -> [String] {
    var line = line
    let start = line.first == "help" ? 1 : 0
    // In front of a command it is the command's own option.
    if line.count > 1, line[0] == "-v" { return line }
    if start < line.count, let words = aliases[line[start]], start == 0 || words[0] != "--version" {
      line.replaceSubrange(start...start, with: words)
    }
    guard line.count > 1, line.last == "help", areCommands(line.dropLast()) else { return line }
    return line.dropLast() + ["--help"]
  }

  private static func areCommands(_ words: some Sequence<String>) -> Bool {
    var command: any ParsableCommand.Type = Cortex.self
    for word in words {
      let next = command.configuration.subcommands.first { $0.configuration.commandName == word }
      guard let next else { return false }
      command = next
    }
    return true
  }

  /// This program's equivalent of a command that other programs have.
  static func counterpart(of word: String) -> Counterpart? {
    counterparts.first { $0.words.contains(word.lowercased()) }?.counterpart
  }

  private static let counterparts: [(words: [String], counterpart: Counterpart)] = [
    (["update", "up", "pull", "fetch"], .upgrade), (["outdated", "available"], .check),
    (["install", "setup", "start", "add"], .initialise),
    (["revert", "downgrade", "back", "reset"], .goBack), (["restore", "recover"], .restore),
    (["history", "versions", "generations", "ls"], .list),
    (["backup", "save", "commit"], .snapshot), (["checkout", "use"], .switchOver),
    (["remove", "rm"], .delete), (["clean", "cleanup", "prune"], .collect),
    (["fsck", "repair", "fix"], .verify), (["health", "test", "lint"], .doctor),
    (["cortex"], .program), (["info"], .status),
  ]
}
