import ArgumentParser
import FoundationEssentials

/// A command with what can follow it, as the argument parser describes the program.
///
/// To make it takes many times as long as to read a command line: it is for one that cannot be read.
struct CommandTree: Decodable, Sendable {
  var name: String
  var isShown: Bool
  var abstract: String?
  /// The command that is meant where none is named.
  var defaultName: String?
  var subcommands: [CommandTree]
  var parameters: [Parameter]

  /// The whole program; `nil` if the argument parser described it in another way than is known here.
  static let program: CommandTree? = {
    struct Program: Decodable {
      var command: CommandTree
    }
    return try? JSONDecoder().decode(Program.self, from: Data(Cortex._dumpHelp().utf8)).command
  }()

  private enum CodingKeys: String, CodingKey {
    case name = "commandName"
    case isShown = "shouldDisplay"
    case abstract
    case defaultName = "defaultSubcommand"
    case subcommands
    case parameters = "arguments"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    isShown = try values.decode(Bool.self, forKey: .isShown)
    abstract = try values.decodeIfPresent(String.self, forKey: .abstract)
    defaultName = try values.decodeIfPresent(String.self, forKey: .defaultName)
    subcommands = try values.decodeIfPresent([CommandTree].self, forKey: .subcommands) ?? []
    parameters = try values.decodeIfPresent([Parameter].self, forKey: .parameters) ?? []
  }

  func subcommand(_ name: String) -> CommandTree? { subcommands.first { $0.name == name } }

  var defaultSubcommand: CommandTree? { defaultName.flatMap(subcommand) }

  /// The names of commands that people are told about.
  var shownNames: [String] { subcommands.filter { $0.isShown && $0.name != "help" }.map(\.name) }

  var operands: [Parameter] { parameters.filter { $0.kind == .positional } }

  /// An option or flag by its name with its dashes.
  func option(_ name: String) -> Parameter? { parameters.first { $0.writtenNames.contains(name) } }

  /// This command and all below it, each with the words that lead to it.
  func all(below path: [String] = []) -> [(path: [String], command: CommandTree)] {
    [(path, self)] + subcommands.flatMap { $0.all(below: path + [$0.name]) }
  }
}

/// An operand, option or flag of a command.
struct Parameter: Decodable, Sendable {
  enum Kind: String, Decodable, Sendable {
    case positional, option, flag
  }

  struct Name: Decodable, Sendable {
    var kind: String
    var name: String
  }

  var kind: Kind
  var names: [Name]?
  var valueName: String?
  var abstract: String?
  var isOptional: Bool
  var isRepeating: Bool
  /// The values that there are, where they can be listed.
  var allValues: [String]?
  var isShown: Bool
  private var completionKind: CompletionKind?

  private enum CodingKeys: String, CodingKey {
    case kind, names, valueName, abstract, isOptional, isRepeating, allValues, completionKind
    case isShown = "shouldDisplay"
  }

  /// How the argument parser describes what a shell suggests.
  private enum CompletionKind: Decodable, Sendable {
    case list(values: [String])
    case file(extensions: [String])
    case directory
    case shellCommand(command: Suggested)
  }

  enum Suggestions: Equatable {
    case none, files, folders
    case list([String])
    case suggested(Suggested)
  }

  /// What a shell suggests for its value.
  var suggestions: Suggestions {
    switch completionKind {
    case .list(let values): .list(values)
    case .file: .files
    case .directory: .folders
    case .shellCommand(let suggested): .suggested(suggested)
    case nil: allValues.map { .list($0) } ?? .none
    }
  }

  /// With their dashes.
  var writtenNames: [String] {
    (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
  }

  /// As it is typed: `--to <dir>`, `[<paths>...]`.
  var synopsis: String {
    let value = "<\(valueName ?? "value")>" + (isRepeating ? "..." : "")
    let name = writtenNames.first { $0.hasPrefix("--") } ?? writtenNames.first
    let whole = name.map { kind == .flag ? $0 : "\($0) \(value)" } ?? value
    return isOptional ? "[\(whole)]" : whole
  }
}
