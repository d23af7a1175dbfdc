import FileEffects
public import Generations
public import ObjectStore

/// What an object is, where it lies, and which files of generations it is.
public struct DescribeObject: Inquiry {
  /// An object, with the files that it is.
  public struct Report: Encodable, Hashable, Sendable {
    /// A file of a generation, or of the release that it came from.
    public struct Use: Encodable, Hashable, Sendable {
      public var generation: Generation.Number
      public var path: String
      public var isReleases: Bool
    }

    public var description: ObjectDescription
    /// Empty for a chunk or a tree: only whole files are looked for.
    public var files: [Use]
  }

  private let digits: String

  /// - Parameter digits: The first hexadecimal digits of its name, as many as tell it apart.
  public init(startingWith digits: String) { self.digits = digits }

  /// - Throws: ``LookupError`` where no object, or more than one, has such a name.
  public func report(on deployment: Deployment) throws -> Report {
    let log = try deployment.log()
    let found = log.store.objects(startingWith: digits)
    guard let object = found.first, let description = try log.store.describe(object) else {
      throw try absence(in: log)
    }
    guard found.count == 1 else { throw LookupError.severalObjects(digits, found) }
    let uses = try deployment.step(.readGenerations) { try self.uses(of: object, in: log) }
    return Report(description: description, files: uses)
  }

  /// Why no pack has such an object: it is lost, or there never was one.
  private func absence(in log: GenerationLog) throws -> LookupError {
    let reader = try ObjectReader(log.store)
    var needed: [ObjectID: (by: [Generation.Number], path: String?)] = [:]
    for generation in try log.all() {
      for tree in generation.roots {
        for named in try reader.objects(startingWith: digits, below: tree) {
          var need = needed[named.object] ?? (by: [], path: named.path?.description)
          if need.by.last != generation.number { need.by.append(generation.number) }
          needed[named.object] = need
        }
      }
    }
    guard let (object, need) = needed.first else { return .noObject(digits) }
    guard needed.count == 1 else { return .severalObjects(digits, needed.keys.sorted()) }
    return .missing(object, neededBy: need.by, path: need.path)
  }

  private func uses(of object: ObjectID, in log: GenerationLog) throws -> [Report.Use] {
    let reader = try ObjectReader(log.store)
    func uses(
      in tree: ObjectID?, of generation: Generation, isReleases: Bool
    ) throws -> [Report.Use] {
      guard let tree else { return [] }
      return try reader.listing(of: tree).leaves.filter { $0.entry.object == object }.map {
        Report.Use(
          generation: generation.number, path: $0.path.description, isReleases: isReleases)
      }
    }
    return try log.all().flatMap {
      try uses(in: $0.tree, of: $0, isReleases: false)
        + uses(in: $0.base, of: $0, isReleases: true)
    }
  }
}

/// The object does not exist, or the digits are ambiguous.
public enum LookupError: Error, Hashable, Sendable {
  case noObject(String)
  /// Generations need it, the oldest first, and no pack has it. `path` is the first that leads to it; `nil`
  /// for a generation's own tree.
  case missing(ObjectID, neededBy: [Generation.Number], path: String?)
  case severalObjects(String, [ObjectID])
}
