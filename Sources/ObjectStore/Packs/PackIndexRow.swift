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
  func rowsByFrame() -> FrameRows { FrameRows(of: self) }

  /// Which objects lie in each frame: four bytes an object beside the index. Rows are made for one frame at
  /// a time.
  struct FrameRows: Sendable {
    private let index: PackIndex
    /// The numbers of all objects, frame by frame.
    private let numbers: [UInt32]
    /// Where those of each frame begin, and where the last ones end.
    private let starts: [Int]

    fileprivate init(of index: PackIndex) {
      self.index = index
      var starts = [Int](repeating: 0, count: index.frameCount + 1)
      for number in 0..<index.objectCount {
        if let place = index.place(number) { starts[place.frame + 1] += 1 }
      }
      for frame in 0..<index.frameCount { starts[frame + 1] += starts[frame] }
      var next = starts
      var numbers = [UInt32](repeating: 0, count: starts[index.frameCount])
      for number in 0..<index.objectCount {
        guard let place = index.place(number) else { continue }
        numbers[next[place.frame]] = UInt32(number)
        next[place.frame] += 1
      }
      (self.starts, self.numbers) = (starts, numbers)
    }

    /// The objects of a frame; `nil` where there are none.
    subscript(frame: Int) -> [Row]? {
      guard frame >= 0, frame + 1 < starts.count, starts[frame] < starts[frame + 1] else {
        return nil
      }
      return numbers[starts[frame]..<starts[frame + 1]].compactMap { number in
        index.place(Int(number)).map { Row(object: index.name(Int(number)), place: $0) }
      }
      .sorted { ($0.place.offset, $0.place.size) < ($1.place.offset, $1.place.size) }
    }

    /// The frames that hold something, in order.
    var frames: some Sequence<(number: Int, rows: [Row])> {
      (0..<starts.count - 1).lazy.compactMap { frame in
        self[frame].map { (number: frame, rows: $0) }
      }
    }
  }
}
