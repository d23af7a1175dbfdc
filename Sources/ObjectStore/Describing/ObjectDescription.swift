import FileEffects
import SystemPackage

/// What an object is and where it lies, for whoever looks into a store.
public struct ObjectDescription: Encodable, Hashable, Sendable {
  /// One copy of it, in a pack.
  public struct Copy: Encodable, Hashable, Sendable {
    /// The pack's name in `packs/`.
    public var pack: String
    /// The number of the frame in the pack, from 0.
    public var frame: Int
    /// Where the frame starts in the pack, and its length there, in bytes.
    public var offset: UInt64
    public var storedBytes: UInt32
    /// Where the object starts in the uncompressed frame, in bytes.
    public var offsetInFrame: Int
    /// The object that the frame is encoded against; left out where there is none.
    public var base: ObjectID?
  }

  /// A row of a tree, or a chunk.
  public struct Part: Encodable, Hashable, Sendable {
    /// Of a row: its name, `file`, `link`, `database` or `directory`, its layer, and its permissions in octal.
    public var name: String?
    public var kind: String?
    public var layer: String?
    public var mode: String?
    public var bytes: UInt64
    public var object: ObjectID
  }

  /// What an object is.
  public enum Kind: String, Encodable, Hashable, Sendable {
    case blob, tree
    case chunkList = "chunks"
  }

  public var object: ObjectID
  public var type: Kind
  /// Length of the uncompressed object.
  public var bytes: UInt64
  /// In the order in which they are read.
  public var copies: [Copy]
  /// The objects that must be read before it, nearest first.
  public var chain: [ObjectID]
  /// What a tree or a list of chunks names.
  public var parts: [Part]
}

extension Store {
  /// The objects whose names start with these hexadecimal digits, in the order of their names.
  public func objects(startingWith digits: String) -> [ObjectID] {
    var found: Set<ObjectID> = []
    for pack in allPacks {
      for number in 0..<pack.index.objectCount {
        let name = pack.index.name(number)
        if name.description.hasPrefix(digits) { found.insert(name) }
      }
    }
    return found.sorted()
  }

  /// Reads an object to say what it is; `nil` where no pack has it.
  ///
  /// - Throws: ``StoreError`` where it is not whole.
  public func describe(_ object: ObjectID) throws -> ObjectDescription? {
    let copies = copies(of: object)
    guard let first = copies.first else { return nil }
    let reader = try ObjectReader(self)
    return ObjectDescription(
      object: object, type: ObjectDescription.Kind(first.place.type),
      bytes: UInt64(first.place.size), copies: copies.map(ObjectDescription.Copy.init),
      chain: chain(of: object) ?? [], parts: try parts(of: object, first.place.type, reader))
  }

  private func parts(
    of object: ObjectID, _ type: ObjectType, _ reader: ObjectReader
  ) throws -> [ObjectDescription.Part] {
    switch type {
    case .blob: []
    case .chunkList:
      try reader.chunks(object).map {
        ObjectDescription.Part(bytes: UInt64($0.size), object: $0.object)
      }
    case .tree:
      try reader.tree(object).rows.map { row in
        ObjectDescription.Part(
          name: RelativePath.text(of: row.name), kind: "\(row.entry.kind)",
          layer: row.entry.layer.map { "\($0)" }, mode: String(row.entry.permissions, radix: 8),
          bytes: row.entry.size, object: row.entry.object)
      }
    }
  }
}

extension ObjectDescription.Kind {
  init(_ type: ObjectType) {
    self =
      switch type {
      case .blob: .blob
      case .tree: .tree
      case .chunkList: .chunkList
      }
  }
}

extension ObjectDescription.Copy {
  init(_ copy: Pack.Copy) {
    let frame = copy.pack.index.frame(copy.place.frame)
    self.init(
      pack: copy.pack.path.lastComponent?.string ?? "", frame: copy.place.frame,
      offset: frame.offset, storedBytes: frame.storedSize, offsetInFrame: copy.place.offset,
      base: frame.base)
  }
}
