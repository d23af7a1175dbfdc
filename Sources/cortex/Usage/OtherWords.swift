import ArgumentParser

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

  /// What to do instead of a command that other programs have, and this one has not.
  static func advice(for word: String) -> String? {
    advice.first { $0.words.contains(word.lowercased()) }?.text
  }

  private static let advice: [(words: [String], text: String)] = [
    (["update", "up", "pull", "fetch"], "'cortex upgrade SOURCE' upgrades to a newer release"),
    (
      ["check", "outdated"],
      "'cortex upgrade SOURCE --dry-run' shows what an upgrade would change"
    ),
    (
      ["install", "setup", "start", "add"],
      "'cortex init' puts a deployment under management, 'cortex upgrade SOURCE' upgrades it"
    ),
    (
      ["revert", "downgrade", "back", "reset"],
      "'cortex rollback' goes back to the previous state, 'cortex gen switch N' to any other"
    ),
    (
      ["restore", "recover"],
      "'cortex rollback' goes back to the previous state, 'cortex gen restore' restores files"
    ),
    (
      ["log", "history", "versions", "generations", "ls"],
      "'cortex gen list' lists the saved states"
    ),
    (["backup", "save", "commit"], "'cortex snapshot' saves the present state"),
    (["checkout", "use"], "'cortex gen switch N' switches to a generation"),
    (["remove", "rm"], "'cortex gen delete N' deletes a generation"),
    (["clean", "cleanup", "prune"], "'cortex gc' drops old generations and frees their space"),
    (["fsck", "repair", "fix"], "'cortex verify' looks for damage, and --repair repairs it"),
    (["health", "test", "lint"], "'cortex doctor' checks the health of the deployment"),
    (["cortex"], "leave it out: 'cortex' is the program itself"),
    (["info"], "'cortex status' shows the version, the generation and what has changed"),
  ]
}
