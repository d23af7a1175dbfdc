public import ArgumentParser
public import Generations
public import Upgrades

extension Generation.Number: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

extension GenerationName {
  static let help = ArgumentHelp("The generation: \(forms)", valueName: "generation")

  /// Reads an argument.
  static func read(_ argument: String) throws -> GenerationName {
    do throws(GenerationNameError) { return try GenerationName(argument) } catch {
      if case .unreadable(_, let reason) = error { throw ValidationError(reason) }
      throw error
    }
  }
}

extension TypedPath: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

extension ConfigLanguage: ExpressibleByArgument {}
extension DataChoice: ExpressibleByArgument {}

extension ConflictChoice: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(rawValue: Sides.plain(argument))
  }

  public static var allValueStrings: [String] { ["abort"] + Sides.words }
}

/// What the sides of a conflict are called: `yours` and `release` are for people, `local` and `upgrade`
/// are the same, and what scripts read.
enum Sides {
  /// All words for a side, and `both`, as help lists them.
  static let words = ["yours", "release", "both", "local", "upgrade"]

  /// Says so in help.
  static let note = "local and upgrade are other words for yours and release"

  /// The word that scripts read.
  static func plain(_ word: String) -> String {
    switch word {
    case "yours": "local"
    case "release": "upgrade"
    default: word
    }
  }
}
