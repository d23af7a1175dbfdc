extension PackIndex {
  /// The bytes of an index over these frames and objects.
  static func encode(
    frames: [Frame], objects: [(object: ObjectID, place: Place)]
  ) -> [UInt8] {
    var bytes = StoreLayout.Pack.indexMagic
    bytes.append(little: StoreLayout.Pack.indexVersion)
    bytes.append(little: UInt32(frames.count))
    bytes.append(little: UInt32(objects.count))
    var bases: [ObjectID] = []
    var baseNumbers: [ObjectID: UInt32] = [:]
    for frame in frames {
      var number = StoreLayout.Pack.noBase
      if let base = frame.base {
        number = baseNumbers[base] ?? UInt32(bases.count)
        if baseNumbers.updateValue(number, forKey: base) == nil { bases.append(base) }
      }
      bytes.append(little: frame.offset)
      bytes.append(little: frame.storedSize)
      bytes.append(little: frame.rawSize)
      bytes.append(little: number)
      bytes.append(little: UInt32(0))
    }
    let sorted = objects.sorted { $0.object < $1.object }
    for row in sorted { row.object.append(to: &bytes) }
    for row in sorted {
      bytes.append(little: UInt32(row.place.frame))
      bytes.append(little: UInt32(row.place.offset))
      bytes.append(little: UInt32(row.place.size))
      bytes.append(little: UInt32(row.place.type.rawValue))
    }
    for base in bases { base.append(to: &bytes) }
    return bytes
  }
}
