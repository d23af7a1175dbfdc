import FileEffects
public import Generations
public import ObjectStore

/// Asks for one generation and its contents.
public struct ShowGeneration: Inquiry {
  private let number: Generation.Number

  public init(_ number: Generation.Number) { self.number = number }

  public func report(on deployment: Deployment) throws -> GenerationContents {
    let log = try deployment.log()
    let generation = try log.generation(number)
    let (all, listing) = try deployment.step(.readGenerations) {
      (try log.all(), try ObjectReader(log.store).listing(of: generation.tree))
    }
    let sizes = try deployment.step(.measureGenerations) { try log.uniqueBytes(of: all) }
    let unique = zip(all, sizes).first { $0.0.number == number }?.1 ?? 0
    return GenerationContents(
      generation: GenerationSummary(
        generation, unique, try log.heldPins(at: deployment.now)[number]),
      databases: generation.databases ?? [],
      contents: listing.leaves.map { GenerationContents.File($0.path, $0.entry) })
  }
}

/// A generation with the paths of its files.
public struct GenerationContents: Encodable, Hashable, Sendable {
  /// A file of a generation.
  public struct File: Hashable, Sendable {
    public var path: String
    public var kind: Entry.Kind
    /// In JSON, `none` if it has none.
    public var layer: Layer?
    /// Four octal digits.
    public var mode: String
    public var size: UInt64
    public var object: String
  }

  public var generation: GenerationSummary
  public var databases: [DatabaseRecord]
  public var contents: [File]
}

extension GenerationContents.File: Encodable {
  private enum CodingKeys: CodingKey { case path, kind, layer, mode, size, object }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(kind, forKey: .kind)
    if let layer {
      try container.encode(layer, forKey: .layer)
    } else {
      try container.encode("none", forKey: .layer)
    }
    try container.encode(mode, forKey: .mode)
    try container.encode(size, forKey: .size)
    try container.encode(object, forKey: .object)
  }
}

extension Entry.Kind: Encodable {
  /// As its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

extension Layer: Encodable {
  /// As its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}
