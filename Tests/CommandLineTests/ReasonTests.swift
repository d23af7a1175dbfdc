import TestSupport
import Testing

@testable import cortex

/// Every option and operand of every command, with words that cannot be meant.
@Suite(.tags(.unit)) struct ReasonTests {
  /// The sentence with which a command line is refused; `nil` if it is not.
  private func refusal(_ words: [String]) -> UsageError? {
    do { _ = try Cortex.parsed(words) } catch { return UsageError(error, in: words) }
    return nil
  }

  private func lines() throws -> [[String]] {
    let program = try #require(CommandTree.program)
    var lines: [[String]] = []
    var seen: Set<String> = []
    for (path, command) in program.all() where command.subcommands.isEmpty && path != ["help"] {
      let operands = command.operands.filter { !$0.isOptional }.map { _ in "1" }
      for option in command.parameters where option.kind != .positional {
        let name = try #require(option.writtenNames.first)
        // What many commands have is in each of them the same.
        guard seen.insert("\(option.synopsis) \(option.abstract ?? "")").inserted else { continue }
        lines += Self.words.map { path + operands + [name, $0] }
        lines += ["", "x"].map { path + operands + ["\(name)=\($0)"] }
      }
      for index in operands.indices {
        for word in Self.words {
          var others = operands
          others[index] = word
          lines.append(path + others)
        }
      }
      lines += [path, path + operands + ["x"], path + operands + ["--frobnicate"]]
    }
    return lines
  }

  private static let words = ["", " ", "-1", "no such thing\n", "9999999999999999999999"]

  @Test func `nothing is called invalid without a reason, and what to do comes after a semicolon`()
    throws
  {
    let lines = try lines()
    #expect(lines.count > 300)
    var refused = 0
    for line in lines {
      guard let error = refusal(line) else { continue }
      refused += 1
      let text = "\(error)"
      #expect(!text.contains("invalid") && !text.contains("Error"), "\(line): \(text)")
      #expect(
        !text.contains("\n") && text.contains("; ") || Self.isOfCommand(text), "\(line): \(text)")
      #expect(text.first?.isUppercase == false, "\(line): \(text)")
    }
    #expect(refused > 200)
  }

  /// What commands say of options that do not go together: they have their own words.
  private static func isOfCommand(_ text: String) -> Bool {
    text.contains("give one of --take, --text and --edit")
      || text.contains("--markers needs a file")
      || text.contains("needs --repair") || text.contains("needs --dry-run")
      || text.contains("migration")
  }

  @Test func `an empty word is nowhere a name or a place`() throws {
    let program = try #require(CommandTree.program)
    for (path, command) in program.all() where command.subcommands.isEmpty {
      let required = command.parameters.filter { $0.kind == .option && !$0.isOptional }
        .flatMap { [$0.writtenNames[0], "1"] }
      let operands = command.operands.filter { !$0.isOptional }.map { _ in "1" }
      for option in command.parameters where option.kind == .option {
        // A value of a configuration, and a label at markers, can be empty.
        if ["--text", "--label-base", "--label-local", "--label-upgrade"].contains(
          option.writtenNames[0])
        {
          continue
        }
        let line = path + operands + required + [option.writtenNames[0], ""]
        let error = try #require(refusal(line), "\(line)")
        #expect("\(error)".contains(/''|""/), "\(line): \(error)")
      }
      for index in command.operands.indices where path != ["help"] {
        // The base of a merge can be left out so.
        if path == ["config", "merge"] && index == 0 { continue }
        var words = command.operands.map { _ in "1" }
        words[index] = ""
        let error = try #require(refusal(path + words + required), "\(path + words)")
        #expect("\(error)".contains(/''|""/), "\(path + words): \(error)")
      }
    }
  }
}
