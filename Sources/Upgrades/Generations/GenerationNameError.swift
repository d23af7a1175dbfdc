public import Generations
public import Releases

/// Why no generation is meant by what was written.
public indirect enum GenerationNameError: Error, Hashable, Sendable {
  /// It is no name of a generation.
  case unreadable(String, reason: String)
  /// Of the good generations that are `there` none has this version.
  case noVersion(ReleaseVersion, there: [Generation])
  /// None of those was made on that day.
  case noDay(String, there: [Generation])
  /// As many parents back as was said there are not.
  case noParent(Generation.Number)
  /// There is nothing to choose from.
  case none
  /// The current generation is none of the deleted ones.
  case currentIsNotDeleted
  case nothingDeleted
  /// It is none of the deleted ones, for that reason.
  case notDeleted(GenerationNameError)
}
