import ArgumentParser
import FileEffects
import Generations
import Presentation
import Upgrades

/// The words of a command line that only a deployment knows. To look for them takes no lock, changes nothing,
/// and leaves what a crash left.
struct DeploymentWords {
  private let deployment: Deployment
  private let place: CompletionPlace

  init(_ place: CompletionPlace) throws {
    var words: [String] = []
    for name in ["--workspace", "--store"] {
      if let folder = place.values[name] { words += [name, Self.withHome(folder)] }
    }
    var deployment = try DeploymentOptions.parse(words).open(.none)
    deployment.onlyLooks = true
    (self.deployment, self.place) = (deployment, place)
  }

  /// A shell reads `~/` only once the line is whole.
  private static func withHome(_ folder: String) -> String {
    guard folder.hasPrefix("~/"), let home = DeploymentOptions.environment("HOME") else {
      return folder
    }
    return home + folder.dropFirst()
  }

  func words(_ suggested: Suggested, for word: String) throws -> [Completion.Word] {
    switch suggested {
    case .generations:
      return try numbers(deployment.report(ListGenerations()).generations)
    case .pinnedGenerations:
      return try numbers(
        deployment.report(ListGenerations()).generations.filter { $0.pinned != nil })
    case .deletedGenerations:
      return try deployment.report(ListGenerations()).deleted.reversed().map {
        Completion.Word(text: "\($0.number)", meaning: $0.brief)
      }
    case .storedPaths: return try paths(word)
    case .conflictFiles:
      var files: [String] = []
      for conflict in try deployment.report(ListConflicts()).conflicts
      where files.last != conflict.path {
        files.append(conflict.path)
      }
      return files.map { Completion.Word(text: $0) }
    case .conflictKeys:
      return try deployment.report(ListConflicts(in: place.operands.first)).conflicts.map {
        Completion.Word(text: $0.typedKey, meaning: $0.brief)
      }
    case .trustedKeys:
      return try deployment.report(ListKeys()).keys.map { Completion.Word(text: $0.id) }
    }
  }

  /// The newest first.
  private func numbers(_ generations: [GenerationSummary]) -> [Completion.Word] {
    generations.reversed().map { Completion.Word(text: "\($0.number)", meaning: $0.brief) }
  }

  /// One folder at a time, as a shell does with files.
  private func paths(_ word: String) throws -> [Completion.Word] {
    guard let generation = place.operands.first else { return [] }
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    return try deployment.report(ListFolder(folder, of: GenerationName(generation))).map {
      Completion.Word(text: folder + $0)
    }
  }
}
