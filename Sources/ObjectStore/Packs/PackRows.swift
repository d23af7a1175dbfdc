/// Where each object of a pack that is being written lies: 48 bytes each, as many as in its index.
struct PackRows {
  private struct Row {
    var object: ObjectID
    var frame, offset, size: UInt32
    var type: ObjectType
  }

  /// As they came, so many in each: one array that grows would be there twice while it does.
  private var parts: [[Row]] = []
  private static let partCount = 4_096
  private(set) var count = 0

  init() {}

  mutating func append(_ object: ObjectID, at place: PackIndex.Place) {
    if count % Self.partCount == 0 {
      parts.append([])
      parts[parts.count - 1].reserveCapacity(Self.partCount)
    }
    parts[parts.count - 1].append(
      Row(
        object: object, frame: UInt32(place.frame), offset: UInt32(place.offset),
        size: UInt32(place.size), type: place.type))
    count += 1
  }

  private func row(_ number: UInt32) -> Row {
    parts[Int(number) / Self.partCount][Int(number) % Self.partCount]
  }

  /// The numbers of the rows in the order of their objects.
  var sorted: [UInt32] {
    (0..<UInt32(count)).sorted { row($0).object < row($1).object }
  }

  func appendName(_ number: UInt32, to bytes: inout [UInt8]) {
    row(number).object.append(to: &bytes)
  }

  func appendPlace(_ number: UInt32, to bytes: inout [UInt8]) {
    let row = row(number)
    bytes.append(little: row.frame)
    bytes.append(little: row.offset)
    bytes.append(little: row.size)
    bytes.append(little: UInt32(row.type.rawValue))
  }
}
