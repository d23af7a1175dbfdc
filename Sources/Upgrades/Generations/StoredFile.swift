import FileEffects
public import Generations
import ObjectStore

/// One file of a generation.
public struct StoredFile {
  private let path: TypedPath
  private let number: Generation.Number

  public init(_ path: TypedPath, in number: Generation.Number) {
    (self.path, self.number) = (path, number)
  }

  /// Hands out its contents, piece by piece; returns what to say where the path could have meant another
  /// file.
  @discardableResult
  public func read(
    on deployment: Deployment, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Finding? {
    let log = try deployment.log()
    let reader = try ObjectReader(log.store)
    let listing = try deployment.step(.readGenerations) {
      try reader.listing(of: try log.generation(number).tree)
    }
    let found = try deployment.find(path) {
      .notInGeneration(path: $0.description, generation: number.description)
    } where: {
      listing[$0] != nil
    }
    guard let place = found.place, let entry = listing[place].leaf else {
      throw UpgradeError.aFolder(path: found.place?.description ?? deployment.root.spelling)
    }
    try deployment.step(.readFile) { try reader.contents(of: entry, body) }
    return found.warning
  }
}
