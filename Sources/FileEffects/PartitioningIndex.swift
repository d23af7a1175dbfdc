extension RandomAccessCollection {
  /// The first index whose element satisfies a condition that stays true from there on; `endIndex` where
  /// there is none. A binary search.
  @inlinable
  public func partitioningIndex(where isAfter: (Element) throws -> Bool) rethrows -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if try isAfter(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
