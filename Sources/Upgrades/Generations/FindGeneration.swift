public import Generations

/// Asks for the number of the generation that a name stands for.
public struct FindGeneration: Inquiry {
  private let name: GenerationName

  public init(_ name: GenerationName) { self.name = name }

  public func report(on deployment: Deployment) throws -> Generation.Number {
    try deployment.atOneMoment { log in
      if let number = name.plainNumber { return number }
      let current = name.startsAtCurrent ? try log.current().number : nil
      do {
        return try name.number(among: try log.all(), current: current)
      } catch GenerationError
        .noGeneration(let number)
      {
        // One that was deleted, or cannot be read, has an error of its own.
        return try log.generation(number).number
      }
    }
  }
}

/// Asks for the number of one that was deleted and can still be brought back.
public struct FindDeletedGeneration: Inquiry {
  private let name: GenerationName

  public init(_ name: GenerationName) { self.name = name }

  public func report(on deployment: Deployment) throws -> Generation.Number {
    try deployment.atOneMoment { log in
      if let number = name.plainNumber { return number }
      if name.startsAtCurrent { throw GenerationNameError.currentIsNotDeleted }
      let deleted = try log.deleted(now: deployment.now).map(\.generation)
      if deleted.isEmpty { throw GenerationNameError.nothingDeleted }
      do { return try name.number(among: deleted, current: nil) } catch {
        throw (error as? GenerationNameError).map { GenerationNameError.notDeleted($0) } ?? error
      }
    }
  }
}

extension GenerationName {
  /// The number, where that is all that was written.
  fileprivate var plainNumber: Generation.Number? {
    if case .number(let number) = start, steps == 0 { number } else { nil }
  }
}
