extension PackIndex {
  /// The bytes of an index over these frames and objects, made part by part.
  struct Encoding {
    private let frames: [Frame]
    private let objects: PackRows
    private let names: ObjectNames
    /// What frames are encoded against, and the number of each.
    private var bases: [ObjectID] = []
    private var baseNumbers: [ObjectID: UInt32] = [:]

    init(frames: [Frame], objects: PackRows, names: ObjectNames) {
      (self.frames, self.objects, self.names) = (frames, objects, names)
      for base in frames.lazy.compactMap(\.base) where baseNumbers[base] == nil {
        baseNumbers[base] = UInt32(bases.count)
        bases.append(base)
      }
    }

    /// In bytes.
    var size: Int {
      typealias Layout = StoreLayout.Pack
      return Layout.headerSize + frames.count * Layout.frameRowSize
        + objects.count * (ObjectID.byteCount + Layout.objectRowSize)
        + bases.count * ObjectID.byteCount
    }

    private static let partSize = 64 << 10

    /// Hands out all of it, part by part.
    func write(to sink: ([UInt8]) throws -> Void) rethrows {
      var part = StoreLayout.Pack.indexMagic
      part.append(little: StoreLayout.Pack.indexVersion)
      part.append(little: UInt32(frames.count))
      part.append(little: UInt32(objects.count))
      for frame in frames {
        part.append(little: frame.offset)
        part.append(little: frame.storedSize)
        part.append(little: frame.rawSize)
        part.append(little: frame.base.flatMap { baseNumbers[$0] } ?? StoreLayout.Pack.noBase)
        part.append(little: UInt32(0))
        if part.count >= Self.partSize {
          try sink(part)
          part.removeAll(keepingCapacity: true)
        }
      }
      let sorted = objects.sorted(by: names)
      for number in sorted {
        names[objects[number].name].append(to: &part)
        if part.count >= Self.partSize {
          try sink(part)
          part.removeAll(keepingCapacity: true)
        }
      }
      for number in sorted {
        append(objects[number], to: &part)
        if part.count >= Self.partSize {
          try sink(part)
          part.removeAll(keepingCapacity: true)
        }
      }
      for base in bases { base.append(to: &part) }
      try sink(part)
    }

    private func append(_ row: PackRows.Row, to bytes: inout [UInt8]) {
      bytes.append(little: row.frame)
      bytes.append(little: row.offset)
      bytes.append(little: row.size)
      bytes.append(little: UInt32(row.type.rawValue))
    }
  }
}
