public import ArgumentParser
public import Generations
public import Releases
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

extension Timestamp: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

extension ReleaseVersion: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

extension TypedPath: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

extension ConfigLanguage: ExpressibleByArgument {}
extension ConflictChoice: ExpressibleByArgument {}
extension DataChoice: ExpressibleByArgument {}

/// A share such as `10%`.
struct Percentage: ExpressibleByArgument {
  /// More than 0, at most 1.
  var share: Double

  init?(argument: String) {
    guard argument.hasSuffix("%"), let percent = Double(argument.dropLast()), percent > 0,
      percent <= 100
    else { return nil }
    share = percent / 100
  }
}

/// A length of time such as `30d`, `12h`, `2w`.
struct Age: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    let units: [Character: Int64] = ["h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400]
    guard let unit = argument.last, let seconds = units[unit],
      let count = Int64(argument.dropLast()), count >= 0, count < 1_000_000
    else { return nil }
    duration = .seconds(count * seconds)
  }
}
