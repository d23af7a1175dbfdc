public import ArgumentParser
public import ConfigMerge
import Generations
import Presentation
public import Upgrades

extension GenerationName {
  static let help = ArgumentHelp("The generation: \(forms)", valueName: "generation")

  /// Reads an argument.
  static func read(_ argument: String) throws -> GenerationName {
    do throws(GenerationNameError) { return try GenerationName(argument) } catch {
      if case .unreadable(_, let fault) = error {
        throw BadValue(argument, .noGeneration(fault))
      }
      throw error
    }
  }
}

extension TypedPath {
  /// Reads an argument. Nothing is no path, though one could say that it is this folder: it is what a
  /// shell makes of a variable that is not set.
  static func read(_ argument: String) throws -> TypedPath {
    TypedPath(try Values.some(.path)(argument))
  }
}

extension ConfigFormat: ExpressibleByArgument {}
extension CoreChoice: ExpressibleByArgument {}
extension DataChoice: ExpressibleByArgument {}
extension Schedule.Interval: ExpressibleByArgument {}

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

  /// How `local` and `upgrade` begin, and what they are where somebody is asked.
  static let letters: [Character: Character] = ["l": "y", "u": "r"]

  /// The word that scripts read.
  static func plain(_ word: String) -> String {
    switch word {
    case "yours": "local"
    case "release": "upgrade"
    default: word
    }
  }
}
