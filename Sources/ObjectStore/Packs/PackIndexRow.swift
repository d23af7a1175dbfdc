extension PackIndex {
  /// An object and where it lies.
  struct Row {
    var object: ObjectID
    var place: Place

    /// The object's bytes in those of its frame.
    func bytes(in frame: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(rebasing: frame[place.offset..<place.offset + place.size])
    }
  }

  /// The objects of every frame, in the order in which they lie.
  func rowsByFrame() -> [Int: [Row]] {
    let rows = (0..<objectCount).compactMap { number in
      place(number).map { Row(object: name(number), place: $0) }
    }
    return Dictionary(grouping: rows, by: \.place.frame)
      .mapValues {
        $0.sorted { ($0.place.offset, $0.place.size) < ($1.place.offset, $1.place.size) }
      }
  }
}
