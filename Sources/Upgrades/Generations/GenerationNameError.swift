public import Generations
public import Releases

/// Why a name identifies no generation.
public indirect enum GenerationNameError: Error, Hashable, Sendable {
  /// It is no name of a generation.
  case unreadable(String, GenerationNameFault)
  /// Of the good generations that are `there` none has this version.
  case noVersion(ReleaseVersion, there: [Generation])
  /// None of those was made on that day.
  case noDay(String, there: [Generation])
  /// It has no such ancestor.
  case noParent(Generation.Number)
  /// There is nothing to choose from.
  case none
  /// The current generation is none of the deleted ones.
  case currentIsNotDeleted
  case nothingDeleted
  /// It is none of the deleted ones, for that reason.
  case notDeleted(GenerationNameError)
}

/// A fault in the name of a generation.
public enum GenerationNameFault: Hashable, Sendable {
  /// A number of parents is to follow `~`.
  case noSteps
  /// No generation can have this number.
  case noNumber
  /// The calendar does not have the day.
  case noDay
  /// It has none of the forms.
  case noName
}
