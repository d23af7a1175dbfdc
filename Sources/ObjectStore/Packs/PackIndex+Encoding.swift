extension PackIndex {
  /// The bytes of an index over these frames and objects, made part by part.
  struct Encoding {
    private let frames: [Frame]
    private let objects: PackRows
    /// What frames are encoded against, and the number of each.
    private var bases: [ObjectID] = []
    private var baseNumbers: [ObjectID: UInt32] = [:]

    init(frames: [Frame], objects: PackRows) {
      (self.frames, self.objects) = (frames, objects)
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

    /// Hands out all of it, in parts of some 64 KiB.
    func write(to sink: ([UInt8]) throws -> Void) rethrows {
      var part = StoreLayout.Pack.indexMagic
      part.append(little: StoreLayout.Pack.indexVersion)
      part.append(little: UInt32(frames.count))
      part.append(little: UInt32(objects.count))
      func isFull() -> Bool { part.count >= 64 << 10 }
      for frame in frames {
        part.append(little: frame.offset)
        part.append(little: frame.storedSize)
        part.append(little: frame.rawSize)
        part.append(little: frame.base.flatMap { baseNumbers[$0] } ?? StoreLayout.Pack.noBase)
        part.append(little: UInt32(0))
        if isFull() {
          try sink(part)
          part.removeAll(keepingCapacity: true)
        }
      }
      let sorted = objects.sorted
      for append in [objects.appendName, objects.appendPlace] {
        for number in sorted {
          append(number, &part)
          if isFull() {
            try sink(part)
            part.removeAll(keepingCapacity: true)
          }
        }
      }
      for base in bases { base.append(to: &part) }
      try sink(part)
    }
  }
}
