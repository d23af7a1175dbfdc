public import FileEffects
public import ObjectStore
import SystemPackage

/// The generations of a store, and which one is in force.
///
/// To change anything, hold the ``StoreLock``.
public struct GenerationLog: Sendable {
  public let store: Store
  var files: any FileSystem { store.files }

  /// The boot clock, which nobody can set; `nil` if it is not known.
  let boot: BootClock?

  public init(_ store: Store, boot: BootClock? = nil) {
    self.store = store
    self.boot = boot
  }

  func folder(_ name: String) -> FilePath { store.location.appending(name) }

  var small: SmallFiles { store.smallFiles }

  func name(_ number: Generation.Number, in folder: String) -> String { "\(folder)/\(number)" }

  /// A record, or its copy where the record is missing or damaged; `nil` if neither is there.
  func record<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value? {
    let path = store.location.appending(name)
    do {
      return try small.read(name) { try SealedRecord.decode(type, from: $0, at: path) }
    } catch let error as FileError where error.isDamage {
      throw GenerationError.damagedRecord(path, .file(error.asDamage))
    }
  }

  /// The numbers that are names in a folder, ascending.
  func numbers(in name: String) throws -> [Generation.Number] {
    try small.names(in: name).compactMap { Generation.Number($0) }.sorted()
  }

  /// The numbers of all generations, ascending.
  public func numbers() throws -> [Generation.Number] { try numbers(in: StoreLayout.generations) }

  /// - Throws: ``GenerationError/noGeneration(_:)``, ``GenerationError/deleted(_:)``, or that its
  ///   record is damaged.
  public func generation(_ number: Generation.Number) throws -> Generation {
    if let found = try generation(ifPresent: number) { return found }
    if (try? record(Trashed.self, name(number, in: StoreLayout.trash))) != nil {
      throw GenerationError.deleted(number)
    }
    throw GenerationError.noGeneration(number)
  }

  /// The generation; `nil` if there is none, or it was deleted since it was listed.
  public func generation(ifPresent number: Generation.Number) throws -> Generation? {
    let found = try record(Generation.self, name(number, in: StoreLayout.generations))
    if let found, found.number != number {
      throw GenerationError.damagedRecord(
        store.location.appending(name(number, in: StoreLayout.generations)),
        .ofGeneration(found.number.rawValue))
    }
    return found
  }

  /// All generations that can be read, ascending. One that is deleted meanwhile is left out.
  public func all() throws -> [Generation] {
    try numbers().compactMap { number in
      do { return try generation(ifPresent: number) } catch GenerationError.damagedRecord {
        return nil
      }
    }
  }

  /// The generation in force; `nil` in a store that was just made.
  public func currentNumber() throws -> Generation.Number? {
    switch try small.current() {
    case .none: nil
    case .number(let number): Generation.Number(rawValue: number)
    case .unreadable(let text): throw GenerationError.unreadablePointer(text: text)
    }
  }

  /// The generation in force.
  public func current() throws -> Generation {
    guard let number = try currentNumber() else {
      if let highest = try numbers().last {
        throw GenerationError.pointerMissing(highest: highest)
      }
      throw GenerationError.noCurrent
    }
    return try generation(number)
  }

  /// A number that no generation has or had.
  public func nextNumber() throws -> Generation.Number {
    let highest = Generation.Number(rawValue: try small.highest())
    let used = try [StoreLayout.generations, StoreLayout.trash].flatMap { folder in
      try files.metadata(self.folder(folder)) == nil ? [] : files.contents(of: self.folder(folder))
    }.compactMap { Generation.Number(String(decoding: $0.name, as: UTF8.self)) }
    return (used + (highest.map { [$0] } ?? [])).max()?.next ?? .first
  }
}
