import ArgumentParser

/// What a shell suggests that only the deployment knows.
enum Suggested: String, Decodable, Sendable {
  case generations
  case deletedGenerations
  case pinnedGenerations
  /// Files and folders of the generation that is named before them.
  case storedPaths
  case conflictFiles
  /// Keys of the file that is named before them.
  case conflictKeys
  case trustedKeys
}

extension CompletionKind {
  /// The argument parser keeps it with the argument and says it again in its description of the program,
  /// where ``Completion`` finds it: nothing is run by this name.
  static func suggested(_ suggested: Suggested) -> CompletionKind {
    .shellCommand(suggested.rawValue)
  }
}
